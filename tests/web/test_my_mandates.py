"""Mandates at the own desk: given, looked by, ended, and nothing of it by anybody else."""

from __future__ import annotations

import re
from uuid import uuid4

from zorgvuldig.interfaces.command_line import main

PATH = "/mijn/machtigingen/"
NOBODY = "999990032"
KNOWN = "Uw machtiging is vastgelegd. Is deze persoon bij ons verzekerd, dan geldt zij meteen."


def number_of(client):
    """Read the own number and birth date from the own overview."""
    (table,) = client.get("/mijn/gegevens/bestand/").json()["onderdelen"][0]["tabellen"]
    return table["regels"][0]["Burgerservicenummer"]


def born(owner_connection, username):
    row = owner_connection.execute(
        "SELECT p.birthdate FROM records.person p JOIN records.account_link l ON l.person_id = p.id "
        "WHERE l.username = %s",
        [username],
    ).fetchone()
    return row[0].isoformat()


def person_of(owner_connection, username):
    return owner_connection.execute(
        "SELECT person_id FROM records.account_link WHERE username = %s", [username]
    ).fetchone()[0]


def give(client, number, birthdate, scope="financial", until=""):
    form = {"number": number, "birthdate": birthdate, "scope": scope, "until": until}
    return client.post(PATH, form, follow=True).content.decode()


def test_a_mandate_is_given_used_seen_and_ended(desks, owner_connection):
    giver, other = desks("verzekerde"), desks("partner")
    page = give(giver, number_of(other), born(owner_connection, "partner"), scope="personal")
    assert KNOWN in page
    look = f"/mijn/namens/{person_of(owner_connection, 'verzekerde')}/"
    assert look in other.get(PATH).content.decode()
    seen = other.get(look)
    assert seen.status_code == 200
    assert "U kijkt namens" in seen.content.decode()
    assert main(["ledger", "sequence"]) == 0
    assert "Iemand als uw vertegenwoordiger" in giver.get("/mijn/inzage/?toon=gebruikt").content.decode()
    (end,) = re.findall(rf'action="({PATH}[0-9a-f-]+/)"', giver.get(PATH).content.decode())
    assert other.post(end).status_code == 404
    assert "De machtiging is be" in giver.post(end, follow=True).content.decode()
    assert giver.post(end).status_code == 404
    assert other.get(look).status_code == 404
    assert look not in other.get(PATH).content.decode()


def test_in_money_matters_no_care_and_no_provider_is_shown(desks, owner_connection):
    giver, other = desks("verzekerde"), desks("partner")
    give(giver, number_of(other), born(owner_connection, "partner"), scope="financial")
    page = other.get(f"/mijn/namens/{person_of(owner_connection, 'verzekerde')}/").content.decode()
    assert "Welke zorg het was, en van wie, ziet u niet." in page
    assert 'data-label="Zorg"' not in page


def test_the_answer_is_the_same_for_somebody_who_is_insured_here_and_somebody_who_is_not(
    desks, owner_connection
):
    giver, other = desks("verzekerde"), desks("partner")
    real = number_of(other)
    right, wrong = born(owner_connection, "partner"), "1901-02-03"

    def told(number, birthdate):
        page = give(giver, number, birthdate)
        page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|value=\"[A-Za-z0-9]{64}\"", "", page)
        page = page.replace(number[-3:], "nnn")
        (end, *_) = re.findall(rf'action="({PATH}[0-9a-f-]+/)"', giver.get(PATH).content.decode())
        assert giver.post(end, follow=True).status_code == 200
        return re.sub(r"<article.*</article>", "", page, flags=re.DOTALL)

    assert told(real, right) == told(real, wrong) == told(NOBODY, right)


def test_for_somebody_else_there_is_nothing_to_see_and_nothing_is_confirmed(desks, owner_connection):
    client = desks("verzekerde")
    stranger = f"/mijn/namens/{person_of(owner_connection, 'partner')}/"
    nobody = f"/mijn/namens/{uuid4()}/"
    own = f"/mijn/namens/{person_of(owner_connection, 'verzekerde')}/"
    pages = {client.get(path).content.decode().replace(path, "") for path in (stranger, nobody, own)}
    assert [client.get(path).status_code for path in (stranger, nobody, own)] == [404, 404, 404]
    assert len({re.sub(r'nonce="[^"]+"|value="[^"]+"', "", page) for page in pages}) == 1


def test_what_is_wrong_is_said_beside_its_field(desks):
    client = desks("verzekerde")
    wrong = {"number": "123456789", "birthdate": "2020-01-01", "scope": "alles"}
    told = client.post(PATH, wrong).content.decode()
    assert "Dit is geen burgerservicenummer. Het heeft negen cijfers." in told
    assert "Kies waarover de ander voor u mag handelen." in told
    empty = client.post(PATH, {}).content.decode()
    assert "Vul het nummer in." in empty
    assert "Vul de geboortedatum in." in empty


def test_staff_and_parties_have_no_mandates_here(desks):
    for name in ("behandelaar", "fg", "zorgaanbieder", "tussenpersoon"):
        client = desks(name)
        for path in (PATH, f"/mijn/namens/{uuid4()}/"):
            assert client.get(path).status_code == 404
