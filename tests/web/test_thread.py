"""From claim file to proof, through the desks, on a database with a made-up insurer: nothing is pretended."""

from __future__ import annotations

import re
import shutil

import pytest
from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.test import Client
from web_logins import PASSWORD, SECRET, log_in

from zorgvuldig.interfaces.command_line import main
from zorgvuldig.interfaces.web.accounts.creation import create_account
from zorgvuldig.ledger.verifier import verify

CAST = {
    "verzekerde": "insured",
    "partner": "insured",
    "behandelaar": "staff",
    "marketing": "staff",
    "fg": "oversight",
}


NOWHERE = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make the insurer once; every test loads it into a database of its own."""
    folder = tmp_path_factory.mktemp("insurer") / "made"
    assert main(["synth", "--insured", "150", "--claims", "60", "--seed", "11", "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def desks(made, once_built):
    """Load the insurer, receive its claim files, and let its cast log in."""
    ledger, memory = settings.VAR_FOLDER / "ledger", made.parent / "ledger"

    def build():
        # A database of its own begins a log of its own; the memory of the last one is not of this one.
        shutil.rmtree(ledger, ignore_errors=True)
        assert main(["load", str(made)]) == 0
        files = sorted(str(path) for path in (made / "claims").iterdir())
        assert main(["claims", "receive", *files, "--respond", str(made.parent)]) in {0, 1, 2}
        assert main(["ledger", "sequence"]) == 0
        for username, desk in CAST.items():
            create_account(username, PASSWORD, SECRET, desk)
        shutil.copytree(ledger, memory)

    once_built("desks", build)
    shutil.rmtree(ledger, ignore_errors=True)
    shutil.copytree(memory, ledger)

    def come_in(username):
        client = Client()
        assert log_in(client, username).status_code == 302
        return client

    return come_in


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
