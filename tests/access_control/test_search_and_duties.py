"""Search that asks for a purpose, and duties that whoever owes them discharges: decided and written down."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from zorgvuldig.ledger import discharging
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.access_control import decide, usecases
from zorgvuldig.processes.access_control.intake import Emergency
from zorgvuldig.processes.access_control.usecases import NotOpenError, Sought, UnknownRowError

REASON = "De beller zegt dat zij zichzelf iets aandoet en hangt op."
COUNT = "SELECT count(*) FROM ledger.intake WHERE purpose = %s AND outcome = %s"


@pytest.fixture
def owed(house, world):
    """Leave a duty behind, as looking somebody up in an emergency does."""
    asked = Emergency(family_name="Aalbers", birthdate=date(1980, 5, 6), postcode="", reason=REASON)
    emergency_id = house.do("handler", usecases.open_emergency, asked=asked, second_factor=True)
    house.do("handler", usecases.read_emergency, emergency_id=emergency_id)
    (duty,) = house.do("agent", usecases.owed_duties)
    return duty


def sought(**words):
    told = {"purpose": "policy-administration", "family_name": "Aalbers", "birthdate": date(1980, 5, 6)}
    return Sought(**{**told, **words})


def count(owner_connection, purpose, outcome):
    return owner_connection.execute(COUNT, [purpose, outcome]).fetchone()[0]


def test_a_duty_stands_with_the_role_that_owes_it_with_its_norm_and_its_day(house, owed):
    assert (owed.duty, owed.purpose) == ("record-vital-interest", "policy-administration")
    assert owed.norm.startswith("GC-3.4")
    assert timezone.localdate() <= owed.due_on <= timezone.localdate() + timedelta(days=1)
    assert house.do("agent", usecases.view_duty, duty_id=owed.id) == owed
    assert house.do("handler", usecases.owed_duties) == ()
    with pytest.raises(UnknownRowError):
        house.do("handler", usecases.view_duty, duty_id=owed.id)


@pytest.mark.parametrize("due", [None, "when-asked"])
def test_a_duty_that_names_no_day_comes_after_those_that_do(house, owed, owner_connection, due):
    owner_connection.execute("UPDATE ledger.open_duty SET due = %s WHERE id = %s", [due, owed.id])
    (shown,) = house.do("agent", usecases.owed_duties)
    assert shown.due_on is None


def test_a_duty_that_was_done_names_the_decision_that_says_so(house, owed, owner_connection):
    house.do("agent", usecases.discharge_duty, duty_id=owed.id)
    assert house.do("agent", usecases.owed_duties) == ()
    done, outcome, purpose = owner_connection.execute(
        "SELECT d.discharged_at IS NOT NULL, i.outcome, i.purpose FROM ledger.open_duty d "
        "JOIN ledger.intake i ON i.entry_id = d.discharged_by_entry WHERE d.id = %s",
        [owed.id],
    ).fetchone()
    assert (done, outcome, purpose) == (True, "permit", "access-control")


def test_a_duty_is_discharged_once_and_by_the_role_that_owes_it_alone(house, owed):
    for name in ("handler", "adviser"):
        with pytest.raises(UnknownRowError):
            house.do(name, usecases.discharge_duty, duty_id=owed.id)
    with pytest.raises(UnknownRowError):
        house.do("agent", usecases.discharge_duty, duty_id=uuid4())
    house.do("agent", usecases.discharge_duty, duty_id=owed.id)
    with pytest.raises((UnknownRowError, NotOpenError)):
        house.do("agent", usecases.discharge_duty, duty_id=owed.id)


def test_each_role_searches_for_its_own_purposes_and_most_for_none(house, world):
    asked = {name: usecases.searches_of(house.actor(name)) for name in ("handler", "agent", "adviser", "hr")}
    assert asked == {
        "handler": ("claims",),
        "agent": ("policy-administration",),
        "adviser": ("claims", "prior-authorisation"),
        "hr": (),
    }


def test_a_person_in_words_is_shown_with_what_the_purpose_needs_and_no_more(house, world):
    found = house.do("agent", usecases.search, sought=sought())
    assert (found.met, found.name, found.birthdate, found.claims) == (1, None, None, ())
    handled = house.do("handler", usecases.search, sought=sought(purpose="claims"))
    assert handled.covers == ()
    assert handled.birthdate == date(1980, 5, 6)
    assert "Aalbers" in handled.name


def test_a_search_that_finds_nobody_stands_in_the_log(house, world, owner_connection):
    before = count(owner_connection, "policy-administration", "permit")
    found = house.do("agent", usecases.search, sought=sought(family_name="Niemand"))
    assert (found.met, found.name, found.covers) == (0, None, ())
    assert count(owner_connection, "policy-administration", "permit") == before + 1
    number = Sought(purpose="claims", claim_number="bestaat-niet")
    before = count(owner_connection, "claims", "permit")
    assert house.do("handler", usecases.search, sought=number).claims == ()
    assert count(owner_connection, "claims", "permit") == before + 1


@pytest.mark.parametrize("purpose", ["claims", "marketing", "prior-authorisation"])
def test_a_purpose_of_another_role_is_refused_and_tells_nothing_of_who_is_insured(
    house, world, owner_connection, purpose
):
    for name in ("Aalbers", "Niemand"):
        before = owner_connection.execute("SELECT count(*) FROM ledger.intake").fetchone()[0]
        with pytest.raises(Refused) as told:
            house.do("agent", usecases.search, sought=sought(purpose=purpose, family_name=name))
        assert "GC-4.0.1" in told.value.decision.norms
        assert owner_connection.execute("SELECT count(*) FROM ledger.intake").fetchone()[0] == before + 1


def test_a_judged_emergency_ends_the_duty_of_each_look_in_it_and_the_judgement_is_named(
    house, world, owner_connection
):
    asked = Emergency(family_name="Aalbers", birthdate=date(1980, 5, 6), postcode="", reason=REASON)
    emergency_id = house.do("handler", usecases.open_emergency, asked=asked, second_factor=True)
    for _ in range(2):
        house.do("handler", usecases.read_emergency, emergency_id=emergency_id)
    assert len(house.do("agent", usecases.owed_duties)) == 2
    judged = {"emergency_id": emergency_id, "justified": True, "reason": REASON}
    house.do("officer", usecases.judge_emergency, **judged)
    assert house.do("agent", usecases.owed_duties) == ()
    by = owner_connection.execute(
        "SELECT DISTINCT i.purpose, i.outcome, i.position = (SELECT max(position) FROM ledger.intake) "
        "FROM ledger.open_duty d JOIN ledger.intake i ON i.entry_id = d.discharged_by_entry"
    ).fetchall()
    # The newest look of the work list came after it.
    assert by == [("access-control", "permit", False)]


def test_the_duties_of_an_emergency_stay_open_until_it_is_judged(house, owed, owner_connection):
    ended = owner_connection.execute("SELECT id, person FROM records.break_glass").fetchone()
    with transaction.atomic(), processing(decide.view_log(), actor=house.actor("officer"), at=timezone.now()):
        assert (
            discharging.discharge_judged(
                ended[0], person=ended[1], duty="record-vital-interest", by_entry=uuid4()
            )
            == 0
        )
    assert house.do("agent", usecases.owed_duties) == (owed,)


def test_a_data_protection_officer_discharges_the_own_duty_and_another_of_oversight_has_none(
    house, owed, owner_connection
):
    owner_connection.execute("UPDATE ledger.open_duty SET discharger = 'dpo' WHERE id = %s", [owed.id])
    assert house.do("officer", usecases.view_duty, duty_id=owed.id) == owed
    with pytest.raises(UnknownRowError):
        house.do("agent", usecases.discharge_duty, duty_id=owed.id)
    house.do("officer", usecases.discharge_duty, duty_id=owed.id)
    assert house.do("officer", usecases.owed_duties) == ()


def test_a_claim_number_is_found_by_an_index_also_for_the_gate(world, owner_connection):
    with owner_connection.transaction():
        owner_connection.execute("SET LOCAL enable_seqscan = off")
        owner_connection.execute("SET LOCAL ROLE zv_gate")
        plan = owner_connection.execute(
            "EXPLAIN SELECT id, run_id, subject_id FROM records.claim WHERE claim_number = 'P0000123'"
        ).fetchall()
    assert "claim_number" in plan[0][0]
    assert "Index Scan" in plan[0][0]
