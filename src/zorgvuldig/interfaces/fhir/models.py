"""Holds a resource against FHIR by `fhir.resources`: R4B, which is R4 for these (docs/claims/fhir.md).

That library takes half a second to load, so nothing loads it before a first resource is to be judged.
"""

from __future__ import annotations

import importlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The resources that we read or write, which are the only ones that are ever loaded.
KNOWN = frozenset({
    "Bundle", "CapabilityStatement", "Claim", "ClaimResponse", "Coverage", "ExplanationOfBenefit",
    "OperationOutcome", "Organization", "Patient", "Practitioner", "PractitionerRole", "ServiceRequest",
})  # fmt: skip
_MISSING = ("required", "Dit gegeven ontbreekt, en FHIR schrijft het voor. Vul het in.")
_SAID = {
    "missing": _MISSING,
    "model_field_validation.missing": _MISSING,
    "extra_forbidden": ("structure", "Dit element kent FHIR R4 hier niet. Laat het weg."),
}
_OTHERWISE = ("structure", "Dit heeft niet de vorm die FHIR R4 voorschrijft. Controleer het element.")


class NotValidError(ValueError):
    """A resource of our own is no valid FHIR: a fault of ours, which must not leave."""


def deviations(kind: str, body: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Give where a resource deviates from FHIR: the path within it, the kind of issue, a Dutch sentence."""
    model = _model(kind)
    try:
        model.model_validate(body)
    except _invalid() as error:
        for each in error.errors(include_url=False, include_context=False, include_input=False):
            issue, text = _SAID.get(each["type"], _OTHERWISE)
            yield each["loc"], issue, text
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        # It breaks off on some values, such as a number in a text where an object belongs.
        yield (), *_OTHERWISE


def written(resource: Mapping[str, Any]) -> bytes:
    """Write a resource as FHIR JSON once it is found valid.

    Raises:
        NotValidError: it is not; the path is named, no value.
    """
    wrong = [
        ".".join(map(str, path)) for path, _issue, _text in deviations(resource["resourceType"], resource)
    ]
    if wrong:
        raise NotValidError(f"{resource['resourceType']} is not valid FHIR at {', '.join(wrong)}")
    return json.dumps(resource, ensure_ascii=False, indent=1).encode()


@cache
def _model(kind: str) -> Any:  # noqa: ANN401 — a model class of a library that is loaded late
    if kind not in KNOWN:
        raise LookupError(f"{kind} is no resource that we read or write")
    return getattr(importlib.import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)


@cache
def _invalid() -> Any:  # noqa: ANN401 — the error class of the same library
    return importlib.import_module("pydantic").ValidationError
