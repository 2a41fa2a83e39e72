"""All that is held about a person, at the own desk: whole, one's own, and to take along."""

from __future__ import annotations

import json

import pytest

from zorgvuldig.interfaces.command_line import main


def test_a_person_reads_all_that_is_held_with_its_origin_and_its_term(desks):
    page = desks("verzekerde").get("/mijn/gegevens/").content.decode()
    for part in ("Wie u bent", "Waar wij u bereiken", "Hoe u verzekerd bent", "Uw declaraties"):
        assert part in page
    assert "Burgerservicenummer" in page
    assert "tot zeven jaar na het einde van uw verzekering" in page
    assert "art. 4.0.8" in page


def test_the_copy_to_take_along_holds_every_row_that_the_page_counts(desks):
    client = desks("verzekerde")
    answer = client.get("/mijn/gegevens/bestand/")
    assert answer["Content-Type"] == "application/json"
    parts = {each["onderdeel"]: each["tabellen"] for each in json.loads(answer.content)["onderdelen"]}
    (who,) = parts["Wie u bent"]
    assert who["regels"][0]["Achternaam"]
    assert len(who["regels"][0]["Burgerservicenummer"]) == 9
    assert {each["tabel"] for each in parts["Uw declaraties"]} >= {"Declaraties", "Regels van declaraties"}


def test_a_person_reads_for_what_the_data_were_used_and_the_own_looks_are_no_use(desks):
    client = desks("verzekerde")
    client.get("/mijn/gegevens/")
    told = json.loads(client.get("/mijn/gegevens/bestand/").content)
    tables = {table["tabel"]: table for part in told["onderdelen"] for table in part["tabellen"]}
    uses = tables["Declaraties"]["gebruikt"]
    assert any(use.startswith("het afhandelen van declaraties: ") for use in uses)
    assert not any("inzage" in use for table in tables.values() for use in table["gebruikt"])


def test_two_people_read_different_data_and_neither_the_others_number(desks):
    numbers, pages = [], []
    for name in ("verzekerde", "partner"):
        client = desks(name)
        told = json.loads(client.get("/mijn/gegevens/bestand/").content)
        numbers.append(told["onderdelen"][0]["tabellen"][0]["regels"][0]["Burgerservicenummer"])
        pages.append(client.get("/mijn/gegevens/").content.decode())
    assert numbers[0] in pages[0]
    assert numbers[1] in pages[1]
    assert numbers[1] not in pages[0]
    assert numbers[0] not in pages[1]


@pytest.mark.parametrize("form", ["json", "xlsx", "docx"])
def test_each_form_of_the_copy_is_what_it_says_and_names_nobody_in_its_address(desks, form):
    answer = desks("verzekerde").get(f"/mijn/gegevens/bestand/?vorm={form}")
    assert answer["Content-Disposition"] == f'attachment; filename="mijn-gegevens.{form}"'
    assert answer.content.startswith(b"{" if form == "json" else b"PK")


def test_a_form_that_we_do_not_write_is_not_there(desks):
    assert desks("verzekerde").get("/mijn/gegevens/bestand/?vorm=exe").status_code == 404


def test_looking_at_the_own_data_stands_under_who_looked(desks):
    client = desks("verzekerde")
    client.get("/mijn/gegevens/")
    assert main(["ledger", "sequence"]) == 0
    told = client.get("/mijn/inzage/").content.decode()
    assert "BSN" in told
    assert "U zelf" in told


def test_who_is_no_insured_person_has_no_such_page(desks):
    for name in ("behandelaar", "fg", "zorgaanbieder", "tussenpersoon"):
        assert desks(name).get("/mijn/gegevens/").status_code == 404


@pytest.mark.parametrize(
    ("who", "place", "part"),
    [
        ("zorgaanbieder", "/zorgverlener/gegevens", "Uw gegevens als zorgaanbieder"),
        ("tussenpersoon", "/partner/gegevens", "Uw gegevens als zakelijke relatie"),
    ],
)
def test_a_party_reads_and_takes_along_all_that_is_registered_of_itself_and_nothing_of_another(
    desks, who, place, part
):
    client = desks(who)
    page = client.get(f"{place}/overzicht/").content.decode()
    assert part in page
    assert "tot zeven jaar na het einde van onze relatie" in page
    told = json.loads(client.get(f"{place}/bestand/").content)
    assert [each["onderdeel"] for each in told["onderdelen"]] == [part]
    (itself,) = (
        t for t in told["onderdelen"][0]["tabellen"] if t["tabel"] in {"Uw registratie", "Uw organisatie"}
    )
    assert len(itself["regels"]) == 1


def test_a_person_has_no_page_of_a_party_and_a_party_none_of_a_person(desks):
    assert desks("verzekerde").get("/partner/gegevens/overzicht/").status_code == 404
    client = desks("werkgever")
    assert client.get("/zorgverlener/gegevens/overzicht/").status_code == 404
    assert client.get("/mijn/gegevens/").status_code == 404
