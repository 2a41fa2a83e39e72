"""Break-glass (noodtoegang, GC-3.4d): one person, a reason, an alarm, an end, and a judgement by another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import timezone

from zorgvuldig.ledger import discharging
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.access_control import act, decide, explain, intake, models
from zorgvuldig.processes.access_control.usecases import showing
from zorgvuldig.records.writing import street_line

if TYPE_CHECKING:
    from datetime import datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.records.models import PersonAddress


#: What each look in an emergency leaves to do (GC-3.4d).
OF_A_LOOK = "record-vital-interest"


class NobodyFoundError(LookupError):
    """The words fit nobody, or more than one person: nothing is opened. That somebody looked is logged."""

    def __init__(self, met: int) -> None:
        super().__init__("several people fit these words" if met else "nobody fits these words")
        self.several = met > 1


def open_emergency(*, actor: Actor, asked: intake.Emergency, second_factor: bool, at: datetime) -> UUID:
    """Find one person and open break-glass on this one alone, with an alarm at once; one at a time.

    The duty is decided on before anybody is looked for, so that a refusal does not tell who is insured. Who
    has it open on this person already is led to that one.

    Raises:
        Refused: no second factor of this moment, or not a duty of this employee.
        InputError: the reason is empty or filler, or the person is not described.
        NobodyFoundError: nobody or more than one person fits.
    """
    checked, today, emergency_id = intake.emergency(asked), timezone.localdate(at), uuid4()
    search = decide.search_in_emergency(emergency_id, second_factor=second_factor)
    with processing(search, actor=actor, at=at):
        person, met = models.find_person(checked, today)
    if person is None:
        raise NobodyFoundError(met)
    request = decide.open_in_emergency(emergency_id, person, second_factor=second_factor)
    with processing(request, actor=actor, at=at) as grant:
        # The gate let one at a time through to this person: what another tab opened is to be seen here.
        running = models.running_emergency(UUID(actor.identifier), person, at)
        if running is not None:
            return running.id
        act.open_emergency(
            emergency_id=emergency_id,
            person=person,
            reason=checked.reason.strip(),
            by=actor,
            entry_id=grant.entry_id,
            at=at,
            today=today,
        )
    return emergency_id


def read_emergency(*, actor: Actor, emergency_id: UUID, at: datetime) -> explain.EmergencyPage:
    """Show where the person is and how to reach him, as long as the own break-glass is open.

    Raises:
        Refused: this one is not open, it ended, or somebody else opened it.
        UnknownRowError: there is no such break-glass.
    """
    today = timezone.localdate(at)
    with processing(decide.view_log(), actor=actor, at=at):
        row = models.emergency(emergency_id)
    lasts = str(row.actor) == actor.identifier and row.closed_at is None and at < row.ends_at
    with processing(decide.read_in_emergency(row.person, lasts=lasts), actor=actor, at=at):
        addresses, contacts = models.whereabouts(row.person)
    known = {UUID(actor.identifier): "u"}
    return explain.EmergencyPage(
        emergency=showing.emergency_view(row, known, actor, at, today),
        addresses=tuple(_address(address) for address in addresses),
        contacts=tuple((contact.phone, contact.email) for contact in contacts),
    )


def own_emergencies(*, actor: Actor, at: datetime) -> tuple[explain.EmergencyView, ...]:
    """Show the own break-glass, newest first.

    Raises:
        Refused: the decision was no permit.
    """
    today, own = timezone.localdate(at), UUID(actor.identifier)
    with processing(decide.view_log(), actor=actor, at=at):
        return tuple(
            showing.emergency_view(row, {own: "u"}, actor, at, today) for row in models.emergencies(own)
        )


def close_emergency(*, actor: Actor, emergency_id: UUID, at: datetime) -> None:
    """End the own break-glass before its time.

    Raises:
        Refused: the decision was no permit.
        UnknownRowError: there is no such break-glass of this employee.
    """
    with processing(decide.close_emergency(), actor=actor, at=at):
        row = models.emergency(emergency_id, lock=True)
        if str(row.actor) != actor.identifier:
            raise models.UnknownRowError(f"there is no break-glass {emergency_id} of this employee")
        act.close_emergency(row, at)


def judge_emergency(*, actor: Actor, emergency_id: UUID, justified: bool, reason: str, at: datetime) -> None:
    """Write down what another person thinks of a break-glass (GC-3.4d).

    Raises:
        Refused: the own break-glass, or not a duty of this employee.
        NotOpenError: it was judged before.
    """
    why = intake.reason(reason)
    with processing(decide.review_emergency(emergency_id), actor=actor, at=at) as grant:
        row = models.emergency(emergency_id, lock=True)
        act.judge_emergency(row, justified=justified, why=why, by=actor, at=at)
        # Why was recorded when it was opened, and oversight heard of it: the duty of each look in it.
        discharging.discharge_judged(emergency_id, person=row.person, duty=OF_A_LOOK, by_entry=grant.entry_id)


def _address(row: PersonAddress) -> explain.AddressView:
    return explain.AddressView(
        line=street_line(row.street, row.house_number, row.house_number_suffix),
        postcode=row.postcode,
        city=row.city,
        since=row.valid_during.lower,
        shielded=row.shielded,
    )
