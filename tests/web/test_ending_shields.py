"""A shield ends by a letter first and two employees, and by nothing else (note to article 4.0.6)."""

from __future__ import annotations

import re
from uuid import uuid4

import psycopg
import pytest
from behalf_people import born, number_of

from zorgvuldig.processes.wishes.explain.shielding import DAYS_TO_ANSWER

LIST, REASON = "/medewerker/afscherming/", "De dreiging is voorbij, zegt zij zelf aan de balie: é, ş en ø."
_PERSON = (
    "SELECT person_id, birthdate FROM records.account_link l JOIN records.person p ON p.id = l.person_id"
)
_STATES = (
    "SELECT shielded FROM records.person WHERE id = %s UNION SELECT shielded FROM records.person_address "
    "WHERE subject_id = %s"
)


@pytest.fixture
def person(desks):
    return desks("verzekerde")


@pytest.fixture
def shielded(person, owner_connection):
    person.post("/mijn/afschermen/")
    found = owner_connection.execute(f"{_PERSON} WHERE username = 'verzekerde'").fetchone()
    return (*found, number_of(person))


@pytest.fixture
def form(shielded):
    _, birthdate, number = shielded
    return {"number": number, "birthdate": str(birthdate), "ground": "request", "reason": REASON}


def place_of(client):
    (place,) = set(re.findall(rf'href="({LIST}[0-9a-f-]{{36}}/)"', client.get(LIST).content.decode()))
    return place


def hand_over(owner_connection, *, days):
    owner_connection.execute(
        "UPDATE records.outbound_document SET state = 'handed', "
        "handed_at = now() - make_interval(days => %s) WHERE kind = 'shield-ends'",
        [days],
    )


def states(owner_connection, shielded):
    return {state for (state,) in owner_connection.execute(_STATES, [shielded[0]] * 2).fetchall()}


def test_a_shield_ends_after_the_letter_and_its_days_by_another_than_who_proposed_it(
    desks, form, shielded, owner_connection
):
    proposer, other = desks("service"), desks("service-collega")
    assert proposer.post(LIST, form).status_code == 302
    route = owner_connection.execute(
        "SELECT route, address_sealed FROM records.outbound_document WHERE kind = 'shield-ends'"
    ).fetchall()
    assert route == [("safe", None)]
    place = place_of(other)
    assert "nog niet overhandigd" in other.get(place).content.decode()
    assert other.post(place, {"step": "einde"}).status_code == 400
    hand_over(owner_connection, days=13)
    early = other.post(place, {"step": "einde"})
    assert early.status_code == 400
    assert "kan nog reageren" in early.content.decode()
    hand_over(owner_connection, days=14)
    own = proposer.post(place, {"step": "einde"})
    assert own.status_code == 400
    assert "Een collega beslist" in own.content.decode()
    assert states(owner_connection, shielded) == {True}
    page = other.get(place).content.decode()
    assert REASON in page
    street = "SELECT street FROM records.person_address WHERE subject_id = %s"
    assert owner_connection.execute(street, [shielded[0]]).fetchone()[0] not in page
    assert other.post(place, {"step": "einde"}).status_code == 302
    assert states(owner_connection, shielded) == {False}
    for step in ("einde", "vervalt"):
        assert other.post(place, {"step": step}).status_code == 404
    assert other.get(place).status_code == 404


def test_the_person_reads_the_letter_and_sees_who_looked_at_the_shield(desks, person, form):
    desks("service").post(LIST, form)
    assert "Wij willen de afscherming van uw adres stoppen" in person.get("/mijn/brieven/").content.decode()
    assert "Gegevens afschermen" in person.get("/mijn/inzage/").content.decode()


def test_a_proposal_that_lapses_leaves_the_shield_and_lets_a_new_one_be_made(
    desks, form, shielded, owner_connection
):
    handler = desks("service")
    handler.post(LIST, form)
    twice = handler.post(LIST, form)
    assert twice.status_code == 400
    assert "loopt al een voorstel" in twice.content.decode()
    place = place_of(handler)
    assert handler.post(place, {"step": "anders"}).status_code == 400
    assert handler.post(place, {"step": "vervalt"}).status_code == 302
    assert states(owner_connection, shielded) == {True}
    assert handler.post(LIST, form).status_code == 302


def test_news_ends_a_shield_too_and_a_letter_that_came_back_ends_none(
    desks, form, shielded, owner_connection
):
    desks("service").post(LIST, {**form, "ground": "news"})
    other = desks("service-collega")
    hand_over(owner_connection, days=20)
    back = "UPDATE records.outbound_document SET state = %s WHERE kind = 'shield-ends'"
    owner_connection.execute(back, ["returned"])
    assert other.post(place_of(other), {"step": "einde"}).status_code == 400
    owner_connection.execute(back, ["handed"])
    assert other.post(place_of(other), {"step": "einde"}).status_code == 302
    assert states(owner_connection, shielded) == {False}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"number": "abc"}, "geen burgerservicenummer"),
        ({"number": "123456782"}, "geen afgeschermd adres"),
        ({"birthdate": "gisteren"}, "Vul de geboortedatum in"),
        ({"birthdate": "2999-01-01"}, "ligt in de toekomst"),
        ({"ground": "vanzelf"}, "Kies waarom"),
        ({"reason": "kort"}, "Schrijf op wat u weet"),
    ],
)
def test_a_proposal_that_cannot_be_right_is_told_and_writes_no_letter(
    desks, form, wrong, told, owner_connection
):
    answer = desks("service").post(LIST, {**form, **wrong})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    count = "SELECT count(*) FROM records.outbound_document WHERE kind = 'shield-ends'"
    assert owner_connection.execute(count).fetchone() == (0,)


def test_whoever_is_not_shielded_is_not_told_apart_from_nobody(desks, form, owner_connection):
    other = {"number": number_of(desks("partner")), "birthdate": born(owner_connection, "partner")}
    assert "geen afgeschermd adres" in desks("service").post(LIST, {**form, **other}).content.decode()


@pytest.mark.parametrize("who", ["behandelaar", "marketing", "inkoop"])
def test_another_role_neither_sees_nor_ends_a_shield(desks, form, who):
    proposer, other = desks("service"), desks(who)
    proposer.post(LIST, form)
    place = place_of(proposer)
    for answer in (
        other.get(LIST),
        other.post(LIST, form),
        other.get(place),
        other.post(place, {"step": "einde"}),
        other.post(place, {"step": "vervalt"}),
        other.get(f"{LIST}{uuid4()}/"),
    ):
        assert answer.status_code == 403


def test_no_role_of_the_program_ends_a_shield_around_the_letter_and_the_two(shielded, owner_connection):
    for role in ("zv_administration", "zv_correction"):
        with owner_connection.transaction(force_rollback=True):
            owner_connection.execute(f"GRANT UPDATE ON records.person TO {role}")
            owner_connection.execute("ALTER TABLE records.person DISABLE ROW LEVEL SECURITY")
            owner_connection.execute(f"SET LOCAL ROLE {role}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="two people"):
                owner_connection.execute("UPDATE records.person SET shielded = false WHERE shielded")


def test_the_database_lets_nobody_settle_the_own_proposal(desks, form, owner_connection):
    desks("service").post(LIST, form)
    with pytest.raises(psycopg.errors.CheckViolation):
        owner_connection.execute("UPDATE records.shield_end SET settled_by = proposed_by")


def test_the_letter_names_as_many_days_as_the_database_waits(owner_connection):
    assert owner_connection.execute("SELECT gate.shield_notice()").fetchone()[0] == DAYS_TO_ANSWER
