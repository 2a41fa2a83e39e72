"""Where a record stands, before anything of it is shown: its run and its person, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from zorgvuldig.ledger import gate
from zorgvuldig.records.stored_effects import Unfinished
from zorgvuldig.records.stored_letters import LetterCount, LetterPlace
from zorgvuldig.records.stored_requests import GroundPlace, RequestPlace

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The most letters that are asked of the gate at once.
MOST = 5000


@dataclass(frozen=True)
class ClaimPlace:
    """The run and the person of a claim; no person when the claim is about somebody who is not ours."""

    run_id: UUID
    subject_id: UUID | None


def place_of_letter(letter_id: UUID, *, using: str = "default") -> LetterPlace | None:
    """Say whose letter (uitgaande brief) this is and how far it is; nothing if there is none."""
    found = _letters({"letter": str(letter_id), "most": 1}, using)
    return found[0] if found else None


def places_of_letters(
    *,
    state: str | None = None,
    route: str | None = None,
    after: LetterPlace | None = None,
    using: str = "default",
) -> list[LetterPlace]:
    """List the next letters (uitgaande brieven) in a state by a route, the oldest first, at most `MOST`."""
    asked = {
        "state": state,
        "route": route,
        "after_at": after.made_at.isoformat() if after else None,
        "after_id": str(after.id) if after else None,
        "most": MOST,
    }
    return _letters(asked, using)


def every_place_of_a_letter(*, using: str = "default") -> Iterator[LetterPlace]:
    """Go through all letters, the oldest first, a part at a time."""
    part = places_of_letters(using=using)
    while part:
        yield from part
        part = places_of_letters(after=part[-1], using=using)


def letters_counted(*, using: str = "default") -> list[LetterCount]:
    """Count the letters by kind, state and route (tellingen)."""
    rows: Any = gate.ask(using, "letters_counted", "letters-counted", {}) or []
    return [LetterCount(row["kind"], row["state"], row["route"], int(row["letters"])) for row in rows]


def hand_over(letter_id: UUID, *, by_entry: UUID, using: str = "default") -> bool:
    """Note that a letter was handed over (overhandigd, GC-4.0.6); false when it does not wait for that.

    The gate notes it, so that whoever hands a letter over needs no right to any letter.
    """
    with gate.stepped_back(using):
        noted: Any = gate.ask(
            using, "letter_handed", "handed", {"letter": str(letter_id), "by": str(by_entry)}
        )
    return bool(noted)


def runs_told(*, using: str = "default") -> frozenset[UUID]:
    """Give the runs about which letters were written before (reeds geschreven)."""
    rows: Any = gate.ask(using, "runs_told", "runs-told", {}) or []
    return frozenset(UUID(each) for each in rows)


def _letters(asked: dict[str, Any], using: str) -> list[LetterPlace]:
    known = gate.ask(using, "letters_of", "letters", asked) or {}
    return [_letter(row) for row in known.get("letters", [])]


def _letter(row: dict[str, str]) -> LetterPlace:
    subject, run = row["subject_id"], row["run_id"]
    return LetterPlace(
        id=UUID(row["id"]),
        kind=row["kind"],
        data_category=row["data_category"],
        purpose=row["purpose"],
        subject_id=UUID(subject) if subject else None,
        run_id=UUID(run) if run else None,
        route=row["route"],
        state=row["state"],
        made_at=datetime.fromisoformat(row["made_at"]),
        digest=row["digest"],
    )


def place_of_request(request_id: UUID, *, using: str = "default") -> RequestPlace | None:
    """Say whose request (verzoek) this is and how far it is; nothing if there is none."""
    found = _requests({"request": str(request_id), "most": 1}, using)
    return found[0] if found else None


def open_requests(*, using: str = "default") -> list[RequestPlace]:
    """List the requests that wait for an answer, the first that must be answered first, at most `MOST`."""
    return _requests({"request": None, "most": MOST}, using)


def untold_requests(*, using: str = "default") -> Iterator[RequestPlace]:
    """Go through the requests whose state no letter tells yet, a part at a time (te schrijven)."""
    part, after = MOST, None
    while part == MOST:
        rows: Any = (
            gate.ask(using, "requests_untold", "requests-untold", {"after": after, "most": MOST}) or []
        )
        yield from map(_request, rows)
        part, after = len(rows), rows[-1]["id"] if rows else None


def note_told(place: RequestPlace, *, using: str = "default") -> bool:
    """Note that a letter tells the state of this request; false when it went on or was told of meanwhile.

    The gate notes it, so that whoever writes letters needs no right to any request.
    """
    asked = {"request": str(place.id), "state": place.state}
    with gate.stepped_back(using):
        noted: Any = gate.ask(using, "request_told", "request-told", asked)
    return bool(noted)


def unfinished_requests(*, using: str = "default") -> list[Unfinished]:
    """List what was granted and is not carried out, or of which somebody must be told (werkvoorraad)."""
    rows: Any = gate.ask(using, "requests_unfinished", "requests-unfinished", {"most": MOST}) or []
    return [
        Unfinished(
            id=UUID(row["id"]),
            kind=row["kind"],
            answered_on=_date(row["answered_on"]),
            due_on=_date(row["due_on"]),
            untold=int(row["untold"]),
        )
        for row in rows
    ]


def _date(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def requests_on_grounds(*, using: str = "default") -> list[GroundPlace]:
    """List the refusals that wait for the officer's word, and those that stand until a day (art. 3.13)."""
    rows: Any = gate.ask(using, "requests_on_grounds", "requests-on-grounds", {"most": MOST}) or []
    return [
        GroundPlace(
            id=UUID(row["id"]),
            kind=row["kind"],
            ground=row["ground"],
            received_on=date.fromisoformat(row["received_on"]),
            due_on=date.fromisoformat(row["due_on"]),
            until=_date(row["until"]),
            withheld=row["withheld"],
        )
        for row in rows
    ]


def restricted_in_run(run_id: UUID, *, purpose: str, data: frozenset[str], on: date) -> int:
    """Count the persons of a run whose data of these categories are restricted: they wait (beperking)."""
    asked = {"run": str(run_id), "purpose": purpose, "data": sorted(data), "at": on.isoformat()}
    counted: Any = gate.ask("default", "restricted_in_run", "restricted-in-run", asked)
    return int(counted or 0)


def _requests(asked: dict[str, Any], using: str) -> list[RequestPlace]:
    rows: Any = gate.ask(using, "requests_of", "requests", asked) or []
    return [_request(row) for row in rows]


def _request(row: dict[str, str]) -> RequestPlace:
    return RequestPlace(
        id=UUID(row["id"]),
        subject_id=UUID(row["subject_id"]),
        kind=row["kind"],
        state=row["state"],
        received_on=date.fromisoformat(row["received_on"]),
        due_on=date.fromisoformat(row["due_on"]),
    )


def place_of_claim(claim_id: UUID, *, using: str = "default") -> ClaimPlace | None:
    """Say whose claim (declaratie) this is, so that a decision can be asked about that person alone."""
    known = gate.ask(using, "claim_of", "claim", {"claim": str(claim_id)})
    if known is None:
        return None
    subject = known["subject_id"]
    return ClaimPlace(UUID(known["run_id"]), UUID(subject) if subject else None)
