"""Who may act for another sees what the scope allows, as long as the mandate stands, and is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from proofs.wall.world import ANNA_BSN, BRAM_BSN
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.representation import decide, intake, usecases

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BORN = date(1980, 5, 6)
NOBODY_BSN = "999990032"


@pytest.fixture
def anna(world, owner_connection):
    # What was planted is not really sealed.
    owner_connection.execute("TRUNCATE records.claim_diagnosis, records.claim_text")
    with transaction.atomic():
        return actor_of("wall-aalbers", AT.date())


@pytest.fixture
def bram(world):
    with transaction.atomic():
        return actor_of("wall-bakker", AT.date())


def give(giver, *, number=BRAM_BSN, birthdate=BORN, scope="personal", until=None, at=AT):
    with transaction.atomic():
        usecases.give_mandate(
            actor=giver, number=number, birthdate=birthdate, scope=scope, until=until, at=at
        )


def given(giver, at=AT):
    with transaction.atomic():
        page = usecases.view_mandates(actor=giver, at=at)
    return [each for each in page.given if each.told]


def look(representative, person, at=AT):
    with transaction.atomic():
        return usecases.look_for(actor=representative, person_id=UUID(str(person)), at=at)


def test_who_was_given_a_personal_mandate_sees_care_and_who_was_given_a_financial_one_does_not(
    anna, bram, world
):
    give(anna, scope="financial")
    seen = look(bram, world.anna.id)
    assert not seen.personal
    (claim,) = seen.claims
    assert (claim.provider, claim.lines, claim.sentences, claim.diagnosis) == ("", (), (), "")
    assert claim.charged_cents
    give(anna, scope="personal")
    seen = look(bram, world.anna.id)
    assert seen.personal
    assert seen.claims[0].provider == "Praktijk Voorbeeld"


def test_a_financial_mandate_opens_no_diagnosis_whatever_is_asked(anna, bram, world):
    give(anna, scope="financial")
    representative = replace(bram, role="legal-representative")
    asked = decide.look_for(subject_id=world.anna.id, scope="personal")
    with (
        transaction.atomic(),
        pytest.raises(Refused) as refused,
        processing(asked, actor=representative, at=AT),
    ):
        pass
    assert "VGZ-wettelijk-vertegenwoordiger" in refused.value.decision.norms


def test_without_a_mandate_nothing_opens_and_the_try_is_written_down(bram, world, owner_connection):
    for person in (world.anna.id, uuid4()):
        with pytest.raises(usecases.NotRepresentedError):
            look(bram, person)
    outcomes = owner_connection.execute(
        "SELECT outcome FROM ledger.intake WHERE purpose = 'data-subject-rights' ORDER BY position"
    ).fetchall()
    assert outcomes == [("forbid",), ("forbid",)]


def test_every_look_stands_in_the_log_as_that_of_a_representative(anna, bram, world, owner_connection):
    give(anna)
    look(bram, world.anna.id)
    ((leaf,),) = owner_connection.execute(
        "SELECT convert_from(leaf, 'UTF8') FROM ledger.intake WHERE purpose = 'data-subject-rights'"
    ).fetchall()
    assert '"legal-representative"' in leaf


def test_a_mandate_that_was_ended_opens_nothing_at_once(anna, bram, world):
    give(anna)
    look(bram, world.anna.id)
    (mandate,) = given(anna)
    with transaction.atomic():
        usecases.end_mandate(actor=anna, mandate_id=mandate.mandate_id, at=AT)
    with pytest.raises(usecases.NotRepresentedError):
        look(bram, world.anna.id)
    assert not given(anna)[0].stands
    with transaction.atomic(), pytest.raises(usecases.UnknownMandateError):
        usecases.end_mandate(actor=anna, mandate_id=mandate.mandate_id, at=AT)


def test_a_mandate_opens_nothing_from_its_last_day_on(anna, bram, world):
    give(anna, until=date(2026, 12, 1))
    look(bram, world.anna.id, at=AT + timedelta(days=7))
    with pytest.raises(usecases.NotRepresentedError):
        look(bram, world.anna.id, at=AT + timedelta(days=8))


def test_nobody_ends_the_mandate_of_another(anna, bram, world):
    give(anna)
    (mandate,) = given(anna)
    with transaction.atomic(), pytest.raises(usecases.UnknownMandateError):
        usecases.end_mandate(actor=bram, mandate_id=mandate.mandate_id, at=AT)
    assert given(anna)[0].stands


@pytest.mark.parametrize(
    ("number", "birthdate"),
    [(NOBODY_BSN, BORN), (BRAM_BSN, BORN + timedelta(days=1)), (BRAM_BSN, BORN)],
)
def test_whoever_gives_a_mandate_does_not_learn_whether_the_other_is_insured(anna, world, number, birthdate):
    give(anna, number=number, birthdate=birthdate)
    (mandate,) = given(anna)
    assert (mandate.told, mandate.stands, mandate.title) == (number[-3:], True, "Persoonlijke zaken")


def test_a_mandate_to_nobody_opens_nothing_to_anybody(anna, bram, world):
    give(anna, birthdate=BORN + timedelta(days=1))
    with pytest.raises(usecases.NotRepresentedError):
        look(bram, world.anna.id)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "123456789"}, "number"),
        ({"number": "geen nummer"}, "number"),
        ({"number": ANNA_BSN}, "number"),
        ({"birthdate": date(2027, 1, 1)}, "birthdate"),
        ({"scope": "everything"}, "scope"),
        ({"until": AT.date()}, "until"),
    ],
)
def test_what_is_no_mandate_is_refused_and_nothing_is_written(anna, world, owner_connection, wrong, field):
    before = owner_connection.execute("SELECT count(*) FROM records.mandate").fetchone()
    with pytest.raises(usecases.InputError) as refused:
        give(anna, **wrong)
    assert list(refused.value.problems) == [field]
    assert owner_connection.execute("SELECT count(*) FROM records.mandate").fetchone() == before


def test_nobody_tries_out_numbers_by_giving_mandates(anna, world):
    standing = 1  # the one that was planted
    for _ in range(intake.MOST - standing):
        give(anna, number=NOBODY_BSN)
    with pytest.raises(usecases.InputError, match="number"):
        give(anna, number=NOBODY_BSN)


@pytest.fixture
def child(world, owner_connection):
    """Make Bram a child in the household of Anna, born on a day that a test says."""

    def born(on, *, shielded=(False, False)):
        owner_connection.execute(
            "DELETE FROM records.household_member WHERE subject_id = %s", [world.bram.id]
        )
        owner_connection.execute(
            "INSERT INTO records.household_member (id, household_id, subject_id, relation) "
            "SELECT gen_random_uuid(), household_id, %s, 'child' FROM records.household_member "
            "WHERE subject_id = %s",
            [world.bram.id, world.anna.id],
        )
        for person, hidden in zip((world.anna.id, world.bram.id), shielded, strict=True):
            owner_connection.execute(
                "UPDATE records.person SET shielded = %s WHERE id = %s", [hidden, person]
            )
        owner_connection.execute(
            "UPDATE records.person SET birthdate = %s WHERE id = %s", [on, world.bram.id]
        )

    return born


def test_a_policyholder_acts_for_a_child_until_the_day_it_becomes_sixteen(anna, world, child):
    child(date(2010, 11, 24))
    seen = look(anna, world.bram.id)
    assert (seen.child, seen.personal, seen.until) == (True, True, date(2026, 11, 24))
    with pytest.raises(usecases.NotRepresentedError):
        look(anna, world.bram.id, at=AT + timedelta(days=1))


def test_a_child_does_not_act_for_its_parent(bram, world, child):
    child(date(2010, 11, 24))
    with pytest.raises(usecases.NotRepresentedError):
        look(bram, world.anna.id)


def test_a_child_that_is_shielded_is_represented_only_by_who_is_shielded_too(anna, world, child):
    child(date(2015, 1, 1), shielded=(False, True))
    with pytest.raises(usecases.NotRepresentedError):
        look(anna, world.bram.id)
    child(date(2015, 1, 1), shielded=(True, True))
    assert look(anna, world.bram.id).child


def test_the_page_names_for_whom_one_acts(anna, world, child):
    child(date(2015, 1, 1))
    with transaction.atomic():
        page = usecases.view_mandates(actor=anna, at=AT)
    (other,) = page.represented
    assert (other.person_id, other.child) == (world.bram.id, True)
    assert "Bakker" in other.name


def test_whoever_is_no_insured_person_represents_nobody(anna, world):
    staff = replace(anna, kind="staff")
    for ask in (
        lambda: look(staff, world.anna.id),
        lambda: give(staff),
        lambda: given(staff),
    ):
        with pytest.raises(usecases.NotAPersonError):
            ask()
