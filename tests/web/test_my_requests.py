"""A person asks by right, sees the clock, and reads the answer; whoever answers is held to the norms."""

from __future__ import annotations

import re
from datetime import date

import pytest

from zorgvuldig.processes.rights import intake

NOWHERE = "00000000-0000-4000-8000-000000000001"
MINE, THEIRS = "/mijn/verzoeken/", "/medewerker/verzoeken/"


def ask(client, kind="access", words="Wat weet u van mij?"):
    return client.post(MINE, {"kind": kind, "words": words})


def opened(client, place):
    """Give the addresses of requests on the work list."""
    page = client.get(place).content.decode()
    return sorted(set(re.findall(rf'href="({THEIRS}[0-9a-f-]{{36}}/)"', page)))


@pytest.fixture
def handler(desks):
    return desks("service")


@pytest.fixture
def colleague(desks):
    return desks("service-collega")


def test_a_request_goes_from_the_person_to_the_answer_with_its_clock(desks, handler):
    person = desks("verzekerde")
    assert ask(person, "rectification", "Mijn straatnaam klopt niet.").status_code == 302
    page = person.get(MINE).content.decode()
    assert "Mijn straatnaam klopt niet." in page
    assert "Wij proberen het voor" in page
    (place,) = opened(handler, THEIRS)
    seen = handler.get(place).content.decode()
    assert "Mijn straatnaam klopt niet." in seen
    answer = {"step": "answer", "outcome": "granted", "answer": "De straatnaam is nu goed."}
    assert handler.post(place, answer).status_code == 302
    page = person.get(MINE).content.decode()
    assert "De straatnaam is nu goed." in page
    assert "Dien een klacht" not in page
    assert opened(handler, THEIRS) == []
    assert handler.post(place, answer).status_code == 400


def test_who_is_refused_reads_why_and_where_to_complain_once_a_colleague_agreed(desks, handler, colleague):
    person = desks("verzekerde")
    ask(person, "erasure", "Wis mijn declaraties.")
    (place,) = opened(handler, THEIRS)
    answer = {"step": "answer", "outcome": "partly", "answer": "De wet zegt dat wij ze bewaren."}
    refused = handler.post(place, answer)
    assert refused.status_code == 400
    assert "tot welke dag" in refused.content.decode()
    answer["reasoned"] = "ja"
    without = handler.post(place, answer)
    assert without.status_code == 400
    assert "op welke grond" in without.content.decode()
    answer["ground"] = "legal-term"
    assert handler.post(place, answer).status_code == 302
    assert "De wet zegt dat wij ze bewaren." not in person.get(MINE).content.decode()
    assert handler.post(place, {"step": "settle"}).status_code == 400
    assert "U deed dit voorstel" in handler.get(place).content.decode()
    assert "Akkoord, versturen" in colleague.get(place).content.decode()
    assert colleague.post(place, {"step": "settle"}).status_code == 302
    page = person.get(MINE).content.decode()
    assert "De wet zegt dat wij ze bewaren." in page
    assert "Dien een klacht" in page
    assert "Autoriteit Persoonsgegevens" in page


def test_a_request_is_extended_once_and_with_its_reason(desks, handler):
    person = desks("verzekerde")
    ask(person)
    (place,) = opened(handler, THEIRS)
    assert handler.post(place, {"step": "extend", "reason": " "}).status_code == 400
    longer = {"step": "extend", "reason": "Er zijn drie systemen."}
    assert handler.post(place, longer).status_code == 403
    assert handler.post(place, {**longer, "complex": "ja"}).status_code == 302
    page = person.get(MINE).content.decode()
    assert "Er zijn drie systemen." in page
    assert "Het duurt langer." in page
    assert handler.post(place, {"step": "extend", "reason": "Nog eens.", "complex": "ja"}).status_code == 400


def test_a_person_takes_the_own_request_back_and_nobody_elses(desks, handler):
    person, other = desks("verzekerde"), desks("partner")
    ask(person)
    (place,) = opened(handler, THEIRS)
    number = place.removeprefix(THEIRS)
    assert other.post(f"{MINE}{number}intrekken/").status_code == 404
    assert other.post(f"{MINE}{NOWHERE}/intrekken/").status_code == 404
    assert opened(handler, THEIRS) == [place]
    assert person.post(f"{MINE}{number}intrekken/").status_code == 302
    assert "Ingetrokken" in person.get(MINE).content.decode()
    assert person.post(f"{MINE}{number}intrekken/").status_code == 404
    assert opened(handler, THEIRS) == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"kind": "everything", "words": "Alles."}, "Kies om welk recht het gaat."),
        ({"kind": "access", "words": "  "}, "Schrijf op wat u vraagt."),
        ({"kind": "access", "words": "x" * 2001}, "hoogstens 2000"),
        ({"kind": "access", "words": "Mijn nummer is 123 45 67 82."}, "negen cijfers"),
    ],
)
def test_a_form_that_is_not_right_keeps_its_words_and_nothing_is_taken_in(desks, handler, asked, told):
    person = desks("verzekerde")
    answer = person.post(MINE, asked)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert told in page
    assert asked["words"].strip() in page
    assert opened(handler, THEIRS) == []


def test_who_asks_the_same_again_and_again_is_told_when_the_next_may_come(desks, handler):
    person = desks("verzekerde")
    for _ in range(intake.MOST_OPEN):
        assert ask(person).status_code == 302
    more = ask(person)
    assert more.status_code == 400
    assert "Zodra er een klaar is" in more.content.decode()
    places = opened(handler, THEIRS)
    assert len(places) == intake.MOST_OPEN
    # Another right has its own count.
    assert ask(person, "rectification").status_code == 302
    number = places[0].removeprefix(THEIRS)
    person.post(f"{MINE}{number}intrekken/")
    assert {ask(person).status_code, ask(person, "rectification").status_code} == {302}


def test_nobody_else_answers_a_request_or_sees_the_work_list(desks):
    for name in ("behandelaar", "marketing"):
        client = desks(name)
        assert client.get(THEIRS).status_code in {403, 404}
        assert client.get(f"{THEIRS}{NOWHERE}/").status_code in {403, 404}


def test_a_request_that_does_not_exist_is_not_there(handler):
    assert handler.get(f"{THEIRS}{NOWHERE}/").status_code == 404
    asked = {"step": "answer", "outcome": "granted", "answer": "Ja."}
    assert handler.post(f"{THEIRS}{NOWHERE}/", asked).status_code == 404
    assert handler.post(f"{THEIRS}{NOWHERE}/", {"step": "extend", "reason": "Ja."}).status_code == 404


def test_the_own_requests_stand_in_the_overview_of_all_that_is_held(desks):
    person = desks("verzekerde")
    ask(person, words="Waar komt mijn adres vandaan?")
    assert "Waar komt mijn adres vandaan?" in person.get("/mijn/gegevens/").content.decode()


@pytest.mark.parametrize(
    ("received", "aim", "due", "extended"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), date(2026, 2, 28), date(2026, 3, 31)),
        (date(2028, 1, 31), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 31)),
        (date(2026, 3, 1), date(2026, 3, 29), date(2026, 4, 1), date(2026, 5, 1)),
        (date(2020, 3, 1), date(2020, 3, 29), date(2020, 4, 1), date(2020, 6, 1)),
        (date(2016, 3, 1), date(2016, 3, 29), date(2016, 3, 29), None),
    ],
)
def test_clocks_follow_the_calendar_and_the_norms_of_the_day_of_receipt(received, aim, due, extended):
    told = intake.clock(received)
    assert (told.aim_on, told.due_on, told.extended_until) == (aim, due, extended)
