"""A shield is asked after each year and never ends by that; the person may ask for its end."""

from __future__ import annotations

import re

import pytest

from zorgvuldig.ledger import shield_ends

MINE, LIST = "/mijn/afschermen/", "/medewerker/afscherming/"
_PERSON = "SELECT person_id FROM records.account_link WHERE username = 'verzekerde'"


@pytest.fixture
def person(desks):
    """Give somebody whose own page laid a shield."""
    client = desks("verzekerde")
    client.post(MINE)
    return client


@pytest.fixture
def handler(desks):
    return desks("service")


def only_ours(connection, *, days):
    """Let nobody else be shielded, and the shield of this person be so old."""
    connection.execute("ALTER TABLE records.person DISABLE TRIGGER keep_shield")
    connection.execute(f"UPDATE records.person SET shielded = (id IN ({_PERSON}))")  # noqa: S608 — a constant
    connection.execute("ALTER TABLE records.person ENABLE TRIGGER keep_shield")
    connection.execute("UPDATE records.person SET shielded_on = current_date - %s WHERE shielded", [days])


def shielded(connection):
    return connection.execute("SELECT count(*) FROM records.person WHERE shielded").fetchone()[0]


def letters(connection, kind="shield-asks"):
    return connection.execute(
        "SELECT count(*) FROM records.outbound_document WHERE kind = %s AND route = 'safe'", [kind]
    ).fetchone()[0]


def place_of(client):
    (place,) = set(re.findall(rf'href="({LIST}[0-9a-f-]{{36}}/)"', client.get(LIST).content.decode()))
    return place


def test_an_old_shield_is_a_task_to_ask_and_stays_whatever_comes_of_it(person, handler, owner_connection):
    only_ours(owner_connection, days=300)
    assert "Maak de brieven" not in handler.get(LIST).content.decode()
    only_ours(owner_connection, days=800)
    assert "Vraag na of 1 afscherming nog nodig is" in handler.get("/medewerker/").content.decode()
    assert "Maak de brieven" in handler.get(LIST).content.decode()
    assert handler.post(LIST, {"step": "navragen"}).status_code == 302
    assert letters(owner_connection) == 1
    # Asked: for a year the task is gone, and nobody gets a second letter.
    assert "Maak de brieven" not in handler.get(LIST).content.decode()
    handler.post(LIST, {"step": "navragen"})
    assert letters(owner_connection) == 1
    assert "Is de afscherming van uw adres nog nodig?" in person.get("/mijn/brieven/").content.decode()
    assert shielded(owner_connection) == 1
    old = "UPDATE records.outbound_document SET made_at = made_at - interval '13 months'"
    owner_connection.execute(old)
    assert "Maak de brieven" in handler.get(LIST).content.decode()
    assert shielded(owner_connection) == 1


def test_two_colleagues_at_once_write_one_letter(person, handler, owner_connection, monkeypatch):
    only_ours(owner_connection, days=800)
    asked = shield_ends.shields_to_ask
    monkeypatch.setattr(shield_ends, "shields_to_ask", lambda **told: asked(**told) * 2)
    answer = handler.post(LIST, {"step": "navragen"}, follow=True)
    assert "1 brief gemaakt." in answer.content.decode()
    assert letters(owner_connection) == 1


def test_a_shield_of_which_nobody_knows_since_when_counts_from_the_person(person, handler, owner_connection):
    only_ours(owner_connection, days=1)
    owner_connection.execute("UPDATE records.person SET shielded_on = NULL, obtained_at = '2020-01-01'")
    assert handler.post(LIST, {"step": "navragen"}).status_code == 302
    assert letters(owner_connection) == 1


def test_the_person_asks_for_the_end_and_two_people_and_a_letter_come_first(
    desks, person, handler, owner_connection
):
    only_ours(owner_connection, days=800)
    assert person.post(MINE, {"step": "einde"}).status_code == 302
    asked = person.get(MINE).content.decode()
    assert "Een medewerker kijkt ernaar" in asked
    assert person.post(MINE, {"step": "einde"}, follow=True).content.decode().count("Dit vroeg u al") == 1
    assert shielded(owner_connection) == 1
    # Whose end is asked for is not asked whether it is still needed.
    assert "Maak de brieven" not in handler.get(LIST).content.decode()
    place = place_of(handler)
    assert "er is nog geen brief" in handler.get(LIST).content.decode()
    assert handler.post(place, {"step": "einde"}).status_code == 400
    assert handler.post(place, {"step": "brief"}).status_code == 302
    assert letters(owner_connection, "shield-ends") == 1
    assert handler.post(place, {"step": "brief"}).status_code == 404
    owner_connection.execute(
        "UPDATE records.outbound_document SET state = 'handed', handed_at = now() - interval '15 days' "
        "WHERE kind = 'shield-ends'"
    )
    assert handler.post(place, {"step": "einde"}).status_code == 400
    assert "twee weken om nee te zeggen" in person.get(MINE).content.decode()
    assert desks("service-collega").post(place, {"step": "einde"}).status_code == 302
    assert shielded(owner_connection) == 0


def test_the_person_keeps_the_shield_after_all(person, handler, owner_connection):
    only_ours(owner_connection, days=10)
    kept = person.post(MINE, {"step": "houden"}, follow=True).content.decode()
    assert "Er liep niets" in kept
    person.post(MINE, {"step": "einde"})
    place = place_of(handler)
    handler.post(place, {"step": "brief"})
    assert (
        "Uw adres blijft afgeschermd." in person.post(MINE, {"step": "houden"}, follow=True).content.decode()
    )
    assert handler.get(place).status_code == 404
    assert shielded(owner_connection) == 1


def test_without_a_shield_there_is_nothing_to_end(desks, owner_connection):
    client = desks("verzekerde")
    told = client.post(MINE, {"step": "einde"}, follow=True).content.decode()
    assert "uw adres is niet afgeschermd" in told
    assert owner_connection.execute("SELECT count(*) FROM records.shield_end").fetchone() == (0,)
