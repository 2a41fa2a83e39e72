"""Providers and business partners ask by right at their own desk, and read the answer there."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from pypdfium2 import PdfDocument

PROVIDER, PARTNER = "/zorgverlener/gegevens/verzoeken/", "/partner/gegevens/verzoeken/"
STAFF = "/medewerker/zakelijke-verzoeken/"


def ask(client, path, kind="access", words="Met wie deelt u mijn rekeningnummer?"):
    return client.post(path, {"kind": kind, "words": words})


def waiting(handler):
    return sorted(set(re.findall(rf'href="({STAFF}[0-9a-f-]{{36}}/)"', handler.get(STAFF).content.decode())))


def words_of(pdf):
    pages = [page.get_textpage().get_text_range() for page in PdfDocument(pdf)]
    return re.sub(r"\s+", " ", " ".join(pages))


def test_a_letter_is_there_once_there_is_an_answer_and_for_that_party_alone(desks, handler):
    party = desks("tussenpersoon")
    ask(party, PARTNER)
    (place,) = waiting(handler)
    letter = f"{PARTNER}{place.removeprefix(STAFF)}brief/"
    assert party.get(letter).status_code == 404
    assert handler.post(place, {"step": "extend", "reason": "Drie systemen <b>."}).status_code == 302
    told = words_of(party.get(letter).content)
    assert "Uw verzoek duurt langer" in told
    assert "Drie systemen <b>." in told
    assert desks("werkgever").get(letter).status_code == 404
    assert desks("zorgaanbieder").get(letter.replace(PARTNER, PROVIDER)).status_code == 404
    party.post(letter.replace("brief", "intrekken"))
    assert party.get(letter).status_code == 404


@pytest.fixture
def handler(desks):
    return desks("inkoop")


@pytest.mark.parametrize(
    ("login", "path"),
    [("zorgaanbieder", PROVIDER), ("tussenpersoon", PARTNER), ("werkgever", PARTNER)],
)
def test_a_party_goes_from_request_to_answer_at_its_own_desk(desks, handler, login, path):
    party = desks(login)
    assert ask(party, path, "rectification", "Het telefoonnummer is oud.").status_code == 302
    page = party.get(path).content.decode()
    assert "Het telefoonnummer is oud." in page
    assert "U hoort het uiterlijk" in page
    assert "Brief (PDF)" not in page
    (place,) = waiting(handler)
    assert "Het telefoonnummer is oud." in handler.get(place).content.decode()
    answer = {"step": "answer", "outcome": "granted", "answer": "Het nummer is nu goed."}
    assert handler.post(place, answer).status_code == 302
    page = party.get(path).content.decode()
    assert "Het nummer is nu goed." in page
    assert waiting(handler) == []
    (letter,) = re.findall(rf'href="({path}[0-9a-f-]{{36}}/brief/)"', page)
    told = words_of(party.get(letter).content)
    for words in (
        "Antwoord op uw verzoek",
        "Het telefoonnummer is oud.",
        "Het nummer is nu goed.",
        "toegewezen",
    ):
        assert words in told
    # The same letter whenever it is fetched, and nothing of an insured person's ways to complain.
    assert party.get(letter).content == party.get(letter).content
    assert "SKGZ" not in told
    assert handler.post(place, answer).status_code == 400


def test_a_refusal_needs_its_reason_and_names_the_ways_to_complain(desks, handler):
    party = desks("zorgaanbieder")
    ask(party, PROVIDER, "erasure", "Wis de oude contracten.")
    (place,) = waiting(handler)
    answer = {"step": "answer", "outcome": "refused", "answer": "De wet zegt zeven jaar."}
    assert handler.post(place, answer).status_code == 400
    assert handler.post(place, {**answer, "reasoned": "ja"}).status_code == 302
    page = party.get(PROVIDER).content.decode()
    assert "De wet zegt zeven jaar." in page
    assert "Autoriteit Persoonsgegevens" in page


def test_a_request_takes_a_month_longer_once_and_only_in_time(desks, handler, owner_connection):
    party = desks("tussenpersoon")
    ask(party, PARTNER)
    (place,) = waiting(handler)
    assert handler.post(place, {"step": "extend", "reason": ""}).status_code == 400
    assert handler.post(place, {"step": "extend", "reason": "Drie systemen."}).status_code == 302
    assert "Drie systemen." in party.get(PARTNER).content.decode()
    assert handler.post(place, {"step": "extend", "reason": "Nog eens."}).status_code == 400
    term = "SELECT due_on = (received_on + interval '2 months')::date FROM records.party_request"
    assert owner_connection.execute(term).fetchone() == (True,)
    ask(party, PARTNER, words="Een tweede vraag.")
    owner_connection.execute(
        "UPDATE records.party_request SET received_on = current_date - 40, due_on = current_date - 9 "
        "WHERE state = 'received'"
    )
    late = next(each for each in waiting(handler) if each != place)
    assert "Verlengen</h2>" not in handler.get(late).content.decode()
    assert handler.post(late, {"step": "extend", "reason": "Te laat."}).status_code == 403
    assert "Wij hadden uiterlijk" in party.get(PARTNER).content.decode()


def test_a_party_takes_back_its_own_request_and_sees_no_others(desks, handler):
    party, others = desks("zorgaanbieder"), (desks("apotheek"), desks("tussenpersoon"))
    ask(party, PROVIDER, words="Alleen van deze praktijk.")
    take = re.findall(rf'action="({PROVIDER}[0-9a-f-]+/intrekken/)"', party.get(PROVIDER).content.decode())[0]
    for other, path in zip(others, (PROVIDER, PARTNER), strict=True):
        assert "Alleen van deze praktijk." not in other.get(path).content.decode()
        for data in (path.replace("verzoeken", "overzicht"), path.replace("verzoeken", "bestand")):
            assert "Alleen van deze praktijk." not in other.get(data).content.decode()
        assert other.post(take.replace(PROVIDER, path)).status_code == 404
        assert other.post(f"{path}{uuid4()}/intrekken/").status_code == 404
    assert len(waiting(handler)) == 1
    assert party.post(take).status_code == 302
    assert party.post(take).status_code == 404
    assert "Ingetrokken" in party.get(PROVIDER).content.decode()
    assert waiting(handler) == []


def test_what_was_asked_stands_in_the_overview_and_in_the_copy(desks):
    party = desks("werkgever")
    ask(party, PARTNER, words="Waar komt mijn naam vandaan?")
    for path in ("/partner/gegevens/overzicht/", "/partner/gegevens/bestand/"):
        assert "Waar komt mijn naam vandaan?" in party.get(path).content.decode()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"kind": "human-review", "words": "Alles."}, "Kies om welk recht het gaat."),
        ({"kind": "access", "words": "  "}, "Schrijf op wat u vraagt."),
        ({"kind": "access", "words": "De cliënt met nummer 123456782."}, "negen cijfers"),
    ],
)
def test_a_form_that_is_not_right_keeps_its_words_and_nothing_is_taken_in(desks, handler, asked, told):
    answer = desks("zorgaanbieder").post(PROVIDER, asked)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert waiting(handler) == []


def test_nobody_else_answers_or_sees_what_parties_ask(desks):
    party = desks("zorgaanbieder")
    ask(party, PROVIDER)
    others = [desks(name) for name in ("behandelaar", "service", "marketing", "verzekerde", "fg")]
    for client in (party, *others):
        assert client.get(STAFF).status_code in {403, 404}
        assert client.get(f"{STAFF}{uuid4()}/").status_code in {403, 404}
    for client in others:
        assert client.get(PROVIDER).status_code == 404


def test_a_request_of_a_party_that_does_not_exist_is_not_there(handler):
    place = f"{STAFF}{uuid4()}/"
    assert handler.get(place).status_code == 404
    assert handler.post(place, {"step": "extend", "reason": "Ja."}).status_code == 404
    assert handler.post(place, {"step": "answer", "outcome": "granted", "answer": "Ja."}).status_code == 404
