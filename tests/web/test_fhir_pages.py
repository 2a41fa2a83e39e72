"""FHIR at the desks: handed in by a provider, taken along by an insured person, told to everybody."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
import web_samples as samples
from django.core.files.uploadedfile import SimpleUploadedFile

from proofs.claims.fhir_bundles import Sent, as_bytes, bundle
from zorgvuldig.interfaces.fhir.benefits import write_benefits
from zorgvuldig.interfaces.fhir.models import deviations


def valid(answer, kind="Bundle"):
    assert answer["Content-Type"] == "application/fhir+json"
    told = json.loads(answer.content)
    assert told["resourceType"] == kind
    assert list(deviations(kind, told)) == []
    return told


def hand_in(client, content, name="declaraties.json"):
    return client.post("/zorgverlener/indienen/", {"file": SimpleUploadedFile(name, content)})


def runs(client):
    page = client.get("/zorgverlener/bestanden/").content.decode()
    return set(re.findall(r"/zorgverlener/bestanden/[0-9a-f-]{36}/", page))


@pytest.fixture
def pharmacy(desks):
    client = desks("apotheek")
    agb_code = re.findall(r"AGB (\d{8})", client.get("/zorgverlener/").content.decode())[0]
    return client, agb_code


def test_everybody_reads_what_we_do_with_fhir(db, client):
    told = valid(client.get("/fhir/metadata"), "CapabilityStatement")
    assert told["fhirVersion"] == "4.0.1"
    assert {each["type"] for each in told["rest"][0]["resource"]} >= {"Claim", "ClaimResponse"}
    assert all("interaction" not in each for each in told["rest"][0]["resource"])


def test_a_provider_hands_in_by_fhir_and_fetches_a_claim_response(pharmacy):
    client, agb_code = pharmacy
    answer = hand_in(client, as_bytes(bundle(Sent(institution=agb_code, uzovi="9102"))))
    assert answer.status_code == 302, answer.content.decode()
    address = answer.headers["Location"]
    page = client.get(address).content.decode()
    assert "declaraties.json" in page
    assert "PM304" in page
    returned = client.get(f"{address}retour/")
    [entry] = valid(returned)["entry"]
    assert entry["resource"]["resourceType"] == "ClaimResponse"
    assert entry["resource"]["outcome"] == "error"
    codes = [error["code"]["coding"][0]["code"] for error in entry["resource"]["error"]]
    for code in codes:
        assert f"Retourcode {code}" in page
    assert returned["Content-Disposition"].startswith('attachment; filename="ClaimResponse-')


def test_a_provider_reads_per_place_why_a_fhir_file_was_not_taken(pharmacy):
    client, agb_code = pharmacy
    before = runs(client)
    content = bundle(Sent(institution=agb_code))
    item = content["entry"][4]["resource"]["item"][0]
    item["productOrService"]["coding"][0]["system"] = "http://snomed.info/sct"
    page = hand_in(client, as_bytes(content)).content.decode()
    assert "Er is niets verwerkt" in page
    assert "Bundle.entry[4].resource.item[0].productOrService" in page
    assert "SNOMED CT" in page
    assert "een andere zorgaanbieder" in hand_in(client, as_bytes(bundle())).content.decode()
    bomb = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Bundle>&b;</Bundle>'
    page = hand_in(client, bomb, "bundel.xml").content.decode()
    assert "alleen als JSON" in page
    assert "root:" not in page
    assert runs(client) == before


def test_an_insured_person_takes_the_page_of_own_claims_along_and_no_more(desks):
    client = desks("verzekerde")
    page = client.get("/mijn/declaraties/").content.decode()
    told = [entry["resource"] for entry in valid(client.get("/mijn/declaraties/bestand/"))["entry"]]
    shown = re.findall(r'id="declaratie-([0-9a-f-]{36})"', page)
    assert len(told) == len(shown) > 0
    for benefit in told:
        assert benefit["identifier"][0]["value"] in page
        assert (
            benefit["provider"]["display"] in page
            or benefit["provider"]["display"].replace("'", "&#x27;") in page
        )
        assert benefit["disposition"] in page
    number = re.findall(r"\b\d{9}\b", json.dumps(told))
    assert [each for each in number if each not in page] == []
    assert "/mijn/declaraties/bestand/" in page


def test_nobody_takes_the_claims_of_another_along(desks, client):
    one = desks("verzekerde").get("/mijn/declaraties/bestand/").content
    other = desks("partner").get("/mijn/declaraties/bestand/").content
    ids = [set(re.findall(rb"urn:uuid:[0-9a-f-]{36}", each)) for each in (one, other)]
    assert not ids[0] & ids[1]
    assert client.get("/mijn/declaraties/bestand/").status_code == 302
    assert desks("zorgverlener").get("/mijn/declaraties/bestand/").status_code in {302, 403, 404}


def test_the_reasons_and_articles_of_the_page_stand_in_the_file():
    mine = samples.my_claims()
    told = json.loads(write_benefits(mine, insurer="Zilverlinde", at=samples.AT))
    refused = next(each["resource"] for each in told["entry"] if "processNote" in each["resource"])
    [note] = refused["processNote"]
    why = mine.claims[1].why[0]
    assert note["text"].startswith(why.sentence)
    assert why.articles[0].article in note["text"]
    assert refused["item"][0]["noteNumber"] == [1]
    empty = json.loads(write_benefits(replace(mine, claims=()), insurer="Zilverlinde", at=samples.AT))
    assert "entry" not in empty
