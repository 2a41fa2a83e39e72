"""The vendored catalogue: every norm's id and kind, every fact's type, every word a request may use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNIT_ROLES = frozenset({"medical-adviser", "functional-unit"})
FACT_TYPES = ("boolean", "integer", "date", "enum", "set", "text", "known")


@dataclass(frozen=True, slots=True)
class CatalogueNorm:
    """One entry of the catalogue of norms: what it is, where it stands, what it does to a decision."""

    id: str
    kind: str
    process: str
    effect: str
    decidable: bool
    article: str
    period: str | None
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactType:
    """Type and values of one fact; `open` also takes other values, `known` comes from norms only.

    `own` facts are our own choice (`own_facts.json`): the shared catalogue of norms does not name them.
    """

    name: str
    type: str
    description: str
    values: frozenset[str]
    open: bool
    default: bool | None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All ids and words of the norms, read once from the vendored files."""

    norms: Mapping[str, CatalogueNorm]
    facts: Mapping[str, FactType]
    words: Mapping[str, frozenset[str]]
    data_sets: Mapping[str, frozenset[str]]
    background: Mapping[str, Any]


def _read(name: str) -> Any:  # noqa: ANN401 — JSON of several shapes
    return json.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))


def _fact(
    name: str, entry: Mapping[str, Any], words: Mapping[str, frozenset[str]], *, own: bool = False
) -> FactType:
    values = entry.get("values", ())
    return FactType(
        name=name,
        type=entry["type"],
        description=entry["description"],
        values=words[values] if isinstance(values, str) else frozenset(values),
        open=entry.get("open", False),
        default=entry.get("default"),
        own=own,
    )


@cache
def catalogue() -> Catalogue:
    """Return the vendored catalogue of norms, facts and words."""
    vocabulary = _read("vocabulary.json")
    words = {name: frozenset(vocabulary[name]) for name in ("processes", "actors", "data_categories")}
    return Catalogue(
        norms={
            entry["id"]: CatalogueNorm(**{**entry, "conflicts": tuple(entry["conflicts"])})
            for entry in _read("norms.json")
        },
        facts={
            name: _fact(name, entry, words, own=own)
            for file, own in (("facts.json", False), ("own_facts.json", True))
            for name, entry in _read(file).items()
        },
        words=words,
        data_sets={name: frozenset(members) for name, members in vocabulary["data_sets"].items()},
        background={
            name: value for name, value in vocabulary["background"].items() if not isinstance(value, dict)
        },
    )


def ordinary_facts(role: object = None) -> dict[str, Any]:
    """Return the facts of an ordinary lawful case (background), for somebody in this role.

    Whether something is done under the medical adviser follows from the role; else it stays unknown.
    """
    found = {name: value for name, value in catalogue().background.items() if name != "under_ma"}
    return {**found, "under_ma": True} if role in _UNIT_ROLES else found


@cache
def texts() -> Mapping[str, str]:
    """Return each norm's content in English, in our own words."""
    found: Mapping[str, str] = _read("texts.json")
    return found


@cache
def dutch_words() -> Mapping[str, Mapping[str, str]]:
    """Return the Dutch words for facts, purposes, actions, data and roles, as people read them."""
    found: Mapping[str, Mapping[str, str]] = _read("dutch.json")
    return found
