"""From claim file to proof, through the desks, on a database with a made-up insurer: nothing is pretended."""

from __future__ import annotations

import json
import re

import pytest
from cryptography.exceptions import InvalidSignature
from django.core.files.uploadedfile import SimpleUploadedFile

from zorgvuldig.interfaces.command_line import main
from zorgvuldig.interfaces.deliveries import settling, working
from zorgvuldig.ledger.verifier import verify

NOWHERE = "00000000-0000-4000-8000-000000000001"


def sequence():
    assert main(["ledger", "sequence"]) == 0


def links(page, pattern):
    return re.findall(rf'href="({pattern})"', page.content.decode().replace("&amp;", "&"))


def test_the_insured_takes_a_proof_along_and_the_verifier_accepts_it_and_nothing_else(desks):
    client = desks("verzekerde")
    proofs = links(client.get("/mijn/declaraties/"), r"/mijn/inzage/[0-9a-f-]{36}/bewijs/\?regel=\d+")
    assert proofs
    key = client.get("/controleren/sleutel.txt").content
    proof = client.get(proofs[0]).content
    shown = verify(proof, key)
    assert shown["subject"]
    assert shown["row"]["content"]["claim"]
    for place in range(0, len(proof), 37):
        changed = bytearray(proof)
        changed[place] ^= 1
        with pytest.raises((ValueError, InvalidSignature)):
            verify(bytes(changed), key)


def test_a_look_at_the_own_page_is_listed_and_proved_to_nobody_else(desks):
    client = desks("verzekerde")
    client.get("/mijn/inzage/")
    sequence()
    page = client.get("/mijn/inzage/")
    assert "U zelf" in page.content.decode()
    own = links(page, "/mijn/inzage/[0-9a-f-]{36}/bewijs/")[0]
    key = client.get("/controleren/sleutel.txt").content
    assert verify(client.get(own).content, key)["leaf"]["purpose"] == "data-subject-rights"
    assert desks("partner").get(own).status_code == 404
    assert client.get(f"/mijn/inzage/{NOWHERE}/bewijs/").status_code == 404


def test_a_claims_handler_follows_a_refused_claim_down_the_river(desks):
    client = desks("behandelaar")
    runs = links(client.get("/medewerker/bestanden/"), "/medewerker/bestanden/[0-9a-f-]{36}/")
    lists = [client.get(run).content.decode() for run in runs]
    refused = [row for page in lists for row in page.split("<tr")[2:] if "badge--refused" in row]
    claim = client.get(re.search(r'href="(/medewerker/declaraties/[^"]+)"', refused[0])[1])
    told = claim.content.decode()
    assert claim.status_code == 200
    river = re.findall(r'class="river__name" href="#stap-(\w+)"', told)
    assert river == ["intake", "decide", "record", "act", "explain"]
    assert "reason__sentence" in told
    assert "citation__article" in told
    assert client.get(f"/medewerker/declaraties/{NOWHERE}/").status_code == 404


def test_a_marketer_is_refused_by_article_and_oversight_sees_it_with_its_proof(desks, made):
    refused = desks("marketing").get("/medewerker/bestanden/")
    assert refused.status_code == 403
    told = refused.content.decode()
    assert "GC-4.0.1" in told
    assert 'class="figures"' not in told
    entry = re.search(r'class="decision__entry">([0-9a-f-]{36})<', told)[1]
    sequence()
    overseer = desks("fg")
    listed = overseer.get("/toezicht/besluiten/?uitkomst=forbid").content.decode()
    assert f"/toezicht/besluiten/{entry}/" in listed
    page = overseer.get(f"/toezicht/besluiten/{entry}/").content.decode()
    assert "marketer" in page
    assert "Ondertekende stand" in page
    proof = overseer.get(f"/toezicht/besluiten/{entry}/bewijs/").content
    shown = verify(proof, overseer.get("/controleren/sleutel.txt").content)
    assert shown["leaf"]["outcome"] == "forbid"
    assert shown["leaf"]["id"] == entry
    assert overseer.get(f"/toezicht/besluiten/{NOWHERE}/").status_code == 404
    assert "Art. 4.0.1" in overseer.get("/toezicht/weigeringen/").content.decode()


def test_no_page_shows_a_burgerservicenummer(desks, made):
    people = (made / "people.jsonl").read_text(encoding="utf-8")
    numbers = set(re.findall(r'"bsn": ?"(\d{9})"', people))
    assert numbers
    paths = {"verzekerde": "/mijn/declaraties/", "behandelaar": "/medewerker/", "fg": "/toezicht/"}
    for username, path in paths.items():
        page = desks(username).get(path).content.decode()
        assert not numbers & set(re.findall(r"\d{9}", page)), path


def test_a_search_for_what_is_not_there_stays_in_the_ledger(desks, owner_connection):
    """NEN 7513 logs a search too: the page that says "not there" may not undo its entry."""
    client = desks("behandelaar")
    count = "SELECT count(*) FROM ledger.intake WHERE outcome = 'permit'"
    before = owner_connection.execute(count).fetchone()[0]
    assert client.get(f"/medewerker/bestanden/{NOWHERE}/").status_code == 404
    assert owner_connection.execute(count).fetchone()[0] == before + 1


def own_runs(client):
    return sorted(
        set(links(client.get("/zorgverlener/bestanden/"), r"/zorgverlener/bestanden/[0-9a-f-]{36}/"))
    )


def test_a_provider_reads_why_each_claim_was_refused_with_article_and_return_code_and_no_name(desks, made):
    client = desks("zorgaanbieder")
    pages = [client.get(address).content.decode() for address in own_runs(client)]
    refused = [page for page in pages if "Retourcode" in page]
    assert refused, "the practice of the first file has claims that were refused"
    assert all("Gedragscode" in page for page in refused)
    people = [json.loads(line) for line in (made / "people.jsonl").read_text(encoding="utf-8").splitlines()]
    told = " ".join(pages)
    assert not [one for one in people if one["bsn"] and one["bsn"] in told]
    assert not [one for one in people if f"{one['initials']} {one['family_name']}" in told]


def test_a_provider_fetches_the_very_return_message_that_went_back(desks, made):
    client = desks("zorgaanbieder")
    fetched = {
        answer.headers["Content-Disposition"].split('"')[1]: answer.content
        for address in own_runs(client)
        if (answer := client.get(f"{address}retour/")).status_code == 200
    }
    assert fetched
    for name, content in fetched.items():
        assert content == (made.parent / name).read_bytes()
    looked = desks("verzekerde").get("/mijn/inzage/").content.decode()
    assert "Een zorgaanbieder" in looked, "who is named in it sees that it was fetched"


def test_a_provider_meets_no_file_payment_or_letter_of_another(desks):
    one, other = desks("zorgaanbieder"), desks("apotheek")
    mine, theirs = own_runs(one), own_runs(other)
    assert mine
    assert theirs
    assert not set(mine) & set(theirs)
    for address in theirs:
        assert one.get(address).status_code == 404
        assert one.get(f"{address}retour/").status_code == 404
    paid = [
        links(client.get("/zorgverlener/betalingen/"), r"/zorgverlener/bestanden/[0-9a-f-]{36}/")
        for client in (one, other)
    ]
    assert not set(paid[0]) & set(paid[1])
    names = [client.get("/zorgverlener/gegevens/").content.decode() for client in (one, other)]
    codes = [re.findall(r"AGB (\d{8})", name)[0] for name in names]
    assert codes[0] not in names[1]
    assert codes[1] not in names[0]


def test_a_partner_reads_its_own_contracts_and_those_of_no_other(desks):
    one, other = (
        desks(name).get("/partner/gegevens/").content.decode() for name in ("tussenpersoon", "werkgever")
    )
    numbers = [re.findall(r"KvK (\d{8})", page)[0] for page in (one, other)]
    assert "Bemiddeling bij zorgverzekeringen" in one
    assert numbers[0] not in other
    assert numbers[1] not in one
    assert "Bemiddeling" not in other


def hand_in(client, name, content):
    return client.post("/zorgverlener/indienen/", {"file": SimpleUploadedFile(name, content)})


def test_a_file_handed_in_through_the_page_passes_the_same_intake_and_only_that_of_the_own_provider(
    desks, made
):
    client = desks("apotheek")
    agb_code = re.findall(r"AGB (\d{8})", client.get("/zorgverlener/").content.decode())[0]
    own = next(path for path in sorted((made / "claims").iterdir()) if agb_code in path.name)
    before = own_runs(client)
    answer = hand_in(client, "nog eens.asc", own.read_bytes())
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Dit bestand hebben wij al verwerkt" in page, "the same bytes are never taken in twice"
    assert len(own_runs(client)) == len(before) + 1
    another = next(path for path in sorted((made / "claims").iterdir()) if agb_code not in path.name)
    assert "een andere zorgaanbieder" in hand_in(client, another.name, another.read_bytes()).content.decode()
    assert "niet lezen" in hand_in(client, "brief.txt", b"Geachte heer of mevrouw").content.decode()
    assert len(own_runs(client)) == len(before) + 1


def test_a_larger_file_is_taken_over_for_the_worker_and_shows_on_its_way_to_both_sides(
    desks, made, tmp_path, settings
):
    settings.VAR_FOLDER = tmp_path
    client = desks("apotheek")
    agb_code = re.findall(r"AGB (\d{8})", client.get("/zorgverlener/").content.decode())[0]
    own = next(path for path in sorted((made / "claims").iterdir()) if agb_code in path.name)
    # Empty lines at the end are no part of a message, and make any file as long as it must be.
    large = own.read_bytes() + b"\r\n" * 1_000_001
    answer = client.post(
        "/zorgverlener/indienen/", {"file": SimpleUploadedFile("groot.asc", large)}, follow=True
    )
    assert "verwerken het nu" in answer.content.decode()
    assert "groot.asc" in answer.content.decode()
    assert "hebben wij al" in hand_in_large(client, large)
    staff = desks("behandelaar")
    assert "groot.asc" in staff.get("/medewerker/aanleveringen/").content.decode()
    assert "groot.asc" not in desks("zorgaanbieder").get("/zorgverlener/indienen/").content.decode()
    (waiting,) = settling.open_deliveries()
    working.work_on(waiting)
    page = staff.get("/medewerker/aanleveringen/").content.decode()
    assert "Niets onderweg" in page
    assert "groot.asc" in page


def hand_in_large(client, content):
    sent = {"file": SimpleUploadedFile("weer.asc", content)}
    return client.post("/zorgverlener/indienen/", sent, follow=True).content.decode()


def test_a_claims_handler_sees_figures_and_nobody_else_at_the_desk_does(desks):
    page = desks("behandelaar").get("/medewerker/bestanden/cijfers/")
    assert page.status_code == 200
    assert "Declaraties per week" in page.content.decode()
    assert "Doorlooptijd" in page.content.decode()
    for name in ("marketing", "service"):
        assert desks(name).get("/medewerker/bestanden/cijfers/").status_code == 403
