"""A person reads how a program decided, says what he thinks of it, and a human looks and answers."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from zorgvuldig.interfaces.letters.about_requests import write_about_requests
from zorgvuldig.interfaces.letters.service import LETTERS

MINE, THEIRS = "/mijn/besluiten/", "/medewerker/verzoeken/"
NOWHERE = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def person(desks, owner_connection):
    """Let the person have a claim that the program refused."""
    client = desks("verzekerde")
    whose = "(SELECT person_id FROM records.account_link WHERE username = 'verzekerde')"
    (claim,) = owner_connection.execute(
        f"SELECT id FROM records.claim WHERE subject_id = {whose} ORDER BY id LIMIT 1"  # noqa: S608 — our own words
    ).fetchone()
    owner_connection.execute(
        "UPDATE records.claim SET state = 'refused', approved_cents = 0, charged_cents = 4000 WHERE id = %s",
        [claim],
    )
    owner_connection.execute(
        "INSERT INTO records.line_reason"
        " (id, claim_id, run_id, subject_id, reason, return_code, norms, level, record, field, sentence)"
        " SELECT gen_random_uuid(), id, run_id, subject_id, 'not-in-package', '8072', '{}', 'administration',"
        " '', '', 'Deze zorg zit niet in uw pakket.' FROM records.claim WHERE id = %s",
        [claim],
    )
    client.claim = str(claim)
    return client


def test_a_decision_is_told_with_its_logic_and_a_human_looks_and_answers_by_letter(person, desks):
    page = person.get(MINE).content.decode()
    assert "Het programma keek of uw polis dit soort zorg vergoedt" in page
    assert "Er telt geen profiel" in page
    asked = {"claim": person.claim, "words": "Ik was wel verzekerd: zie mijn polis."}
    assert person.post(MINE, asked).status_code == 302
    assert "U vroeg een mens opnieuw te kijken." in person.get(MINE).content.decode()
    handler = desks("service")
    (place,) = set(re.findall(rf'href="({THEIRS}[0-9a-f-]{{36}}/)"', handler.get(THEIRS).content.decode()))
    seen = handler.get(place).content.decode()
    assert "Ik was wel verzekerd: zie mijn polis." in seen
    assert "Het programma keek of uw polis dit soort zorg vergoedt" in seen
    answer = {"step": "answer", "outcome": "granted", "answer": "Een mens keek: u hebt gelijk."}
    assert handler.post(place, answer).status_code == 302
    assert person.claim in handler.get(f"{place}uitvoeren/").content.decode()
    assert write_about_requests(actor=LETTERS, at=timezone.now()).letters == 1
    assert "Een mens keek: u hebt gelijk." in person.get(MINE).content.decode()


def test_the_duty_that_a_human_decides_is_laid_at_claims_handling(person, owner_connection):
    person.post(MINE, {"claim": person.claim, "words": "Kijk nog eens."})
    owed = "SELECT discharger FROM ledger.open_duty WHERE duty = 'human-review' AND discharged_at IS NULL"
    assert owner_connection.execute(owed).fetchall() == [("claims-handler",)]


def test_a_human_is_asked_once_for_one_decision(person):
    asked = {"claim": person.claim, "words": "Kijk nog eens."}
    assert person.post(MINE, asked).status_code == 302
    assert person.post(MINE, asked).status_code == 404


@pytest.mark.parametrize(
    ("words", "told"),
    [(" ", "Schrijf op wat u van het besluit vindt."), ("Mijn nummer is 123456782.", "negen cijfers")],
)
def test_words_that_cannot_be_taken_in_are_refused_and_kept_on_the_form(person, words, told):
    answer = person.post(MINE, {"claim": person.claim, "words": words})
    assert answer.status_code == 400
    assert told in answer.content.decode()


def test_nobody_asks_about_a_claim_of_another_or_of_nobody(person, desks):
    asked = {"words": "Kijk nog eens."}
    assert desks("partner").post(MINE, {**asked, "claim": person.claim}).status_code == 404
    assert person.post(MINE, {**asked, "claim": NOWHERE}).status_code == 404
