"""Answers FHIR Claims with ClaimResponses: what was decided of every item, with our return codes and why.

One Bundle goes back for one file, a ClaimResponse for each Claim in its order. It says what the return
message of EI says, in the words of FHIR.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from uuid import uuid5

from zorgvuldig.interfaces.fhir.models import written
from zorgvuldig.interfaces.fhir.money import adjudication, euro
from zorgvuldig.interfaces.fhir.naming import system_of
from zorgvuldig.processes.claims_handling.intake.return_codes import refuses_file
from zorgvuldig.processes.claims_handling.intake.verdicts import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from zorgvuldig.interfaces.fhir.gathering import Gathered, Item
    from zorgvuldig.interfaces.fhir.translating import Trace
    from zorgvuldig.processes.claims_handling.explain import Receipt
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.verdicts import Verdict

RETURN_CODES = "urn:zorgvuldig:vektis:COD954"
RECEIPTS = "urn:zorgvuldig:ontvangst"
#: How a finding of EI begins; in FHIR the place is a path.
_PLACE_OF_EI = re.compile(r"^Regel \d+(?:, record \d\d)?(?:, veld \d{4})?(?: \((?P<field>[^:]{1,90})\))?: ")


def write_answer(trace: Trace, receipt: Receipt, at: datetime) -> bytes:
    """Write the Bundle of ClaimResponses for one file, found valid (retourinformatie).

    Raises:
        NotValidError: it is no valid FHIR, which is a fault of ours.
    """
    by_item: defaultdict[int, list[tuple[Item, Verdict]]] = defaultdict(list)
    for verdict in receipt.verdicts:
        claim, item = trace.items[verdict.claim.row]
        by_item[id(claim)].append((item, verdict))
    responses = [_response(claim, by_item[id(claim)], receipt, trace, at) for claim in trace.claims]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": RECEIPTS, "value": str(receipt.run_id)},
        "timestamp": at.isoformat(timespec="seconds"),
        "entry": [
            {"fullUrl": f"urn:uuid:{uuid5(receipt.run_id, str(number))}", "resource": response}
            for number, response in enumerate(responses, start=1)
        ],
    }
    return written(bundle)


def plain_text(found: Finding) -> str:
    """Give a finding without the line and field of EI, which a sender of FHIR never saw."""
    begun = _PLACE_OF_EI.match(found.message)
    if begun is None:
        return found.message
    text = found.message[begun.end() :]
    if begun["field"]:
        text = f"{begun['field']}: {text}"
    return text[:1].upper() + text[1:]


def _response(
    claim: Gathered, judged: Sequence[tuple[Item, Verdict]], receipt: Receipt, trace: Trace, at: datetime
) -> dict[str, Any]:
    notes = _Notes()
    items = [
        _item(item, verdict, notes) for item, verdict in sorted(judged, key=lambda each: each[0].sequence)
    ]
    errors = [*_of_the_file(receipt, trace)] if receipt.refused_whole else [*_errors(judged, trace)]
    accepted = sum(verdict.state == ACCEPTED for _item, verdict in judged)
    response: dict[str, Any] = {
        "resourceType": "ClaimResponse",
        "status": "active",
        "type": _kind(claim),
        "use": "claim",
        "patient": _patient(claim),
        "created": at.isoformat(timespec="seconds"),
        "insurer": _known("Organization", "uzovi", claim.uzovi[0]),
        "requestor": _known(
            "Organization" if claim.declarant_kind == "institution" else "Practitioner",
            "agb",
            claim.declarant[0],
        ),
        "request": {"type": "Claim", "identifier": _number(claim)},
        "outcome": "error" if not accepted else "complete" if accepted == len(judged) else "partial",
        "disposition": _disposition(accepted, len(judged), whole=receipt.refused_whole),
    }
    if items:
        response |= {"item": items, "total": _totals([verdict for _item, verdict in judged])}
    if errors:
        response["error"] = errors
    if notes.texts:
        response["processNote"] = notes.told()
    paid = sum(verdict.approved_cents - verdict.own_share_cents for _item, verdict in judged)
    if receipt.payment is not None and paid > 0:
        response["payment"] = {
            "type": {"coding": [{"system": _PAYMENT, "code": "complete"}]},
            "date": receipt.payment.execute_on.isoformat(),
            "amount": euro(paid),
            "identifier": {"value": receipt.payment.reference},
        }
    return response


_PAYMENT = "http://terminology.hl7.org/CodeSystem/ex-paymenttype"


class _Notes:
    """The remarks of one answer, each numbered once."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts) + 1)

    def told(self) -> list[dict[str, Any]]:
        return [
            {"number": number, "type": "display", "text": text, "language": {"text": "nl-NL"}}
            for text, number in self.texts.items()
        ]


def _item(item: Item, verdict: Verdict, notes: _Notes) -> dict[str, Any]:
    told: dict[str, Any] = {
        "itemSequence": item.sequence,
        "adjudication": adjudication(
            verdict.claim.charged_cents, verdict.approved_cents, verdict.own_share_cents
        ),
    }
    marks = [notes.number(plain_text(found)) for found in verdict.marks]
    return told | ({"noteNumber": sorted(set(marks))} if marks else {})


def _errors(judged: Sequence[tuple[Item, Verdict]], trace: Trace) -> Iterator[dict[str, Any]]:
    for item, verdict in judged:
        for found in verdict.reasons:
            yield {"itemSequence": item.sequence, "code": _code(found, trace)}


def _of_the_file(receipt: Receipt, trace: Trace) -> Iterator[dict[str, Any]]:
    """Tell why a file was refused whole, and what else was found in it: then it is sent only once more."""
    for found in receipt.findings:
        if not found.warning:
            about = trace.items.get(found.row or 0)
            sequence = {"itemSequence": about[1].sequence} if about and not refuses_file(found) else {}
            yield sequence | {"code": _code(found, trace)}


def _code(found: Finding, trace: Trace) -> dict[str, Any]:
    place = trace.place(found.row, found.field)
    return {
        "coding": [{"system": RETURN_CODES, "code": found.code}],
        "text": f"{plain_text(found)} ({place})",
    }


def _totals(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    return adjudication(
        sum(each.claim.charged_cents for each in verdicts),
        sum(each.approved_cents for each in verdicts),
        sum(each.own_share_cents for each in verdicts),
    )


def _kind(claim: Gathered) -> dict[str, Any]:
    """Give the kind of claim back as its sender coded it, without whatever else stood there."""
    told = claim.node.node("type")
    codings = [
        {key: each.text(key) for key in ("system", "code") if each.text(key)}
        for each in (told.nodes("coding") if told else ())
    ]
    coded = [each for each in codings if each]
    return {"coding": coded} if coded else {"text": (told.text("text") if told else "") or "Declaratie"}


def _number(claim: Gathered) -> dict[str, str]:
    """Give the number of a Claim back, by which its sender finds it."""
    told = next(claim.node.nodes("identifier"))
    return {key: told.text(key) for key in ("system", "value") if told.text(key)}


def _patient(claim: Gathered) -> Mapping[str, Any]:
    """Refer to the person as the sender did; what a Claim contained cannot be referred to from here."""
    reference = claim.node.body["patient"]["reference"]
    if reference.startswith("#"):
        return _known("Patient", "bsn", claim.person["bsn"][0])
    return {"reference": reference}


def _known(kind: str, number: str, value: str) -> dict[str, Any]:
    return {"type": kind, "identifier": {"system": system_of(number), "value": value}}


def _disposition(accepted: int, count: int, *, whole: bool) -> str:
    if whole:
        return "Wij hebben het hele bestand afgewezen. Bij error staat waarom."
    if accepted == count:
        return "Wij hebben alles goedgekeurd."
    return f"Wij hebben {accepted} van {count} prestaties goedgekeurd. Bij error staat waarom de rest niet."
