"""The own claims of an insured person as ExplanationOfBenefit: what their page tells, and no more.

It is made of that page, so the same authority opened it and the same sentences explain it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zorgvuldig.interfaces.fhir.models import written
from zorgvuldig.interfaces.fhir.money import adjudication

if TYPE_CHECKING:
    from datetime import date, datetime

    from zorgvuldig.processes.rights.explain.views import MyClaim, MyClaims, MyLine, Why

#: The state of a claim of which nothing was decided yet.
_WAITING = "received"


def write_benefits(mine: MyClaims, *, insurer: str, at: datetime) -> bytes:
    """Write the own claims as a Bundle, found valid (mijn declaraties als bestand).

    Raises:
        NotValidError: it is no valid FHIR, which is a fault of ours.
    """
    entries = [
        {"fullUrl": f"urn:uuid:{claim.claim_id}", "resource": _benefit(claim, mine.name, insurer)}
        for claim in mine.claims
    ]
    bundle: dict[str, Any] = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": at.isoformat(timespec="seconds"),
    }
    return written(bundle | ({"entry": entries} if entries else {}))


def _benefit(claim: MyClaim, name: str, insurer: str) -> dict[str, Any]:
    whys = [*claim.why, *(why for line in claim.lines for why in line.why)]
    notes = {text: number for number, text in enumerate(dict.fromkeys(map(_sentence, whys)), start=1)}
    told: dict[str, Any] = {
        "resourceType": "ExplanationOfBenefit",
        "identifier": [{"value": claim.claim_number}] if claim.claim_number else [],
        "status": "active",
        "type": {"text": "Declaratie"},
        "use": "claim",
        "patient": {"display": name or "Verzekerde"},
        "billablePeriod": _period(claim.started_on, claim.ended_on),
        "created": claim.received_at.isoformat(timespec="seconds"),
        "insurer": {"display": insurer},
        "provider": {"display": claim.provider_name},
        "outcome": "queued" if claim.state == _WAITING else "complete",
        "disposition": claim.sentence,
        "insurance": [{"focal": True, "coverage": {"display": insurer}}],
        "item": [_item(number, line, notes) for number, line in enumerate(claim.lines, start=1)],
        "total": adjudication(claim.charged_cents, claim.approved_cents, claim.own_share_cents),
        "processNote": [
            {"number": number, "type": "display", "text": text} for text, number in notes.items()
        ],
    }
    return {key: value for key, value in told.items() if value not in ([], {})}


def _item(number: int, line: MyLine, notes: dict[str, int]) -> dict[str, Any]:
    period = _period(line.started_on, line.ended_on)
    told = {
        "sequence": number,
        "productOrService": {"text": line.description},
        "servicedPeriod": period,
        "noteNumber": sorted({notes[_sentence(why)] for why in line.why}),
        # What somebody bears is told of a claim as a whole, as on the page.
        "adjudication": adjudication(line.charged_cents, line.approved_cents, 0)[:2],
    }
    return {key: value for key, value in told.items() if value not in ([], {})}


def _sentence(why: Why) -> str:
    articles = ", ".join(dict.fromkeys(each.article for each in why.articles))
    return f"{why.sentence} ({articles})" if articles else why.sentence


def _period(first: date | None, last: date | None) -> dict[str, str]:
    told = {"start": first, "end": last}
    return {key: day.isoformat() for key, day in told.items() if day is not None}
