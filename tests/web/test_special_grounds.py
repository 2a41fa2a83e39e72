"""The data protection officer is heard before a special ground refuses, and looks again on its day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest
from django.utils import timezone

from zorgvuldig.interfaces.letters.about_requests import write_about_requests
from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.records.stored_requests import StoredRequest
from zorgvuldig.records.writing import day

LIST, THEIRS, MINE = "/toezicht/verzoeken/gronden/", "/medewerker/verzoeken/", "/mijn/verzoeken/"
TODAY = timezone.localdate()
LATER = (TODAY + timedelta(days=60)).isoformat()


@pytest.fixture
def handler(desks):
    return desks("service")


@pytest.fixture
def colleague(desks):
    return desks("service-collega")


@pytest.fixture
def officer(desks):
    return desks("fg")


@pytest.fixture
def person(desks):
    return desks("verzekerde")


@pytest.fixture
def asked(person, handler):
    """Let a person ask, and give the address of the request at the staff desk."""
    person.post(MINE, {"kind": "access", "words": "Wat weet u van mij?"})
    (place,) = re.findall(rf'href="({THEIRS}[0-9a-f-]{{36}}/)"', handler.get(THEIRS).content.decode())
    return place


def propose(handler, place, *, ground="crime"):
    words = {"step": "answer", "outcome": "refused", "answer": "Nu niet, tot die dag.", "reasoned": "ja"}
    answer = handler.post(place, {**words, "ground": ground, "until": LATER})
    assert answer.status_code == 302, answer.content.decode()
    return LIST + place.removeprefix(THEIRS)


def reviews(connection):
    return connection.execute(
        "SELECT count(*) FILTER (WHERE discharged_at IS NULL), count(*) FROM ledger.open_duty "
        "WHERE duty = 'review-refusal'"
    ).fetchone()


def refuse(handler, colleague, officer, place):
    here = propose(handler, place)
    assert officer.post(here, {"step": "eens", "words": "Er loopt een onderzoek."}).status_code == 302
    assert colleague.post(place, {"step": "settle"}).status_code == 302
    return here


def test_no_colleague_settles_a_special_ground_before_the_officer_was_heard(
    handler, colleague, officer, asked, owner_connection
):
    here = propose(handler, asked)
    waits = colleague.post(asked, {"step": "settle"})
    assert waits.status_code == 400
    assert "functionaris voor gegevensbescherming kijkt eerst mee" in waits.content.decode()
    with pytest.raises(psycopg.errors.CheckViolation):
        owner_connection.execute("UPDATE records.rights_request SET state = 'refused'")
    assert here in officer.get(LIST).content.decode()
    page = officer.get(here).content.decode()
    assert "Wat weet u van mij?" in page
    assert "Nu niet, tot die dag." in page
    assert officer.post(here, {"step": "eens", "words": " "}).status_code == 400
    assert officer.post(here, {"step": "misschien", "words": "Hm."}).status_code == 400
    assert officer.post(here, {"step": "nog", "words": "Ja.", "until": LATER}).status_code == 400
    assert officer.post(here, {"step": "eens", "words": "Er loopt een onderzoek."}).status_code == 302
    assert officer.get(here).status_code == 404
    assert "Er loopt een onderzoek." in colleague.get(asked).content.decode()
    assert handler.post(asked, {"step": "settle"}).status_code == 400
    assert colleague.post(asked, {"step": "settle"}).status_code == 302
    assert reviews(owner_connection) == (1, 1)


def test_who_asked_reads_nothing_of_what_the_officer_said(person, handler, colleague, officer, asked):
    refuse(handler, colleague, officer, asked)
    for page in (MINE, "/mijn/gegevens/"):
        assert "Er loopt een onderzoek." not in person.get(page).content.decode()


def test_an_officer_who_does_not_agree_sends_it_back_with_the_reason(handler, colleague, officer, asked):
    here = propose(handler, asked)
    assert officer.post(here, {"step": "oneens", "words": "Dit is te ruim."}).status_code == 302
    assert colleague.post(asked, {"step": "settle"}).status_code == 400
    page = handler.get(asked).content.decode()
    assert "Dit is te ruim." in page
    assert "Beantwoorden" in page
    again = propose(handler, asked, ground="protection")
    assert "Dit is te ruim." in officer.get(again).content.decode()
    assert handler.post(asked, {"step": "send-back"}).status_code == 302
    assert officer.get(again).status_code == 404


def test_a_refusal_whose_day_is_here_is_looked_at_again_and_prolonged(
    person, handler, colleague, officer, asked, owner_connection
):
    here = refuse(handler, colleague, officer, asked)
    write_about_requests(actor=LETTERS, at=timezone.now())
    assert "Bekijk opnieuw" not in officer.get(LIST).content.decode()
    owner_connection.execute("UPDATE records.rights_request SET ground_until = current_date")
    assert "Bekijk opnieuw" in officer.get(LIST).content.decode()
    assert officer.post(here, {"step": "nog", "words": "Het loopt nog."}).status_code == 400
    assert officer.post(here, {"step": "nog", "words": "Het loopt nog.", "until": LATER}).status_code == 302
    page = officer.get(LIST).content.decode()
    assert "Bekijk opnieuw" not in page
    assert here in page
    assert reviews(owner_connection) == (1, 2)
    # The person reads the new day, and nothing of why.
    mine = person.get(MINE).content.decode()
    assert f"Wij kijken uiterlijk {day(date.fromisoformat(LATER))} opnieuw." in mine
    assert "Het loopt nog." not in mine
    # And hears of it by a letter, which names the new day and not why.
    kinds = "SELECT count(*) FROM records.outbound_document WHERE kind = 'request-refused'"
    assert owner_connection.execute(kinds).fetchone() == (2,)
    again = officer.post(here, {"step": "nog", "words": "Nog eens.", "until": LATER})
    assert again.status_code == 400


def test_when_the_circumstance_is_over_the_request_is_handled_anew(
    person, handler, colleague, officer, asked, owner_connection
):
    here = refuse(handler, colleague, officer, asked)
    owner_connection.execute("UPDATE records.rights_request SET received_on = received_on - 40")
    assert officer.post(here, {"step": "voorbij", "words": "De zaak is dicht."}).status_code == 302
    assert officer.get(here).status_code == 404
    assert officer.post(here, {"step": "voorbij", "words": "De zaak is dicht."}).status_code == 404
    assert reviews(owner_connection) == (0, 1)
    (again,) = re.findall(rf'href="({THEIRS}[0-9a-f-]{{36}}/)"', handler.get(THEIRS).content.decode())
    assert again != asked
    page = handler.get(again).content.decode()
    assert "Wat weet u van mij?" in page
    assert "Vastgesteld bij het eerste verzoek" in page
    mine = person.get(MINE).content.decode()
    assert mine.count("Wat weet u van mij?") == 2
    assert "namen wij het opnieuw in behandeling" in mine
    granted = {"step": "answer", "outcome": "granted", "answer": "Hier is alles."}
    assert handler.post(again, granted).status_code == 302


def test_the_interest_of_another_that_prevails_is_never_granted_whole(handler, colleague, officer, asked):
    handler.post(asked, {"step": "ask-view"})
    prevails = {"step": "give-view", "view_outcome": "prevails", "view": "Ik ben bang."}
    assert handler.post(asked, prevails).status_code == 302
    granted = {"step": "answer", "outcome": "granted", "answer": "Hier is alles."}
    whole = handler.post(asked, granted)
    assert whole.status_code == 400
    assert "belang van een ander gaat voor" in whole.content.decode()
    here = propose(handler, asked, ground="of-another")
    assert "Ik ben bang." in officer.get(here).content.decode()
    assert colleague.post(asked, {"step": "settle"}).status_code == 400
    assert officer.post(here, {"step": "eens", "words": "Dat weegt zwaarder."}).status_code == 302
    assert colleague.post(asked, {"step": "settle"}).status_code == 302
    # Its ground is no special circumstance: it stands, and is not looked at again.
    assert here not in officer.get(LIST).content.decode()


def test_an_ordinary_ground_and_an_ordinary_request_are_not_the_officers(handler, officer, asked):
    assert officer.get(LIST + asked.removeprefix(THEIRS)).status_code == 404
    here = propose(handler, asked, ground="too-often")
    assert officer.get(here).status_code == 404
    nowhere = f"{LIST}00000000-0000-4000-8000-000000000001/"
    assert officer.get(nowhere).status_code == 404
    for step in ("eens", "oneens", "nog", "voorbij"):
        asked_of_none = {"step": step, "words": "Ik vind dit.", "until": LATER}
        assert officer.post(nowhere, asked_of_none).status_code == 404
    assert handler.get(LIST).status_code == 404


def test_what_was_withdrawn_while_a_special_ground_was_proposed_was_never_refused(
    person, handler, officer, asked
):
    here = propose(handler, asked)
    number = asked.removeprefix(THEIRS)
    assert person.post(f"{MINE}{number}intrekken/").status_code == 302
    # Nothing of the proposal reaches the person, and nobody looks at it again.
    assert "opnieuw" not in re.search(r"Ingetrokken op [^<]*", person.get(MINE).content.decode()).group()
    assert officer.get(here).status_code == 404
    assert officer.post(here, {"step": "voorbij", "words": "De zaak is dicht."}).status_code == 404


def test_a_letter_about_a_request_that_is_looked_at_again_names_the_day_that_the_person_knows():
    asked = StoredRequest(
        id=UUID(int=1),
        subject_id=UUID(int=2),
        kind="access",
        state="received",
        received_on=TODAY,
        aim_on=TODAY,
        due_on=TODAY,
        asked="Wat weet u?",
        dated_on=TODAY - timedelta(days=90),
    )
    assert asked.asked_on == TODAY
    assert replace(asked, channel="again").asked_on == TODAY - timedelta(days=90)
