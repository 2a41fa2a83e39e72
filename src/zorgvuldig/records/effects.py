"""Carry out what was granted, and keep who must hear of it, under the grant that a use case opened."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange

from zorgvuldig.records.models import (
    Person,
    PersonAddress,
    PersonContact,
    ReceiverToTell,
    RightsRequest,
)
from zorgvuldig.records.requests import SettledBeforeError
from zorgvuldig.records.stored_effects import StoredReceiver

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from zorgvuldig.records.stored_effects import Address, Name, NewReceiver

_BY_REQUEST = "de persoon, op verzoek verbeterd"


class ShieldedError(RuntimeError):
    """The whereabouts of this person are shielded: whoever handles requests neither sees nor changes them."""


def correct_contact(subject_id: UUID, *, email: str | None, phone: str | None) -> None:
    """Put a corrected e-mail address or telephone number in the place of the old one; None leaves it."""
    changed = {name: value for name, value in (("email", email), ("phone", phone)) if value is not None}
    if not PersonContact.objects.filter(subject_id=subject_id).update(**changed):
        PersonContact.objects.bulk_create([PersonContact(subject_id=subject_id, **changed)])


def erase_contact(subject_id: UUID) -> int:
    """Erase how a person can be reached beside the post, and count what went (wissen)."""
    erased, _ = PersonContact.objects.filter(subject_id=subject_id).delete()
    return erased


def correct_name(subject_id: UUID, name: Name, *, on: date) -> None:
    """Put a corrected name in the place of the old one, with where it comes from (naam)."""
    Person.objects.filter(id=subject_id).update(
        initials=name.initials,
        name_prefix=name.name_prefix,
        family_name=name.family_name,
        data_origin=_BY_REQUEST,
        obtained_at=on,
    )


def move(subject_id: UUID, address: Address, *, on: date) -> None:
    """Let a corrected address hold from a day on; the earlier one stays in the history until then (adres).

    Raises:
        ShieldedError: the whereabouts are shielded.
    """
    if Person.objects.filter(id=subject_id, shielded=True).exists():
        raise ShieldedError("this address is shielded: security affairs alone changes it")
    current = PersonAddress.objects.filter(subject_id=subject_id, valid_during__contains=on).first()
    until = None
    if current is not None:
        until = current.valid_during.upper
        if current.valid_during.lower == on:
            # Corrected a second time on one day: the first of them never held.
            current.valid_during = DateRange(empty=True)
        else:
            current.valid_during = DateRange(current.valid_during.lower, on)
        current.save(update_fields=["valid_during"])
    PersonAddress.objects.bulk_create(
        [
            PersonAddress(
                subject_id=subject_id,
                street=address.street,
                house_number=address.house_number,
                house_number_suffix=address.house_number_suffix,
                postcode=address.postcode,
                city=address.city,
                valid_during=DateRange(on, until),
            )
        ]
    )


def name_data(request_id: UUID, concerns: Sequence[str]) -> None:
    """Note which data a request is about, as categories (waarover het gaat)."""
    RightsRequest.objects.filter(id=request_id).update(concerns=list(concerns))


def carried_out(request_id: UUID, *, subject_id: UUID, tell: Sequence[NewReceiver], on: date) -> None:
    """Note that a request was carried out, and whom that must be told (uitgevoerd).

    One who must hear already of the same data, and was not told yet, is not listed twice.
    """
    RightsRequest.objects.filter(id=request_id).update(effected_on=on)
    listed = {(each.receiver, each.purpose, each.data) for each in receivers(request_id) if not each.is_done}
    ReceiverToTell.objects.bulk_create(
        ReceiverToTell(
            id=uuid4(),
            request_id=request_id,
            subject_id=subject_id,
            receiver=each.receiver,
            purpose=each.purpose,
            data=each.data,
            due_on=each.due_on,
        )
        for each in tell
        if (each.receiver, each.purpose, each.data) not in listed
    )


def receivers(request_id: UUID) -> tuple[StoredReceiver, ...]:
    """Give whom a change must be told, and what came of it."""
    rows = ReceiverToTell.objects.filter(request_id=request_id).order_by(
        "due_on", "receiver", "purpose", "id"
    )
    return tuple(
        StoredReceiver(
            id=row.id,
            request_id=row.request_id,
            receiver=row.receiver,
            purpose=row.purpose,
            data=row.data,
            due_on=row.due_on,
            told_on=row.told_on,
            told_how=row.told_how,
            impossible_because=row.impossible_because,
        )
        for row in rows
    )


def note_receiver(
    receiver_id: UUID, *, request_id: UUID, told_on: date | None, how: str, impossible: str
) -> None:
    """Note that a receiver was told, or why that was impossible.

    Raises:
        SettledBeforeError: it was noted before, or is not of this request.
    """
    waiting = ReceiverToTell.objects.filter(
        id=receiver_id, request_id=request_id, told_on=None, impossible_because=""
    )
    if not waiting.update(told_on=told_on, told_how=how, impossible_because=impossible):
        raise SettledBeforeError("this receiver was noted before: look at the list again")


def lift(request_id: UUID, *, on: date) -> None:
    """Note on which day a restriction ends (opheffen).

    Raises:
        SettledBeforeError: it has an end already, or was never granted.
    """
    standing = RightsRequest.objects.filter(
        id=request_id, kind="restriction", state__in=("granted", "partly"), lifted_on=None
    )
    if not standing.update(lifted_on=on):
        raise SettledBeforeError("this restriction ends already, or was never granted")
