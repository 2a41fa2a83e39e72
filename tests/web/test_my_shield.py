"""Shielding of the own whereabouts: asked without a reason, in force at once, ended by nobody here."""

from __future__ import annotations

PATH = "/mijn/afschermen/"
_PERSON = "SELECT person_id FROM records.account_link WHERE username = 'verzekerde'"


def test_a_person_shields_the_own_whereabouts_at_once_and_no_reason_is_kept(desks, owner_connection):
    client = desks("verzekerde")
    (person,) = owner_connection.execute(_PERSON).fetchone()
    assert "Scherm mijn adres af" in client.get(PATH).content.decode()
    page = client.post(PATH, follow=True).content.decode()
    assert "Uw adres is vanaf nu afgeschermd." in page
    assert "Scherm mijn adres af" not in page
    states = owner_connection.execute(
        "SELECT shielded FROM records.person WHERE id = %s UNION ALL "
        "SELECT shielded FROM records.person_address WHERE subject_id = %s",
        [person, person],
    ).fetchall()
    assert len(states) > 1
    assert set(states) == {(True,)}
    assert "Uw adres was al afgeschermd." in client.post(PATH, follow=True).content.decode()
    assert client.post(PATH, {"reason": "bang"}).status_code == 400


def test_whoever_shields_shields_nobody_else(desks, owner_connection):
    shielded = "SELECT id FROM records.person WHERE shielded"
    before = set(owner_connection.execute(shielded).fetchall())
    desks("verzekerde").post(PATH)
    (person,) = owner_connection.execute(_PERSON).fetchone()
    assert set(owner_connection.execute(shielded).fetchall()) - before == {(person,)}


def test_the_own_address_stays_visible_to_oneself(desks):
    client = desks("verzekerde")
    client.post(PATH)
    assert "Postcode" in client.get("/mijn/gegevens/").content.decode()


def test_staff_and_parties_shield_nobody_here(desks):
    for name in ("behandelaar", "fg", "zorgaanbieder", "tussenpersoon"):
        client = desks(name)
        assert client.get(PATH).status_code == 404
        assert client.post(PATH).status_code == 404
