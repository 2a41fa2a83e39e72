"""Requests by letter and telephone, who asks, another's view, and a second pair of eyes, by the forms."""

from __future__ import annotations

import re
from datetime import timedelta

import pypdfium2 as pdfium
import pytest
from behalf_people import born, number_of
from django.utils import timezone

from zorgvuldig.processes.rights.explain.answers import answers, beginning
from zorgvuldig.processes.rights.intake import KINDS, OUTCOMES, REFUSING, RequestError
from zorgvuldig.processes.rights.intake.taking_in import taken_in

THEIRS, NEW = "/medewerker/verzoeken/", "/medewerker/verzoeken/nieuw/"
TODAY = timezone.localdate()
GOOD = {
    "channel": "letter",
    "number": "123456782",
    "birthdate": "1980-05-01",
    "kind": "access",
    "words": "Welke gegevens heeft u van mij?",
    "received_on": TODAY.isoformat(),
    "dated_on": (TODAY - timedelta(days=3)).isoformat(),
}

TO = {
    "recipient": "Ç.  Gül-Šimić",
    "street": "Jozef Israëlsstraat",
    "house_number": "12",
    "suffix": "b",
    "postcode": "1234 ab",
    "city": "Utrecht",
}


@pytest.fixture
def handler(desks):
    return desks("service")


@pytest.fixture
def colleague(desks):
    return desks("service-collega")


@pytest.fixture
def known_person(desks, owner_connection):
    """Give number and date of birth of the person behind a login."""
    return number_of(desks("verzekerde")), born(owner_connection, "verzekerde")


@pytest.fixture
def letter(handler, known_person):
    """Take in the letter of somebody who is known here, and give the address of the request."""
    number, birthdate = known_person
    answer = handler.post(NEW, {**GOOD, "number": number, "birthdate": birthdate})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_a_letter_is_taken_in_and_nothing_is_answered_before_it_is_certain_who_asks(handler, letter):
    page = handler.get(letter).content.decode()
    assert "Welke gegevens heeft u van mij?" in page
    assert "Nog niet vastgesteld" in page
    granted = {"step": "answer", "outcome": "granted", "answer": "Zie de bijlage."}
    refused = handler.post(letter, granted)
    assert refused.status_code == 400
    assert "Stel eerst vast wie dit vraagt" in refused.content.decode()
    assert handler.post(letter, {"step": "identify", "how": "on-sight"}).status_code == 400
    assert handler.post(letter, {"step": "identify", "how": "called-back"}).status_code == 302
    assert "Teruggebeld" in handler.get(letter).content.decode()
    assert handler.post(letter, granted).status_code == 302
    assert handler.post(letter, {"step": "identify", "how": "called-back"}).status_code == 400


def test_who_stays_unknown_is_refused_for_that_alone_and_by_two(handler, colleague, letter):
    words = {"step": "answer", "answer": "Wij konden niet vaststellen wie dit vraagt.", "reasoned": "ja"}
    assert handler.post(letter, {**words, "outcome": "partly"}).status_code == 400
    assert handler.post(letter, {**words, "outcome": "refused"}).status_code == 400
    words["ground"] = "legal-term"
    assert handler.post(letter, {**words, "outcome": "refused"}).status_code == 400
    words["ground"] = "unknown"
    assert handler.post(letter, {**words, "outcome": "refused"}).status_code == 302
    assert handler.post(letter, {"step": "settle"}).status_code == 400
    assert colleague.post(letter, {"step": "settle"}).status_code == 302
    assert "Afgewezen" in colleague.get(letter).content.decode()


def test_a_proposal_that_is_sent_back_is_thought_over(handler, colleague, letter):
    handler.post(letter, {"step": "identify", "how": "seen-here"})
    words = {"step": "answer", "outcome": "partly", "answer": "De rest blijft, tot 2034.", "reasoned": "ja"}
    words["ground"] = "protection"
    assert handler.post(letter, words).status_code == 400
    words["until"] = (timezone.localdate() + timedelta(days=90)).isoformat()
    assert handler.post(letter, words).status_code == 302
    page = colleague.get(letter).content.decode()
    assert "De bescherming van de aanvrager" in page
    assert "(artikel 3.13 van de Gedragscode)." in page
    assert handler.post(letter, words).status_code == 400
    assert colleague.post(letter, {"step": "send-back"}).status_code == 302
    assert colleague.post(letter, {"step": "settle"}).status_code == 400
    assert "Beantwoorden" in handler.get(letter).content.decode()


def test_another_about_whom_the_answer_tells_is_heard_first(handler, letter):
    handler.post(letter, {"step": "identify", "how": "seen-here"})
    assert handler.post(letter, {"step": "ask-view"}).status_code == 302
    granted = {"step": "answer", "outcome": "granted", "answer": "Hier is alles."}
    assert handler.post(letter, granted).status_code == 400
    silent = handler.post(letter, {"step": "give-view", "view_outcome": "silent"})
    assert silent.status_code == 400
    assert "kan nog reageren" in silent.content.decode()
    assert handler.post(letter, {"step": "give-view", "view_outcome": "heard"}).status_code == 400
    heard = {"step": "give-view", "view_outcome": "heard", "view": "Liever zonder mijn naam."}
    assert handler.post(letter, heard).status_code == 302
    assert "Liever zonder mijn naam." in handler.get(letter).content.decode()
    assert handler.post(letter, {"step": "ask-view"}).status_code == 400
    assert handler.post(letter, granted).status_code == 302


def test_a_standard_text_begins_the_answer_and_nothing_unfilled_leaves(desks, handler):
    desks("verzekerde").post(
        "/mijn/verzoeken/", {"kind": "rectification", "words": "Mijn straat klopt niet."}
    )
    (place,) = re.findall(rf'href="({THEIRS}[0-9a-f-]{{36}}/)"', handler.get(THEIRS).content.decode())
    page = handler.get(place, {"begin": "granted"}).content.decode()
    assert "Wij hebben [welk gegeven] verbeterd" in page
    assert "verbeterd" not in handler.get(place, {"begin": "nonsense"}).content.decode()
    begun = {"step": "answer", "outcome": "granted", "answer": beginning("rectification", "granted")}
    refused = handler.post(place, begun)
    assert refused.status_code == 400
    assert "Vul nog in wat hier staat: [welk gegeven]" in refused.content.decode()
    filled = {**begun, "answer": "Wij hebben uw straat verbeterd in Laan 2."}
    assert handler.post(place, filled).status_code == 302


def test_each_right_has_a_text_for_each_outcome():
    assert {kind: set(texts) for kind, texts in answers().items()} == {kind: set(OUTCOMES) for kind in KINDS}
    for texts in answers().values():
        for outcome in REFUSING:
            assert "[reden]" in texts[outcome] or "zwaarder weegt" in texts[outcome]
            assert "[dag]" in texts[outcome]


def test_of_a_number_that_nobody_here_has_the_day_is_told_by_which_to_answer_that(handler):
    answer = handler.post(NEW, GOOD)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "niets gevonden" in page
    assert re.search(r"uiterlijk \d+ \w+ \d{4} terug", page)
    assert "123456782" not in page


def nothing_held(**changed):
    return {**GOOD, **TO, "step": "nothing", **changed}


def test_who_is_not_known_here_gets_a_letter_that_nothing_is_held_and_nothing_is_kept(
    handler, owner_connection
):
    def held():
        asked = owner_connection.execute("SELECT count(*) FROM records.rights_request").fetchone()
        letters = owner_connection.execute("SELECT count(*) FROM records.outbound_document").fetchone()
        return asked + letters

    before = held()
    for field in ("recipient", "street", "house_number", "postcode", "city"):
        lacking = handler.post(NEW, nothing_held(**{field: ""}))
        assert lacking.status_code == 400
        assert "Gül-Šimić" in lacking.content.decode() or field == "recipient"
    letter = handler.post(NEW, nothing_held())
    assert letter.status_code == 200
    assert letter["Content-Type"] == "application/pdf"
    told = pdfium.PdfDocument(letter.content)[0].get_textpage().get_text_range()
    assert "Wij hebben geen gegevens van u" in told
    assert "Ç. Gül-Šimić" in told
    assert "Jozef Israëlsstraat 12 b" in told
    assert held() == before
    (entry,) = re.findall(r"brief-([0-9a-f-]{36})", letter["Content-Disposition"])
    purpose = "SELECT purpose, subject_index IS NULL FROM ledger.intake WHERE entry_id = %s"
    assert owner_connection.execute(purpose, [entry]).fetchone() == ("data-subject-rights", True)


def test_who_is_known_after_all_is_taken_in_and_gets_no_letter_that_nothing_is_held(handler, known_person):
    number, birthdate = known_person
    answer = handler.post(NEW, nothing_held(number=number, birthdate=birthdate))
    assert answer.status_code == 302
    assert answer["Location"].startswith(THEIRS)


def test_a_step_that_is_none_and_a_request_that_is_none_do_nothing(handler, letter):
    assert handler.post(letter, {"step": "destroy"}).status_code == 400
    nowhere = f"{THEIRS}00000000-0000-4000-8000-000000000001/"
    for step in ("identify", "ask-view", "settle", "send-back", "extend"):
        asked = {"step": step, "how": "called-back", "reason": "Veel werk.", "complex": "ja"}
        assert handler.post(nowhere, asked).status_code == 404
    heard = {"step": "give-view", "view_outcome": "heard", "view": "Ja."}
    assert handler.post(nowhere, heard).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channel": "pigeon"}, "channel"),
        ({"kind": ""}, "kind"),
        ({"words": " "}, "words"),
        ({"number": "123456789"}, "number"),
        ({"number": "abc"}, "number"),
        ({"birthdate": "1 mei"}, "birthdate"),
        ({"received_on": (TODAY + timedelta(days=1)).isoformat()}, "received_on"),
        ({"received_on": "1899-12-31"}, "received_on"),
        ({"dated_on": "2026-02-30"}, "dated_on"),
        ({"received_on": "2026-01-01", "dated_on": "2026-01-02"}, "dated_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(change, field):
    with pytest.raises(RequestError) as raised:
        taken_in({**GOOD, **change}, today=TODAY)
    assert raised.value.field == field


def test_that_nothing_is_held_is_counted_from_the_day_on_the_letter():
    told = taken_in({**GOOD, "received_on": "2026-11-09", "dated_on": "2026-11-02"}, today=TODAY)
    assert told.counts_from.isoformat() == "2026-11-02"
    assert taken_in({**GOOD, "dated_on": ""}, today=TODAY).counts_from == TODAY


def test_nobody_but_the_desk_of_requests_takes_one_in(desks):
    for name in ("behandelaar", "marketing"):
        client = desks(name)
        assert client.get(NEW).status_code == 403
        assert client.post(NEW, GOOD).status_code == 403
        assert client.post(NEW, {}).status_code == 403
