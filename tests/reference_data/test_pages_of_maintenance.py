"""The pages of maintenance, from a file to a tariff that holds: two people, each in an own browser."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from zorgvuldig.interfaces.command_line import main, reference_propose
from zorgvuldig.interfaces.command_line.code import one_time_code
from zorgvuldig.interfaces.web.accounts.creation import create_account

PASSWORD = "een-lang-wachtwoord-voor-de-proef"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WHY = "De nieuwe afspraken gelden vanaf deze dag."
HEAD = "uzovi;prestatiecodelijst;prestatiecode;tarief;tot_en_met"
HOME = "/medewerker/beheer/"


@pytest.fixture
def browser(desk, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def logged_in(name, at="staff"):
        create_account(name, PASSWORD, SECRET, at)
        client = Client()
        client.post("/inloggen/", {"login": name, "password": PASSWORD})
        answer = client.post("/inloggen/code/", {"code": one_time_code(SECRET, time.time())})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return logged_in


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def upload(client, told, *, kind="tarieven", valid_from="2026-07-01", reason=WHY):
    content = told if isinstance(told, bytes) else told.encode()
    words = {"soort": kind, "valid_from": valid_from, "reason": reason}
    return client.post(
        f"{HOME}nieuw/", {**words, "file": SimpleUploadedFile("tarieven.csv", content)}, follow=True
    )


def seen(page):
    return re.search(r'name="seen" value="([0-9a-f]{64})"', page.content.decode())[1]


def test_from_a_file_to_a_tariff_that_holds_through_the_pages(browser):
    buyer, manager = browser("buyer"), browser("manager")
    assert "Stel een wijziging voor" in text(buyer.get(f"{HOME}soort/?soort=tarieven"))
    assert "Stel een wijziging voor" not in text(manager.get(f"{HOME}soort/?soort=tarieven"))
    page = upload(buyer, f"\ufeff{HEAD}\r\n9998;041;1000;45,50;\r\n")
    assert page.status_code == 200, text(page)
    assert "1 gewijzigd" in text(page)
    address = page.request["PATH_INFO"]
    assert "Een ander kijkt ernaar" in text(buyer.post(address, {"step": "propose"}, follow=True))
    assert "U stelde dit zelf voor" in text(buyer.get(address))
    mark = seen(buyer.get(address))
    refused = buyer.post(address, {"step": "approve", "seen": mark})
    assert refused.status_code == 403
    assert "MZ-functiescheiding" in text(refused)
    assert "Tarieven" in text(manager.get(HOME))
    assert "Beoordeel het voorstel: Tarieven" in text(manager.get("/medewerker/"))
    shown = manager.get(address)
    assert "40,00" in text(shown)
    assert "45,50" in text(shown)
    done = manager.post(address, {"step": "approve", "seen": seen(shown)}, follow=True)
    assert "precies zoals u het zag" in text(done)
    assert "Wat er is veranderd" in text(done)
    told = manager.get(f"{HOME}bestand.csv?soort=tarieven").content.decode()
    assert told == f"\ufeff{HEAD}\r\n9998;041;1000;45,50;\r\n"
    assert "kan niet meer" in text(manager.post(address, {"step": "reject", "reason": WHY}, follow=True))


def test_what_is_wrong_with_a_file_or_a_form_stands_on_the_page_and_nothing_is_kept(
    browser, owner_connection
):
    buyer, security = browser("buyer"), browser("security")
    page = upload(buyer, f"{HEAD}\n9998;041;1000;veel;\n")
    assert "Regel 2, kolom tarief: schrijf een bedrag" in text(page)
    assert "groter dan 5 MB" in text(upload(buyer, b"x" * 10_000_000))
    assert "minstens drie woorden" in text(upload(buyer, f"{HEAD}\n9998;041;1000;5;\n", reason="ja"))
    assert "Kies een bestand" in text(
        buyer.post(f"{HOME}nieuw/", {"soort": "tarieven", "valid_from": "2026-07-01", "reason": WHY})
    )
    fields = {"soort": "eigen-keuzes", "valid_from": "2030-01-01", "reason": WHY, "naam": "access_term"}
    assert "hooguit drie jaar" in text(security.post(f"{HOME}nieuw/", {**fields, "waarde": "P6W"}))
    soon = {"valid_from": (timezone.localdate() + timedelta(days=9)).isoformat()}
    told = text(security.post(f"{HOME}nieuw/", {**fields, **soon, "waarde": "P6W"}))
    assert "deze waarde is geen keuze van ons: Gedragscode art. 5.2 onder a" in told
    shown = security.get(f"{HOME}nieuw/?soort=eigen-keuzes&regel=break_glass_minutes").content.decode()
    assert 'value="30"' in shown
    assert security.get(f"{HOME}nieuw/?soort=onbekend").status_code == 404
    assert owner_connection.execute("SELECT count(*) FROM records.change_proposal").fetchone() == (0,)


def test_the_command_line_proposes_for_whoever_proves_to_be_it(desk, browser, tmp_path, monkeypatch, capsys):
    create_account("other-buyer", PASSWORD, SECRET, "staff")
    file = tmp_path / "tarieven.csv"
    words = ["reference", "propose", "tarieven", str(file), "--user", "other-buyer", "--from", "2026-07-01"]

    def proposes(line, code):
        file.write_text(f"{HEAD}\n{line}\n", encoding="utf-8")
        monkeypatch.setattr(reference_propose, "asked_code", lambda: code)
        return main([*words, "--why", WHY])

    assert proposes("9998;041;1000;45,50;", "000000") == 3
    assert proposes("1;041;1000;45,50;", one_time_code(SECRET, time.time())) == 2
    assert "Regel 2, kolom uzovi" in capsys.readouterr().err
    assert proposes("9998;041;1000;45,50;", one_time_code(SECRET, time.time() + 30)) == 0
    assert "waits for another" in capsys.readouterr().out
