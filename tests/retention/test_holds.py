"""Holds on a person: laid and ended with a reason, listed for oversight by the day of review."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from zorgvuldig.decisions import Actor, Sourced
from zorgvuldig.ledger.processing import Refused
from zorgvuldig.processes.retention import usecases as retention
from zorgvuldig.processes.retention.intake import HoldWanted, InputError, read_hold, read_reason

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
REASON = "De rechter vroeg dit op voor een procedure."


def somebody(world, role):
    bound = Sourced(value=True, source="test")
    facts = {"confidentiality_bound": bound, "mfa": bound}
    return Actor("staff", world.staff.get(role, world.staff["dpo"]), role, "compliance", facts)


def lay(world, role="compliance-officer"):
    wanted = HoldWanted(world.anna.id, REASON, date(2027, 1, 31))
    with transaction.atomic():
        return retention.place_hold(actor=somebody(world, role), wanted=wanted, at=AT)


def listed(world):
    with transaction.atomic():
        return retention.list_holds(actor=somebody(world, "dpo"), at=AT)


def test_a_hold_is_laid_listed_and_ended(world):
    assert listed(world) == []
    lay(world)
    (found,) = listed(world)
    assert (found.person, found.reason, found.review_on) == (world.anna.id, REASON, date(2027, 1, 31))
    with transaction.atomic():
        assert retention.end_hold(
            actor=somebody(world, "compliance-officer"), person=world.anna.id, reason=REASON, at=AT
        )
    assert listed(world) == []
    with transaction.atomic():
        assert not retention.end_hold(
            actor=somebody(world, "compliance-officer"), person=world.anna.id, reason=REASON, at=AT
        )


def test_one_hold_stands_at_a_time_and_only_on_somebody_who_is_held(world):
    lay(world)
    with pytest.raises(IntegrityError):
        lay(world)
    wanted = HoldWanted(uuid4(), REASON, date(2027, 1, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        retention.place_hold(actor=somebody(world, "compliance-officer"), wanted=wanted, at=AT)


@pytest.mark.parametrize("role", ["claims-handler", "marketer", "dpo"])
def test_nobody_else_lays_a_hold(world, role):
    with pytest.raises(Refused):
        lay(world, role)


def test_oversight_sees_counts_ahead_and_no_more(world):
    with transaction.atomic():
        ahead = retention.look_ahead(
            actor=somebody(world, "dpo"), today=AT.date(), later=date(2034, 1, 1), at=AT
        )
    assert ahead.overdue.persons == ahead.later.persons == 0
    assert ahead.later.kept == {"case": 2}


def test_what_is_filled_in_wrongly_is_refused_with_a_sentence():
    today, good = date(2026, 11, 21), {"person": str(uuid4()), "reason": REASON, "review_on": "2027-01-31"}
    assert read_hold(**good, today=today).review_on == date(2027, 1, 31)
    for wrong, told in (
        ({"person": "Anna"}, "persoonsnummer"),
        ({"review_on": "morgen"}, "Kies de dag"),
        ({"review_on": "2026-11-21"}, "na vandaag"),
        ({"reason": "  ja  "}, "Schrijf de reden"),
    ):
        with pytest.raises(InputError, match=told):
            read_hold(**{**good, **wrong}, today=today)
    with pytest.raises(InputError):
        read_reason("x" * 401)
