"""The letters about requests: found by their state, written once, noted with the letter (brieven)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger import places
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide
from zorgvuldig.processes.rights.explain import request_letters as letters
from zorgvuldig.processes.rights.intake import REFUSING
from zorgvuldig.records import documents, requests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.rights.explain.request_letters import AboutRequest
    from zorgvuldig.records.stored_requests import RequestPlace, StoredRequest

#: Under which the number of a letter is made, so that writing again gives the same number and is refused.
_NUMBERS = UUID("8b0f7d52-5c0d-4f43-9a3e-2b1f4d9c6053")
_KINDS = {"received": "request-received", "extended": "request-extended"}


class NotWrittenError(RuntimeError):
    """The request went on, or was told of, while the letter was written: nothing was kept."""


def requests_to_tell() -> Iterator[RequestPlace]:
    """Go through the requests whose state their person was not written about yet (te schrijven)."""
    return places.untold_requests()


def write_about_request(place: RequestPlace, *, actor: Actor, at: datetime) -> UUID:
    """Write the letter about the state of a request, and note in the same transaction that it was (brief).

    Raises:
        Refused: the decision was no permit.
        NotWrittenError: the request is no longer in this state, or somebody wrote about it meanwhile.
        MissingFieldError: the template needs something that the request does not have.
        LookupError: there is nobody of this number within what the decision opened.
    """
    with processing(decide.read_to_tell(subject_id=place.subject_id), actor=actor, at=at):
        asked = requests.request(place.id)
    if asked is None or asked.state != place.state:
        raise NotWrittenError("this request went on while its letter was written")
    with _sending(asked, actor, at) as entry_id:
        letter = _letter(asked, at)
        documents.archive(letter, entry_id=entry_id, at=at)
        if not places.note_told(place):
            raise NotWrittenError("this request was told of by somebody else")
    return letter.id


def write_again(asked: StoredRequest, *, actor: Actor, at: datetime) -> None:
    """Write to a person that a special circumstance was looked at again, and until when it stands (brief).

    Raises:
        Refused: the decision was no permit.
        LookupError: there is nobody of this number within what the decision opened.
    """
    with _sending(asked, actor, at) as entry_id:
        documents.archive(_letter(asked, at), entry_id=entry_id, at=at)


@contextmanager
def _sending(asked: StoredRequest, actor: Actor, at: datetime) -> Iterator[UUID]:
    refusing = asked.state in REFUSING
    permission = decide.write_about_request(subject_id=asked.subject_id, refusing=refusing)
    acknowledged = decide.NAMED_WAYS if refusing else frozenset[str]()
    with processing(permission, actor=actor, at=at, acknowledge=acknowledged) as grant:
        yield grant.entry_id


def _letter(asked: StoredRequest, at: datetime) -> documents.Outgoing:
    reader = documents.demand_reader(asked.subject_id)
    return documents.about_rights(
        reader,
        letter_id=letter_of(asked),
        kind=_kind(asked.state),
        subject_id=asked.subject_id,
        content=asdict(_content(asked, reader.name, on=at.astimezone(DUTCH_TIME).date())),
    )


def letter_of(asked: StoredRequest) -> UUID:
    """Give the number of the letter about a request as it stands now, whether it was written or not."""
    again = f"|{asked.ground_until}" if asked.prolonged_on else ""
    return uuid5(_NUMBERS, f"{asked.id}|{asked.state}{again}")


def _kind(state: str) -> str:
    return _KINDS.get(state) or ("request-refused" if state in REFUSING else "request-answered")


def _content(asked: StoredRequest, name: str, *, on: date) -> AboutRequest:
    if asked.state == "received":
        return letters.received(
            name, asked.kind, asked_on=asked.asked_on, aim_on=asked.aim_on, due_on=asked.due_on, on=on
        )
    if asked.state == "extended":
        return letters.extended(
            name,
            asked.kind,
            asked_on=asked.asked_on,
            reason=asked.extension_reason,
            due_on=asked.due_on,
            on=on,
        )
    if asked.state in REFUSING:
        reasons = asked.answer
        if asked.prolonged_on is not None and asked.ground_until is not None:
            reasons = letters.still_withheld(asked.ground_until, reasons)
        return letters.refused(
            name, asked.kind, asked_on=asked.asked_on, outcome=asked.state, reasons=reasons, on=on
        )
    return letters.answered(name, asked.kind, asked_on=asked.asked_on, answer=asked.answer, on=on)
