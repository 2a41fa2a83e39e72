"""Who received data of a person, by the log itself: to whom a correction must be told (notes on art. 5.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from ledger_entries import AT

from zorgvuldig.ledger import recipients
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide as rights

AGENCY = {"recipient": {"source": "test", "value": "collection-agency"}}
SENT = {"action": "send", "purpose": "premium-collection", "data": ("birthdate", "identification")}


@pytest.fixture
def receivers(world):
    """Ask, as Anna under the grant of her own log, who received data of a person."""

    def asked(person):
        actor = actor_of("wall-aalbers", AT.date())
        request = rights.view_own(subject_id=world.anna.id, data=rights.LOG)
        with processing(request, actor=actor, at=AT):
            return recipients.receivers_of(person.id)

    def in_one(person):
        with transaction.atomic():
            return asked(person)

    return in_one


def test_who_received_data_is_told_once_with_how_often_first_and_last(world, plant, receivers):
    plant.entry(world.anna.id, facts=AGENCY, **SENT)
    plant.entry(
        world.anna.id,
        facts=AGENCY,
        **{**SENT, "at": AT + timedelta(days=3), "data": ("bank", "identification")},
    )
    (found,) = receivers(world.anna)
    assert (found.role, found.purpose, found.times) == ("collection-agency", "premium-collection", 2)
    assert found.data == {"bank", "birthdate", "identification"}
    assert (found.first, found.last) == (AT, AT + timedelta(days=3))


def test_one_recipient_for_two_purposes_is_told_twice(world, plant, receivers):
    plant.entry(world.anna.id, facts=AGENCY, **SENT)
    plant.entry(world.anna.id, facts=AGENCY, **{**SENT, "purpose": "recourse"})
    assert [found.purpose for found in receivers(world.anna)] == ["premium-collection", "recourse"]


def test_looking_refusals_and_what_the_person_did_are_no_recipients(world, plant, receivers):
    plant.entry(world.anna.id, facts=AGENCY, **{**SENT, "action": "consult"})
    plant.entry(world.anna.id, facts=AGENCY, outcome="forbid", **SENT)
    plant.entry(world.anna.id, facts=AGENCY, actor_kind="subject", **SENT)
    assert receivers(world.anna) == ()


def test_a_recipient_of_another_person_is_not_told(world, plant, receivers):
    plant.entry(world.bram.id, facts=AGENCY, **SENT)
    assert receivers(world.anna) == ()
    assert receivers(world.bram) == ()


def test_a_sending_that_named_nobody_still_counts(world, plant, receivers):
    plant.entry(world.anna.id, facts={}, **SENT)
    assert [found.role for found in receivers(world.anna)] == [None]


def test_a_sending_of_which_the_words_were_erased_still_counts(world, plant, receivers):
    plant.erase(plant.entry(world.anna.id, facts=AGENCY, **SENT))
    assert [(found.role, found.times) for found in receivers(world.anna)] == [(None, 1)]


def test_a_sending_of_which_the_words_were_damaged_still_counts(world, plant, receivers, owner_connection):
    plant.entry(world.anna.id, facts=AGENCY, **SENT)
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER ALL")
    owner_connection.execute("UPDATE ledger.intake SET personal = personal || '!'")
    assert [found.role for found in receivers(world.anna)] == [None]
