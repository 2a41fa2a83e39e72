"""What a person said is known to the very next decision: a withdrawal or an objection stops it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from psycopg.errors import UniqueViolation

from zorgvuldig.decisions import Actor, Outcome, ProcessingRequest, Scope, Sourced
from zorgvuldig.ledger import completion
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.wishes import intake, models, usecases

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)
_SOURCE = "test of the wishes"
EMAIL, EVERY, PHONE, POST = "reclame-e-mail", "reclame", "reclame-telefoon", "reclame-post"


@pytest.fixture
def anna(world, owner_connection):
    """Anna, of whom nothing stands yet that she allowed or objected to."""
    owner_connection.execute("TRUNCATE records.objection_text, records.objection, records.consent")
    with transaction.atomic():
        return actor_of("wall-aalbers", AT.date())


def say(anna, key, *, yes, at=AT):
    with transaction.atomic():
        return usecases.say(actor=anna, key=key, yes=yes, at=at)


def marketer():
    facts = {
        "confidentiality_bound": Sourced(value=True, source=_SOURCE),
        "training_current": Sourced(value=True, source=_SOURCE),
    }
    return Actor("staff", str(uuid4()), "marketer", "marketing", facts)


def campaign(persons, *, channel="email-body", purpose="marketing", **changed):
    told = {
        "channel": channel,
        "recipient": "data-subject",
        "basis": "f",
        "balancing_ok": True,
        "necessary": True,
        "proportionate": True,
        "obtained_lawfully": True,
        "in_contract": False,
        "legal_obligation": False,
        "origin_purpose": "marketing",
        # What a campaign says of the person itself does not count: the records know better.
        "opt_in": True,
        "marketing_objection": False,
        "consent_withdrawn": False,
        **changed,
    }
    facts = {name: Sourced(value, _SOURCE) for name, value in told.items() if value is not None}
    data = frozenset({"identification", "birthdate", "contact"})
    return ProcessingRequest(purpose, "use", data, Scope.subjects(persons), facts)


def sends(*persons, **words):
    """Ask whether the next message may leave, in the transaction in which we are."""
    try:
        with processing(campaign([UUID(str(each)) for each in persons], **words), actor=marketer(), at=LATER):
            return True
    except Refused as refused:
        # A gap or a fault would be a refusal too, and not the one that is meant.
        return set(refused.decision.norms) if refused.decision.outcome is Outcome.FORBID else set()


def facts(purpose, *persons, channel=None):
    request = campaign(persons, purpose=purpose, channel=channel)
    with transaction.atomic():
        told = completion.complete(request, actor=marketer(), on=AT.date(), using="default")
    names = ("marketing_objection", "opt_in", "consent_withdrawn", "objection_relative", "explicit_consent")
    from_records = completion._RECORDS
    return {name: told[name].value for name in names if name in told and told[name].source == from_records}


def test_without_a_yes_no_message_leaves_whatever_the_campaign_says_of_the_person(anna):
    with transaction.atomic():
        assert "GC-5.5a" in sends(anna.identifier)
    say(anna, EMAIL, yes=True)
    with transaction.atomic():
        assert sends(anna.identifier) is True


def test_a_yes_to_one_way_is_no_yes_to_another(anna):
    say(anna, EMAIL, yes=True)
    with transaction.atomic():
        assert "GC-5.5a" in sends(anna.identifier, channel="sms")
        assert sends(anna.identifier, channel="email-attachment") is True


def in_another_browser(work):
    """Do something on a connection of its own, committed before the transaction here goes on."""

    def run():
        try:
            return work()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as browser:
        return browser.submit(run).result()


@pytest.mark.parametrize(
    ("key", "stopped_by"), [(EMAIL, {"GC-5.4", "GC-5.5a"}), (EVERY, {"GC-4.5.2c", "GC-5.4"})]
)
def test_a_no_during_a_run_stops_the_next_message_of_that_run(anna, world, key, stopped_by):
    say(anna, EMAIL, yes=True)
    with transaction.atomic():
        # The run has begun and the first message left; everything happens in its one transaction.
        assert sends(anna.identifier) is True
        in_another_browser(lambda: say(anna, key, yes=False, at=LATER))
        assert stopped_by <= sends(anna.identifier)


def test_a_no_counts_for_the_whole_group_in_which_somebody_stands(anna, world):
    bram = actor(world, "wall-bakker")
    for each in (anna, bram):
        say(each, EMAIL, yes=True)
    with transaction.atomic():
        assert sends(anna.identifier, bram.identifier) is True
    say(bram, EMAIL, yes=False)
    with transaction.atomic():
        assert sends(anna.identifier) is True
        assert "GC-5.4" in sends(anna.identifier, bram.identifier)


def actor(world, username):
    with transaction.atomic():
        return actor_of(username, AT.date())


def test_a_no_to_letters_leaves_e_mail_alone_and_a_no_to_all_does_not(anna):
    say(anna, EMAIL, yes=True)
    say(anna, POST, yes=False)
    with transaction.atomic():
        assert sends(anna.identifier) is True
        assert "GC-5.4" in sends(anna.identifier, channel="post")
    say(anna, EVERY, yes=False)
    with transaction.atomic():
        assert "GC-5.4" in sends(anna.identifier)
    say(anna, EVERY, yes=True)
    with transaction.atomic():
        assert sends(anna.identifier) is True


def test_whoever_names_no_way_meets_every_objection(anna):
    say(anna, POST, yes=False)
    assert facts("marketing", anna.identifier)["marketing_objection"] is True
    assert facts("marketing", anna.identifier, channel="sms")["marketing_objection"] is False


def test_of_somebody_whom_we_do_not_know_nothing_is_known(anna):
    assert facts("marketing", uuid4()) == {}
    assert facts("marketing", anna.identifier, uuid4()) == {}


def test_who_handles_a_wish_tells_of_it_and_the_gate_does_not(anna):
    say(anna, EMAIL, yes=True)
    assert facts("data-subject-rights", anna.identifier) == {}


def test_research_learns_of_consent_and_of_its_withdrawal(anna):
    assert facts("research", anna.identifier) == {"objection_relative": "none"}
    say(anna, "onderzoek", yes=True)
    assert facts("research", anna.identifier) == {
        "objection_relative": "none",
        "explicit_consent": True,
        "consent_withdrawn": False,
    }
    say(anna, "onderzoek", yes=False)
    told = facts("research", anna.identifier)
    assert (told["explicit_consent"], told["consent_withdrawn"]) == (False, True)


def object_to(anna, purpose="research", circumstances="Mijn buurman werkt bij uw onderzoekers."):
    with transaction.atomic():
        return usecases.object_to_use(actor=anna, purpose=purpose, circumstances=circumstances, at=AT)


def test_an_objection_for_personal_circumstances_is_pending_until_it_is_weighed(anna, owner_connection):
    object_to(anna)
    assert facts("research", anna.identifier)["objection_relative"] == "pending"
    assert facts("cost-containment", anna.identifier)["objection_relative"] == "none"
    for state in ("rejected", "upheld"):
        owner_connection.execute("UPDATE records.objection SET state = %s", [state])
        assert facts("research", anna.identifier)["objection_relative"] == state


def test_an_objection_that_was_upheld_stops_that_use(anna, owner_connection):
    object_to(anna, purpose="group-information")
    owner_connection.execute("UPDATE records.objection SET state = 'upheld'")
    with transaction.atomic():
        assert "GC-5.3" in sends(anna.identifier, purpose="group-information", channel="post")


def test_a_privacy_statement_is_no_objection_to_the_claims_themselves(anna, owner_connection):
    object_to(anna)
    owner_connection.execute("UPDATE records.objection SET purpose = 'claims', state = 'upheld'")
    assert facts("claims", anna.identifier)["objection_relative"] == "upheld"
    owner_connection.execute("UPDATE records.objection SET channel = 'privacy-statement'")
    assert facts("claims", anna.identifier)["objection_relative"] == "none"


def test_the_circumstances_are_sealed_and_the_objection_leaves_the_duty_to_weigh_it(anna, owner_connection):
    object_to(anna)
    ((sealed,),) = owner_connection.execute("SELECT sealed FROM records.objection_text").fetchall()
    assert b"buurman" not in bytes(sealed)
    duties = {duty for (duty,) in owner_connection.execute("SELECT duty FROM ledger.open_duty").fetchall()}
    assert {"judge-objection", "weigh-objection"} <= duties


def test_a_second_objection_to_the_same_use_is_refused_while_the_first_is_weighed(anna, owner_connection):
    object_to(anna)
    with pytest.raises(usecases.InputError) as refused:
        object_to(anna)
    assert "al bezwaar" in refused.value.problems["purpose"]
    assert owner_connection.execute("SELECT count(*) FROM records.objection").fetchone()[0] == 1
    object_to(anna, purpose="premium-collection")


def test_an_objection_is_taken_back_while_it_is_weighed_and_not_after(anna, owner_connection):
    def back():
        with transaction.atomic():
            return usecases.take_objection_back(actor=anna, purpose="research", at=LATER)

    assert back() is False
    object_to(anna)
    assert back() is True
    assert facts("research", anna.identifier)["objection_relative"] == "none"
    object_to(anna)
    owner_connection.execute("UPDATE records.objection SET state = 'upheld' WHERE state = 'made'")
    assert back() is False


@pytest.mark.parametrize(
    ("purpose", "circumstances", "field"),
    [
        ("claims", "Ik woon alleen en ben bang.", "purpose"),
        ("", "Ik woon alleen en ben bang.", "purpose"),
        ("research", "   ", "circumstances"),
        ("research", "x" * 2001, "circumstances"),
    ],
)
def test_an_objection_that_says_nothing_is_no_objection(
    anna, owner_connection, purpose, circumstances, field
):
    with pytest.raises(usecases.InputError) as refused:
        object_to(anna, purpose=purpose, circumstances=circumstances)
    assert list(refused.value.problems) == [field]
    assert owner_connection.execute("SELECT count(*) FROM records.objection").fetchone()[0] == 0


def test_said_twice_it_stands_once_and_each_text_keeps_its_version(anna, owner_connection):
    for _ in range(2):
        say(anna, EMAIL, yes=True)
    rows = owner_connection.execute("SELECT text_version, withdrawn_at FROM records.consent").fetchall()
    assert rows == [("marketing-e-mail-3", None)]
    for _ in range(2):
        say(anna, EMAIL, yes=False, at=LATER)
    rows = owner_connection.execute("SELECT withdrawn_at FROM records.consent").fetchall()
    assert rows == [(LATER,)]
    assert owner_connection.execute("SELECT count(*) FROM records.objection").fetchone()[0] == 1


def test_two_clicks_at_once_leave_one_consent(anna, monkeypatch, owner_connection):
    def other_was_first(*_words, **_named):
        raise IntegrityError

    monkeypatch.setattr(models, "give", other_was_first)
    assert say(anna, EMAIL, yes=True).startswith("Vastgelegd.")
    assert owner_connection.execute("SELECT count(*) FROM records.consent").fetchone()[0] == 0
    monkeypatch.setattr(models, "object_to", other_was_first)
    with pytest.raises(usecases.InputError):
        object_to(anna)


def test_the_database_itself_holds_one_consent_in_force(anna, owner_connection):
    say(anna, EMAIL, yes=True)
    copy = (
        "INSERT INTO records.consent (id, subject_id, purpose, scope, text_version, given_at) "
        "SELECT gen_random_uuid(), subject_id, purpose, scope, text_version, given_at FROM records.consent"
    )
    with pytest.raises(UniqueViolation, match="consent_in_force_once"):
        owner_connection.execute(copy)


def test_a_choice_that_is_none_is_refused_before_anything_is_asked(anna, owner_connection):
    before = owner_connection.execute("SELECT count(*) FROM ledger.intake").fetchone()
    with pytest.raises(usecases.UnknownChoiceError):
        say(anna, "reclame-vuurtoren", yes=True)
    assert owner_connection.execute("SELECT count(*) FROM ledger.intake").fetchone() == before


def test_nobody_but_a_person_says_yes_or_no_here(world):
    with transaction.atomic(), pytest.raises(usecases.NotAPersonError):
        usecases.say(actor=marketer(), key=EMAIL, yes=True, at=AT)


def test_before_a_text_begins_the_one_before_it_is_agreed_to():
    choice = intake.choice(EMAIL)
    assert choice.text_on(date(2021, 12, 31)).version == "marketing-e-mail-1"
    assert choice.text_on(date(2022, 1, 1)).version == "marketing-e-mail-2"
    assert choice.text_on(date(2030, 1, 1)).version == "marketing-e-mail-3"


def test_the_do_not_call_check_is_the_register_until_the_statute_of_2021():
    assert "Staat u in het Bel-me-niet Register" in intake.do_not_call(date(2021, 6, 30))
    assert "bestaat sinds 1 juli 2021 niet meer" in intake.do_not_call(date(2021, 7, 1))
    assert intake.do_not_call(date(2009, 1, 1)) == ""
