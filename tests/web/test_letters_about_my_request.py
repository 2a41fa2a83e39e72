"""The letters about a request stand among the person's own letters, and open as they left."""

from __future__ import annotations

import re

from django.utils import timezone

from zorgvuldig.interfaces.letters.about_requests import write_about_requests
from zorgvuldig.interfaces.letters.handing_over import send_waiting
from zorgvuldig.interfaces.letters.service import LETTERS

LETTERS_PAGE = "/mijn/brieven/"


def test_whoever_asks_finds_the_letter_about_it_and_opens_it(desks):
    person = desks("verzekerde")
    person.post("/mijn/verzoeken/", {"kind": "access", "words": "Wat weet u van mij?"})
    before = person.get(LETTERS_PAGE).content.decode()
    assert "Wij hebben uw verzoek ontvangen" not in before
    assert write_about_requests(actor=LETTERS, at=timezone.now()).letters == 1
    send_waiting(actor=LETTERS, at=timezone.now())
    page = person.get(LETTERS_PAGE).content.decode()
    assert "Wij hebben uw verzoek ontvangen" in page
    (place,) = set(re.findall(rf'href="({LETTERS_PAGE}[0-9a-f-]{{36}}[^"]*)"', page)) - set(
        re.findall(rf'href="({LETTERS_PAGE}[0-9a-f-]{{36}}[^"]*)"', before)
    )
    answer = person.get(place)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert desks("partner").get(place).status_code == 404
