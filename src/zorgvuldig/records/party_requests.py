"""Keep, read and settle requests of parties, under the grant that a use case opened (zakelijke verzoeken).

Nothing here names the party that reads: the database opens the rows of the party behind the login.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from zorgvuldig.records.models import BusinessPartner, PartyRequest, Provider
from zorgvuldig.records.models.requests import RequestState
from zorgvuldig.records.requests import SettledBeforeError
from zorgvuldig.records.stored_party_requests import StoredPartyRequest
from zorgvuldig.records.stored_requests import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID


def keep(*, party_id: UUID, party_kind: str, kind: str, asked: str, received_on: date, due_on: date) -> UUID:
    """Keep a new request of a party (verzoek vastleggen), and give its number."""
    made = PartyRequest(
        id=uuid4(),
        party_id=party_id,
        party_kind=party_kind,
        kind=kind,
        asked=asked,
        received_on=received_on,
        due_on=due_on,
    )
    PartyRequest.objects.bulk_create([made])
    return made.id


def opened() -> tuple[StoredPartyRequest, ...]:
    """Give every request that the grant opens, newest first: to a party its own."""
    return tuple(map(_stored, PartyRequest.objects.order_by("-received_on", "id")))


def waiting() -> tuple[StoredPartyRequest, ...]:
    """Give the requests that wait for an answer, the first that must be answered first (werkvoorraad)."""
    return tuple(map(_stored, PartyRequest.objects.filter(state__in=OPEN).order_by("due_on", "id")))


def request(request_id: UUID) -> StoredPartyRequest | None:
    """Give one request; nothing if the grant does not open it."""
    row = PartyRequest.objects.filter(id=request_id).first()
    return _stored(row) if row else None


def names(asked: Iterable[StoredPartyRequest]) -> dict[UUID, str]:
    """Give the name of each party that asked."""
    wanted = {each.party_id for each in asked}
    found: dict[UUID, str] = {}
    for model in (Provider, BusinessPartner):
        found.update(model.objects.filter(id__in=wanted).values_list("id", "name"))
    return found


def extend(request_id: UUID, *, due_on: date, reason: str, on: date) -> None:
    """Note that a request takes longer, why, and until when (verlengen).

    Raises:
        SettledBeforeError: it is no longer open, or was extended before.
    """
    changed = PartyRequest.objects.filter(id=request_id, state=RequestState.RECEIVED).update(
        state=RequestState.EXTENDED, due_on=due_on, extension_reason=reason, extended_on=on
    )
    _one(changed)


def settle(request_id: UUID, *, state: str, answer: str, on: date) -> None:
    """Close a request with its answer (beantwoorden, afwijzen, intrekken).

    Raises:
        SettledBeforeError: it is no longer open.
    """
    changed = PartyRequest.objects.filter(id=request_id, state__in=OPEN).update(
        state=state, answered_on=on, answer=answer
    )
    _one(changed)


def _one(changed: int) -> None:
    if changed != 1:
        raise SettledBeforeError("this request is closed already, or was extended before: look at it again")


def _stored(row: PartyRequest) -> StoredPartyRequest:
    return StoredPartyRequest(
        id=row.id,
        party_id=row.party_id,
        party_kind=row.party_kind,
        kind=row.kind,
        state=row.state,
        received_on=row.received_on,
        due_on=row.due_on,
        asked=row.asked,
        extended_on=row.extended_on,
        extension_reason=row.extension_reason,
        answered_on=row.answered_on,
        answer=row.answer,
    )
