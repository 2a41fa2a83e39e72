"""Break-glass: one person, a reason, an alarm, an end, and a judgement by another."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone

from zorgvuldig.decisions import Scope
from zorgvuldig.ledger.exporting import lines
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.access_control import decide, models, usecases
from zorgvuldig.processes.access_control.intake import Emergency, working_days_later
from zorgvuldig.processes.access_control.usecases import (
    InputError,
    NobodyFoundError,
    NotOpenError,
    UnknownRowError,
)

REASON = "De beller zegt dat zij zichzelf iets aandoet en hangt op."


def opens(house, name="handler", *, family_name="Aalbers", second_factor=True, **words):
    told = {"birthdate": date(1980, 5, 6), "postcode": "", "reason": REASON}
    asked = Emergency(**{"family_name": family_name, **told, **words})
    return house.do(name, usecases.open_emergency, asked=asked, second_factor=second_factor)


def reads(house, emergency_id, name="handler"):
    return house.do(name, usecases.read_emergency, emergency_id=emergency_id)


def refused(norm, ask, *words, **named):
    with pytest.raises(Refused) as told:
        ask(*words, **named)
    assert norm in told.value.decision.norms, told.value.decision.norms


def test_a_handler_opens_the_shielded_address_of_one_person_in_an_emergency(house, owner_connection, caplog):
    emergency_id = opens(house)
    page = reads(house, emergency_id)
    (address,) = page.addresses
    assert (address.line, address.shielded) == ("Voorbeeldstraat 1", True)
    assert page.contacts == (("", "aalbers@voorbeeld.example"),)
    assert page.emergency.open
    # The alarm: a line in the log without anything of anyone, a row for oversight, an entry in the ledger.
    (line,) = [record for record in caplog.records if record.name == "zorgvuldig.alarm"]
    assert line.levelname == "CRITICAL"
    assert not any(word in line.getMessage() for word in ("Aalbers", "handler", "beller", "Voorbeeld"))
    (shown,) = house.do("officer", usecases.view_oversight).alarms
    assert (shown.who, shown.reason, shown.judgement) == ("handler", REASON, None)
    entered = owner_connection.execute(
        "SELECT outcome, purpose FROM ledger.intake WHERE entry_id = %s", [shown.entry_id]
    ).fetchone()
    assert entered == ("permit", "access-control")


def test_the_log_tells_what_was_read_by_it_as_the_emergency_procedure_of_nen_7513(house, world):
    emergency_id = opens(house)
    refused("GC-3.4d", reads, house, emergency_id, "agent")
    reads(house, emergency_id)
    told = [(line["kind"], line["event"], line["outcome"]) for line in lines("nen-7513", using="sequencer")]
    emergencies = [outcome for kind, _event, outcome in told if kind == "emergency-procedure"]
    assert emergencies == ["forbid", "permit"]
    # That it was opened is written down, and which ones are open was looked up, as anything is.
    assert {("enter", "record", "permit"), ("read", "consult", "permit")} <= set(told)


def test_without_an_open_break_glass_the_same_read_is_refused(house, world):
    def read():
        request = decide.read_in_emergency(world.anna.id)
        with transaction.atomic(), processing(request, actor=house.actor("handler"), at=timezone.now()):
            pass

    refused("GC-3.4d", read)
    opens(house)
    read()


def test_it_works_for_that_one_person_only(house, world):
    opens(house)
    for scope in (Scope.subject(world.bram.id), Scope.subjects([world.anna.id, world.bram.id])):
        request = decide.read_in_emergency(world.anna.id)
        other = type(request)(request.purpose, request.action, request.data, scope, request.facts)
        with (
            transaction.atomic(),
            pytest.raises(Refused),
            processing(other, actor=house.actor("handler"), at=timezone.now()),
        ):
            pass


def test_it_opens_no_number_and_no_care(house, world):
    opens(house)
    request = decide.read_in_emergency(world.anna.id)
    for more in ({"bsn"}, {"claim"}, {"identification"}):
        wider = type(request)(
            request.purpose, request.action, request.data | more, request.scope, request.facts
        )
        with (
            transaction.atomic(),
            pytest.raises(Refused),
            processing(wider, actor=house.actor("handler"), at=timezone.now()),
        ):
            pass


def test_it_works_for_whoever_opened_it_only(house):
    emergency_id = opens(house)
    refused("GC-3.4d", reads, house, emergency_id, "agent")


def test_it_ends_by_itself_after_half_an_hour(house, owner_connection):
    emergency_id = opens(house)
    row = owner_connection.execute("SELECT opened_at, ends_at FROM records.break_glass").fetchone()
    assert row[1] - row[0] == timedelta(minutes=30)
    owner_connection.execute(
        "UPDATE records.break_glass "
        "SET opened_at = now() - interval '31 min', ends_at = now() - interval '1 s'"
    )
    refused("GC-3.4d", reads, house, emergency_id)


def test_it_ends_earlier_by_hand_of_its_own_employee(house):
    emergency_id = opens(house)
    with pytest.raises(UnknownRowError):
        house.do("agent", usecases.close_emergency, emergency_id=emergency_id)
    house.do("handler", usecases.close_emergency, emergency_id=emergency_id)
    refused("GC-3.4d", reads, house, emergency_id)
    (own,) = house.do("handler", usecases.own_emergencies)
    assert not own.open


def test_without_a_second_factor_of_this_moment_nothing_opens(house):
    refused("MZ-mfa", opens, house, second_factor=False)
    opens(house)


@pytest.mark.parametrize("role", ["manager", "granter", "admin", "officer", "hr"])
def test_roles_without_this_duty_do_not_break_glass(house, role):
    with pytest.raises(Refused):
        opens(house, role)


@pytest.fixture
def looked_for(monkeypatch):
    """Keep a list of everyone who was looked for."""
    names, find = [], models.find_person
    monkeypatch.setattr(models, "find_person", lambda asked, on: names.append(asked) or find(asked, on))
    return names


@pytest.mark.parametrize(
    ("name", "words"), [("manager", {}), ("hr", {}), ("handler", {"second_factor": False})]
)
def test_a_refusal_comes_before_the_search_and_is_the_same_for_who_is_not_insured(
    house, looked_for, name, words
):
    told = []
    for family_name in ("Aalbers", "Nergens"):
        with pytest.raises(Refused) as answer:
            opens(house, name, family_name=family_name, **words)
        given = answer.value.decision
        told.append((given.outcome, given.norms, given.reason, given.missing, given.facts))
    assert told[0] == told[1]
    assert looked_for == []
    opens(house)
    assert len(looked_for) == 1


def test_a_second_try_leads_to_the_one_that_is_open_without_another_alarm(house, owner_connection, caplog):
    first = opens(house)
    assert opens(house) == first
    assert opens(house, "agent") != first
    house.do("handler", usecases.close_emergency, emergency_id=first)
    assert opens(house) != first
    assert owner_connection.execute("SELECT count(*) FROM records.break_glass").fetchone() == (3,)
    assert len([record for record in caplog.records if record.name == "zorgvuldig.alarm"]) == 3


def test_three_tries_at_once_open_one_emergency(house, owner_connection):
    met, opened = threading.Barrier(3), []

    def tries():
        try:
            met.wait(10)
            opened.append(opens(house))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tries) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 3
    assert len(set(opened)) == 1
    assert owner_connection.execute("SELECT count(*) FROM records.break_glass").fetchone() == (1,)


def test_one_that_was_closed_stays_closed_while_a_later_one_is_open(house):
    closed = opens(house)
    house.do("handler", usecases.close_emergency, emergency_id=closed)
    refused("GC-3.4d", reads, house, closed)
    later = opens(house)
    with pytest.raises(Refused):
        reads(house, closed)
    assert reads(house, later).emergency.open


@pytest.mark.parametrize("reason", ["", "   ", "nood", "asdf asdf asdf asdf asdf", "x x x x x x x x x x"])
def test_a_reason_that_says_nothing_opens_nothing(house, owner_connection, reason):
    with pytest.raises(InputError) as told:
        opens(house, reason=reason)
    assert "reason" in told.value.problems
    assert owner_connection.execute("SELECT count(*) FROM records.break_glass").fetchone() == (0,)


@pytest.mark.parametrize(
    ("words", "problem"),
    [({"family_name": "-"}, "family_name"), ({"postcode": "geen idee"}, "postcode")],
)
def test_a_person_that_is_not_described_is_not_looked_for(house, words, problem):
    with pytest.raises(InputError) as told:
        opens(house, **words)
    assert list(told.value.problems) == [problem]


def test_who_fits_nobody_is_not_found_and_the_look_is_logged(house, owner_connection):
    count = "SELECT count(*) FROM ledger.intake WHERE purpose = 'access-control' AND outcome = 'permit'"
    before = owner_connection.execute(count).fetchone()[0]
    with transaction.atomic():
        actor = house.actor("handler")
        asked = Emergency(family_name="Nergens", birthdate=date(1980, 5, 6), postcode="", reason=REASON)
        with pytest.raises(NobodyFoundError) as told:
            usecases.open_emergency(actor=actor, asked=asked, second_factor=True, at=timezone.now())
    assert not told.value.several
    assert owner_connection.execute(count).fetchone()[0] == before + 1


def test_who_fits_several_needs_a_postcode(house, world, owner_connection):
    owner_connection.execute("UPDATE records.person SET family_name = 'Aalbers'")
    with pytest.raises(NobodyFoundError) as told:
        opens(house)
    assert told.value.several
    owner_connection.execute(
        "UPDATE records.person_address SET postcode = '4321 ZX' WHERE subject_id = %s", [world.bram.id]
    )
    emergency_id = opens(house, postcode="4321zx")
    assert reads(house, emergency_id).addresses[0].postcode == "4321 ZX"


def test_another_person_judges_it_once_and_never_whoever_used_it(house, owner_connection):
    emergency_id = opens(house)
    words = {"emergency_id": emergency_id, "justified": True, "reason": REASON}
    refused("MZ-functiescheiding", house.do, "handler", usecases.judge_emergency, **words)
    # Also when the one who used it became officer since.
    owner_connection.execute(
        "UPDATE records.access_grant SET name = 'dpo' WHERE staff_id = %s", [house.ids["handler"]]
    )
    refused("MZ-functiescheiding", house.do, "handler", usecases.judge_emergency, **words)
    house.do("officer", usecases.judge_emergency, **words)
    with pytest.raises(NotOpenError):
        house.do("officer", usecases.judge_emergency, **words)
    (shown,) = house.do("officer", usecases.view_oversight).emergencies
    assert (shown.judgement, shown.reviewed_by, shown.judgement_reason) == ("justified", "officer", REASON)


def test_an_emergency_that_is_not_judged_in_time_is_loud(house, owner_connection):
    opens(house)
    assert not house.do("officer", usecases.view_oversight).alarms[0].overdue
    owner_connection.execute("UPDATE records.break_glass SET review_due = current_date - 1")
    assert house.do("officer", usecases.view_oversight).alarms[0].overdue


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 19), date(2026, 11, 20)),
        (date(2026, 11, 20), date(2026, 11, 23)),
        (date(2026, 11, 21), date(2026, 11, 23)),
    ],
)
def test_the_judgement_is_due_the_next_working_day(day, due):
    assert working_days_later(day, 1) == due


def test_an_emergency_that_is_not_there_is_not_read(house):
    with pytest.raises(UnknownRowError):
        reads(house, uuid4())
