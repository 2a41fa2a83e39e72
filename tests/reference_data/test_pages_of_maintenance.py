"""The pages of maintenance, from a file to a tariff that holds: two people, each in an own browser."""

from __future__ import annotations

import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

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
