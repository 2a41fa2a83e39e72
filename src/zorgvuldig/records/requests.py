"""Keep, read and settle requests of persons, under the grant that a use case opened (verzoeken)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from zorgvuldig.records.envelope import open_sealed, seal
from zorgvuldig.records.models import RightsRequest
from zorgvuldig.records.models.requests import RequestState
from zorgvuldig.records.stored_requests import OPEN, StoredRequest

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

_RETENTION = "case"
_ASKED, _ANSWER = "rights_request.asked_sealed", "rights_request.answer_sealed"


class SettledBeforeError(RuntimeError):
    """The request was answered, or withdrawn, by somebody else in the meantime."""


def keep(
    *,
    subject_id: UUID,
    kind: str,
    asked: str,
    received_on: date,
    aim_on: date,
    due_on: date,
    about_claim: UUID | None = None,
) -> UUID:
    """Keep a new request with its words sealed (verzoek vastleggen), and give its number."""
    request = RightsRequest(
        id=uuid4(),
        subject_id=subject_id,
        kind=kind,
        received_on=received_on,
        aim_on=aim_on,
        due_on=due_on,
        about_claim=about_claim,
        asked_sealed=_sealed(asked, subject_id, received_on.year, _ASKED),
    )
    RightsRequest.objects.bulk_create([request])
    return request.id


def requests_of(subject_id: UUID) -> tuple[StoredRequest, ...]:
    """Give the requests of a person, newest first."""
    rows = RightsRequest.objects.filter(subject_id=subject_id).order_by("-received_on", "id")
    return tuple(_stored(row) for row in rows)


def request(request_id: UUID) -> StoredRequest | None:
    """Give one request; nothing if the grant does not open it."""
    row = RightsRequest.objects.filter(id=request_id).first()
    return _stored(row) if row else None


def extend(request_id: UUID, *, due_on: date, reason: str, on: date) -> None:
    """Note that a request takes longer, why, and until when (verlengen).

    Raises:
        SettledBeforeError: it is no longer open, or was extended before.
    """
    changed = RightsRequest.objects.filter(id=request_id, state=RequestState.RECEIVED).update(
        state=RequestState.EXTENDED, due_on=due_on, extension_reason=reason, extended_on=on
    )
    _one(changed)


def settle(asked: StoredRequest, *, state: str, answer: str, on: date) -> None:
    """Close a request with its answer, sealed (beantwoorden, afwijzen, intrekken).

    Raises:
        SettledBeforeError: it is no longer open.
    """
    changed = RightsRequest.objects.filter(id=asked.id, state__in=OPEN).update(
        state=state,
        answered_on=on,
        answer_sealed=_sealed(answer, asked.subject_id, asked.received_on.year, _ANSWER) if answer else None,
    )
    _one(changed)


def _one(changed: int) -> None:
    if changed != 1:
        raise SettledBeforeError("this request is closed already, or was extended before: look at it again")


def _sealed(text: str, subject_id: UUID, year: int, field: str) -> bytes:
    return seal(
        text.encode(),
        subject=subject_id,
        compartment="all",
        retention_class=_RETENTION,
        year=year,
        field=field,
    )


def _stored(row: RightsRequest) -> StoredRequest:
    def opened(sealed: bytes | memoryview | None, field: str) -> str:
        if sealed is None:
            return ""
        return open_sealed(bytes(sealed), subject=row.subject_id, field=field).decode()

    return StoredRequest(
        id=row.id,
        subject_id=row.subject_id,
        kind=row.kind,
        state=row.state,
        received_on=row.received_on,
        aim_on=row.aim_on,
        due_on=row.due_on,
        asked=opened(row.asked_sealed, _ASKED),
        extended_on=row.extended_on,
        extension_reason=row.extension_reason,
        answered_on=row.answered_on,
        answer=opened(row.answer_sealed, _ANSWER),
        concerns=tuple(row.concerns),
        lifted_on=row.lifted_on,
        effected_on=row.effected_on,
        told_state=row.told_state,
        about_claim=row.about_claim,
    )
