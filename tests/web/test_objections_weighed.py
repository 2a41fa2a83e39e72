"""An objection for personal circumstances is weighed at the staff desk: our grounds must be compelling."""

from __future__ import annotations

import re
from uuid import uuid4

import psycopg
import pytest

MINE, THEIRS = "/mijn/keuzes/", "/medewerker/bezwaren/"
CIRCUMSTANCES = "Ik werk zelf bij dit onderzoek: é, ş en ø."
GROUNDS = "Zonder dit onderzoek blijft bedrog onopgemerkt; dat raakt alle verzekerden."


def objects(client, purpose="research"):
    form = {
        "step": "bezwaar",
        "purpose": purpose,
        "circumstances": CIRCUMSTANCES,
    }
    assert client.post(MINE, form).status_code == 302


def waiting(handler):
    found = re.findall(rf'href="({THEIRS}[0-9a-f-]{{36}}/)"', handler.get(THEIRS).content.decode())
    return sorted(set(found))


@pytest.fixture
def handler(desks):
    return desks("service")


@pytest.fixture
def colleague(desks):
    return desks("service-collega")


def letters(owner_connection):
    return owner_connection.execute(
        "SELECT kind, route FROM records.outbound_document WHERE kind = 'objection-judged'"
    ).fetchall()


def state_of(owner_connection):
    return owner_connection.execute(
        "SELECT state, judged_on = current_date FROM records.objection WHERE channel = 'portal' "
        "AND kind = 'relative'"
    ).fetchone()


def test_an_upheld_objection_stops_the_use_and_the_person_reads_why(desks, handler, owner_connection):
    person = desks("verzekerde")
    objects(person)
    (place,) = waiting(handler)
    page = handler.get(place).content.decode()
    assert CIRCUMSTANCES in page
    done = handler.post(place, {"outcome": "upheld", "weighing": "Uw naam zou bij collega's terechtkomen."})
    assert done.status_code == 302
    assert state_of(owner_connection) == ("upheld", True)
    assert letters(owner_connection) == [("objection-judged", "post")]
    page = person.get(MINE).content.decode()
    assert "U kreeg gelijk: wij zijn gestopt" in page
    assert "Uw naam zou bij collega" in page
    assert waiting(handler) == []
    assert handler.get(place).status_code == 404
    assert handler.post(place, {"outcome": "rejected", "weighing": GROUNDS}).status_code == 404


def test_going_on_takes_compelling_grounds_two_people_and_a_letter(
    desks, handler, colleague, owner_connection
):
    person = desks("verzekerde")
    objects(person, "fraud-investigation")
    (place,) = waiting(handler)
    for form, told in (
        ({"outcome": "rejected", "weighing": " "}, "zonder die redenen kunnen wij niet doorgaan"),
        ({"outcome": "rejected", "weighing": "x" * 2001}, "hoogstens 2000"),
        ({"outcome": "misschien", "weighing": GROUNDS}, "Kies of wij stoppen of doorgaan."),
        ({"outcome": "upheld", "weighing": ""}, "Schrijf in een paar woorden waarom."),
    ):
        refused = handler.post(place, form)
        assert refused.status_code == 400
        assert told in refused.content.decode()
    assert state_of(owner_connection) == ("made", None)
    assert handler.post(place, {"outcome": "rejected", "weighing": GROUNDS}).status_code == 302
    # Proposed: until a colleague settles it that use rests, and the person reads no outcome.
    assert state_of(owner_connection) == ("pending", None)
    assert GROUNDS not in person.get(MINE).content.decode()
    assert "wacht op een collega" in handler.get(THEIRS).content.decode()
    own = handler.post(place, {"step": "akkoord"})
    assert own.status_code == 400
    assert "U stelde dit zelf voor" in own.content.decode()
    assert handler.post(place, {"outcome": "upheld", "weighing": "Toch niet."}).status_code == 400
    assert GROUNDS in colleague.get(place).content.decode()
    assert colleague.post(place, {"step": "akkoord"}).status_code == 302
    assert state_of(owner_connection) == ("rejected", True)
    assert colleague.post(place, {"step": "akkoord"}).status_code == 404
    assert letters(owner_connection) == [("objection-judged", "post")]
    page = person.get(MINE).content.decode()
    assert GROUNDS in page
    assert "Autoriteit Persoonsgegevens" in page


def test_what_the_person_took_back_is_weighed_no_more(desks, handler):
    person = desks("verzekerde")
    objects(person)
    (place,) = waiting(handler)
    person.post(MINE, {"step": "terug", "purpose": "research"})
    assert waiting(handler) == []
    assert handler.post(place, {"outcome": "upheld", "weighing": "Dit is te laat."}).status_code == 404


def test_nobody_else_weighs_and_what_is_not_there_is_not_told(desks, handler):
    person = desks("verzekerde")
    objects(person)
    (place,) = waiting(handler)
    for client in (person, *(desks(name) for name in ("behandelaar", "marketing", "inkoop", "fg"))):
        for path in (THEIRS, place):
            assert client.get(path).status_code in {403, 404}
    assert handler.get(f"{THEIRS}{uuid4()}/").status_code == 404
    # A marketing objection is weighed by nobody: it holds at once.
    person.post(MINE, {"choice": "reclame", "answer": "nee"})
    assert waiting(handler) == [place]


def test_an_objection_that_waited_too_long_is_still_weighed(desks, handler, owner_connection):
    person = desks("verzekerde")
    objects(person)
    owner_connection.execute("UPDATE records.objection SET made_at = made_at - interval '60 days'")
    (place,) = waiting(handler)
    assert handler.post(place, {"outcome": "upheld", "weighing": "Te laat, en terecht."}).status_code == 302
    assert state_of(owner_connection) == ("upheld", True)


def test_a_proposal_to_go_on_that_is_sent_back_is_weighed_anew(desks, handler, colleague, owner_connection):
    person = desks("verzekerde")
    objects(person)
    (place,) = waiting(handler)
    assert colleague.post(place, {"step": "terug"}).status_code == 404
    assert colleague.post(place, {"step": "akkoord"}).status_code == 404
    assert handler.post(place, {"outcome": "rejected", "weighing": GROUNDS}).status_code == 302
    assert colleague.post(place, {"step": "terug"}).status_code == 302
    assert state_of(owner_connection) == ("made", None)
    assert GROUNDS not in handler.get(place).content.decode()
    assert colleague.post(place, {"outcome": "upheld", "weighing": "Dit weegt zwaarder."}).status_code == 302
    assert state_of(owner_connection) == ("upheld", True)
    assert letters(owner_connection) == [("objection-judged", "post")]


def test_the_database_lets_nobody_go_on_alone(desks, handler, owner_connection):
    objects(desks("verzekerde"))
    (place,) = waiting(handler)
    handler.post(place, {"outcome": "rejected", "weighing": GROUNDS})
    alone = "UPDATE records.objection SET state = 'rejected' WHERE proposed_by <> ''"
    oneself = "UPDATE records.objection SET settled_by = proposed_by WHERE proposed_by <> ''"
    for change in (alone, oneself):
        with pytest.raises(psycopg.errors.CheckViolation):
            owner_connection.execute(change)


def test_who_is_shielded_hears_of_it_along_the_safe_route(desks, handler, owner_connection):
    person = desks("verzekerde")
    objects(person)
    person.post("/mijn/afschermen/", {})
    (place,) = waiting(handler)
    assert (
        handler.post(place, {"outcome": "upheld", "weighing": "Uw situatie weegt zwaarder."}).status_code
        == 302
    )
    assert letters(owner_connection) == [("objection-judged", "safe")]


def test_what_we_weighed_of_an_objection_without_circumstances_is_kept_too(
    desks, handler, colleague, owner_connection
):
    person = desks("verzekerde")
    objects(person)
    # As one that was loaded with the register: nobody told why.
    owner_connection.execute("DELETE FROM records.objection_text")
    (place,) = waiting(handler)
    assert "Er staat niets bij." in handler.get(place).content.decode()
    handler.post(place, {"outcome": "rejected", "weighing": GROUNDS})
    page = colleague.get(place).content.decode()
    assert GROUNDS in page
    assert "Er staat niets bij." in page
    assert colleague.post(place, {"step": "akkoord"}).status_code == 302
    assert GROUNDS in person.get(MINE).content.decode()
