"""Attacks on the person's side by name: who asks for another's data sees and hears nothing."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from behalf_people import born, child_of, end_mandate, give, look, number_of, person_of
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zorgvuldig.interfaces.command_line import main

MINE, WISHES = "/mijn/verzoeken/", "/mijn/keuzes/"
_CHANGING = re.compile(r'nonce="[^"]+"|value="[^"]+"|[0-9a-f]{8}-[0-9a-f-]{27}')


def bare(answer):
    """Give an answer without what differs in each: its status and its words."""
    return answer.status_code, _CHANGING.sub("", answer.content.decode())


def asked(client, words="Waar komt mijn adres vandaan?"):
    """Ask at the own desk, and give the number of the request."""
    client.post(MINE, {"kind": "access", "words": words})
    return re.findall(rf'action="{MINE}([0-9a-f-]+)/intrekken/"', client.get(MINE).content.decode())[0]


def addresses(connection_of_owner, client, request_id):
    """Give every address at the insured desk that names something of this person, with its verb."""
    person = person_of(connection_of_owner, "verzekerde")
    entry = re.findall(r"/mijn/inzage/([0-9a-f-]+)/bewijs/", client.get("/mijn/inzage/").content.decode())[0]
    mandate = connection_of_owner.execute(
        "SELECT id FROM records.mandate WHERE subject_id = %s LIMIT 1", [person]
    ).fetchone()[0]
    return [
        ("post", "/mijn/verzoeken/{}/intrekken/", request_id),
        ("post", "/mijn/machtigingen/{}/", mandate),
        ("get", "/mijn/namens/{}/", person),
        ("post", "/mijn/namens/{}/", person),
        ("post", "/mijn/namens/{}/stoppen/", person),
        ("post", f"/mijn/namens/{person}/verzoeken/{{}}/intrekken/", request_id),
        ("get", "/mijn/inzage/{}/bewijs/", entry),
        ("get", "/mijn/brieven/{}/", request_id),
    ]


@pytest.fixture
def three(desks, owner_connection):
    """Give the person, one who may act for nobody, and what stands of the person."""
    person, stranger = desks("verzekerde"), desks("jongere")
    give(person, number_of(stranger), "1901-01-01")
    request_id = asked(person)
    assert main(["ledger", "sequence"]) == 0
    return person, stranger, addresses(owner_connection, person, request_id)


def test_a_guessed_number_at_every_address_answers_as_one_that_does_not_exist(three):
    _person, stranger, places = three
    for verb, path, number in places:
        theirs = getattr(stranger, verb)(path.format(number))
        nobodys = getattr(stranger, verb)(path.format(uuid4()))
        assert bare(theirs) == bare(nobodys), path
        assert theirs.status_code == 404, path


def test_what_is_not_there_takes_as_many_steps_as_what_is_anothers(three):
    _person, stranger, places = three
    for verb, path, number in places:
        counts = []
        for each in (number, uuid4()):
            with CaptureQueriesContext(connection) as sent:
                getattr(stranger, verb)(path.format(each))
            counts.append(len(sent))
        assert counts[0] == counts[1], (path, counts)


def test_no_other_desk_has_the_addresses_of_the_insured_desk(three, desks):
    _person, _stranger, places = three
    for name in ("behandelaar", "zorgaanbieder", "tussenpersoon", "fg"):
        client = desks(name)
        for verb, path, number in places:
            assert getattr(client, verb)(path.format(number)).status_code == 404


def test_an_old_link_to_a_request_that_was_withdrawn_does_nothing(desks):
    person = desks("verzekerde")
    old = f"{MINE}{asked(person)}/intrekken/"
    assert [person.post(old).status_code, person.post(old).status_code] == [302, 404]


def test_the_proof_of_another_and_a_forged_proof_confirm_nothing(three, client):
    person, stranger, places = three
    path, entry = next((path, number) for _verb, path, number in places if path.endswith("bewijs/"))
    assert stranger.get(path.format(entry)).status_code == 404
    proof = person.get(path.format(entry))
    if proof.status_code == 200:
        told = proof.content.decode()
        for forged in (told[:-40] + "x" * 40, told.replace("permit", "forbid"), "", "{}", "zorgvuldig/"):
            page = client.post("/controleren/", {"proof": forged}).content.decode()
            assert "Dit bewijs klopt." not in page


def test_a_copy_of_the_own_data_is_of_the_session_that_asks(desks):
    person, other = desks("verzekerde"), desks("partner")
    path = "/mijn/gegevens/bestand/"
    mine, theirs = person.get(path).content, other.get(path).content
    assert number_of(person) not in theirs.decode()
    assert number_of(other) not in mine.decode()
    person.post("/uitloggen/")
    assert person.get(path).status_code == 302
    assert "no-store" in other.get(path).headers["Cache-Control"]


def test_one_human_with_three_logins_sees_each_time_one_capacity(desks, owner_connection):
    person, contact, staff = desks("verzekerde"), desks("tussenpersoon"), desks("service")
    number = number_of(person)
    asked(person, "Dit vraag ik als verzekerde.")
    contact.post("/partner/gegevens/verzoeken/", {"kind": "access", "words": "Dit vraag ik als relatie."})
    assert "Dit vraag ik als relatie." not in person.get(MINE).content.decode()
    assert "Dit vraag ik als relatie." not in person.get("/mijn/gegevens/").content.decode()
    for page in ("/partner/gegevens/verzoeken/", "/partner/gegevens/overzicht/"):
        told = contact.get(page).content.decode()
        assert "Dit vraag ik als verzekerde." not in told
        assert number not in told
    for page in ("/mijn/", MINE, "/partner/", "/partner/gegevens/verzoeken/"):
        assert staff.get(page).status_code == 404


def test_a_child_is_nobodys_but_the_parents_before_sixteen_and_its_own_after(desks, owner_connection):
    parent, other = desks("verzekerde"), desks("partner")
    child = child_of(owner_connection, "verzekerde", days_before_sixteen=1)
    path = look(child)
    assert [parent.get(path).status_code, other.get(path).status_code] == [200, 404]
    owner_connection.execute("UPDATE records.person SET birthdate = birthdate - 1 WHERE id = %s", [child])
    nobody = look(uuid4())
    assert bare(parent.get(path)) == bare(parent.get(nobody))
    form = {"kind": "access", "words": "Wat kreeg mijn kind?"}
    assert bare(parent.post(path, form)) == bare(parent.post(nobody, form))


def test_a_mandate_that_ended_answers_as_one_that_never_was(desks, owner_connection):
    giver, other = desks("verzekerde"), desks("partner")
    give(giver, number_of(other), born(owner_connection, "partner"), "personal")
    path = look(person_of(owner_connection, "verzekerde"))
    assert other.get(path).status_code == 200
    end_mandate(giver)
    for verb, more in (("get", ""), ("post", ""), ("post", "stoppen/")):
        ended = getattr(other, verb)(f"{path}{more}")
        never = getattr(other, verb)(f"{look(uuid4())}{more}")
        assert bare(ended) == bare(never)


def test_access_while_a_shield_a_hold_and_a_restriction_apply_shows_the_own_data_and_keeps_them(
    desks, owner_connection
):
    person, other = desks("verzekerde"), desks("partner")
    give(person, number_of(other), born(owner_connection, "partner"), "personal")
    subject = person_of(owner_connection, "verzekerde")
    person.post("/mijn/afschermen/")
    person.post(MINE, {"kind": "restriction", "words": "Gebruik mijn gegevens even niet."})
    owner_connection.execute(
        "INSERT INTO records.person_hold (id, subject_id, reason, placed_by, placed_at, review_on, ended_by, "
        "end_reason) VALUES (gen_random_uuid(), %s, 'zaak', 'naleving', now(), current_date, '', '')",
        [subject],
    )
    own = person.get("/mijn/gegevens/")
    assert own.status_code == 200
    assert number_of(person) in own.content.decode()
    assert person.get("/mijn/declaraties/").status_code == 200
    seen = other.get(look(subject))
    street = owner_connection.execute(
        "SELECT street FROM records.person_address WHERE subject_id = %s LIMIT 1", [subject]
    ).fetchone()[0]
    assert street not in seen.content.decode()


def test_a_consent_taken_back_and_a_name_with_signs_hold_at_the_next_look(desks, owner_connection):
    person = desks("verzekerde")
    owner_connection.execute(
        "UPDATE records.person SET family_name = 'Çağlar-Đorđević' WHERE id = %s",
        [person_of(owner_connection, "verzekerde")],
    )
    person.post(WISHES, {"choice": "reclame-e-mail", "answer": "ja"})
    person.post(WISHES, {"choice": "reclame-e-mail", "answer": "nee"})
    assert "U krijgt van ons geen e-mails met aanbiedingen." in person.get(WISHES).content.decode()
    assert "Çağlar-Đorđević" in person.get("/mijn/gegevens/").content.decode()
    asked(person, "Klopt Çağlar-Đorđević wel?")
    assert "Klopt Çağlar-Đorđević wel?" in person.get(MINE).content.decode()
