"""A care provider's system asks where its patient is insured, and learns nothing more (GC-T-3.6-COV)."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from zorgvuldig.interfaces.authzen import clients
from zorgvuldig.interfaces.command_line import main
from zorgvuldig.interfaces.web import rates, statements
from zorgvuldig.interfaces.web.views import insurance_check

ADDRESS = "/insurance-check/v1/check"
TODAY = date(2026, 11, 23)


def rows(folder, name):
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def loaded(once_built, made):
    once_built("insurance-check", lambda: main(["load", str(made)]))


@pytest.fixture
def insured(made):
    """Give who is insured today under basic insurance: number, birth date, label, package."""
    labels = {each["id"]: each["uzovi"] for each in rows(made, "labels.jsonl")}
    policies = {each["id"]: each for each in rows(made, "insurance_policies.jsonl")}
    today = timezone.localdate().isoformat()
    held = {}
    for cover in rows(made, "coverages.jsonl"):
        if cover["insured_from"] <= today < (cover["insured_until"] or "9999"):
            policy = policies[cover["insurance_policy"]]
            told = {"uzovi": labels[policy["label"]], "regime": cover["regime"], "package": policy["package"]}
            held.setdefault(cover["subject"], []).append(told)
    return [
        (person, sorted(held[person["id"]], key=lambda told: tuple(told.values())))
        for person in rows(made, "people.jsonl")
        if person["bsn"] and person["id"] in held
    ]


@pytest.fixture
def ask(loaded):
    token = clients.add("praktijk", timezone.now(), provider_agb="04040404")

    return lambda told, bearer=token: send(told, bearer)


def send(told, bearer):
    headers = {"Authorization": f"Bearer {bearer}"}
    body = json.dumps(told) if isinstance(told, dict) else told
    return Client().post(ADDRESS, body, content_type="application/json", headers=headers)


def question(person, **other):
    today = timezone.localdate().isoformat()
    return {
        "bsn": person["bsn"],
        "birthdate": person["birthdate"],
        "on": today,
        "reason": "treatment",
    } | other


def test_who_is_insured_is_told_with_label_and_package_and_nothing_of_the_person(ask, insured):
    person, covers = insured[0]
    answer = ask(question(person))
    assert answer.status_code == 200, answer.content
    assert answer.json() == {"on": timezone.localdate().isoformat(), "insured": True, "covers": covers}


def test_unknown_another_birth_date_and_not_insured_give_one_answer(ask, insured):
    person, _covers = insured[0]
    other = date.fromisoformat(person["birthdate"]) + timedelta(days=1)
    answers = [
        ask(question(person, birthdate=other.isoformat())).content,
        ask(question(person, bsn="999990019")).content,
    ]
    assert answers[0] == answers[1]
    assert json.loads(answers[0])["insured"] is False
    assert json.loads(answers[0])["covers"] == []


def test_of_a_shielded_person_the_answer_is_that_of_anybody(ask, insured):
    shielded = [each for each in insured if each[0]["shielded"]]
    assert shielded, "the made-up insurer has somebody shielded"
    person, covers = shielded[0]
    answer = ask(question(person))
    assert answer.json()["covers"] == covers
    anybody = ask(question(next(each for each, _covers in insured if not each["shielded"])))
    assert set(answer.json()) == set(anybody.json())
    assert dict(answer.headers).keys() == dict(anybody.headers).keys()


def test_each_question_stands_in_the_log_with_who_asked_also_when_nobody_was_found(
    ask, insured, owner_connection
):
    ask(question(insured[0][0]))
    ask(question(insured[0][0], bsn="999990019"))
    entries = owner_connection.execute(
        "SELECT outcome FROM ledger.intake "
        "WHERE purpose = 'policy-administration' AND recorded_at > now() - interval '1 minute' "
        "AND run_id IS NOT NULL ORDER BY position DESC LIMIT 2"
    ).fetchall()
    assert entries == [("permit",)] * 2


def test_the_person_sees_that_a_provider_asked(insured, made, desks):
    cast = json.loads((made / "demo_cast.json").read_text(encoding="utf-8"))["cast"]
    mine = next(each["id"] for each in cast if each["username"] == "verzekerde")
    person = next(person for person, _covers in insured if person["id"] == mine)
    client = desks("verzekerde")
    assert "bijhouden van polissen" not in client.get("/mijn/inzage/").content.decode()
    token = clients.add("praktijk", timezone.now(), provider_agb="04040404")
    assert send(question(person), token).json()["insured"] is True
    assert main(["ledger", "sequence"]) == 0
    assert "bijhouden van polissen" in client.get("/mijn/inzage/").content.decode()


def test_before_the_statement_tells_of_it_nothing_is_answered(ask, insured, monkeypatch):
    monkeypatch.setattr(insurance_check, "published", lambda *_words, **_more: False)
    answer = ask(question(insured[0][0]))
    assert answer.status_code == 403
    assert "ingelicht" in answer.content.decode()


def test_the_statement_in_force_tells_of_it_from_its_own_day_on():
    told = statements.STATEMENTS[statements.IN_FORCE]
    assert statements.published(statements.INSURANCE_CHECK, on=told.valid_from)
    assert not statements.published(statements.INSURANCE_CHECK, on=told.valid_from - timedelta(days=1))
    assert not statements.published("something-else", on=TODAY)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"bsn": "123456789"}, "'bsn'"),
        ({"bsn": " 999990019"}, "'bsn'"),
        ({"bsn": "٩٩٩٩٩٠٠١٩"}, "'bsn'"),
        ({"bsn": 999990019}, "'bsn'"),
        ({"birthdate": "1980-02-30"}, "'birthdate'"),
        ({"birthdate": "19800101"}, "'birthdate'"),
        ({"birthdate": "0001-01-01"}, "'birthdate'"),
        ({"birthdate": "2030-01-01"}, "'birthdate'"),
        ({"on": "0001-01-01"}, "'on'"),
        ({"on": "9999-12-31"}, "'on'"),
        ({"on": "2026-W01-1"}, "'on'"),
        ({"reason": "curiosity"}, "'reason'"),
        ({"reason": None}, "'reason'"),
        ({"address": True}, "'address'"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_field_and_without_its_value(ask, change, words):
    told = {"bsn": "999990019", "birthdate": "1980-01-01", "on": TODAY.isoformat(), "reason": "claim"}
    answer = ask(told | change)
    assert answer.status_code == 400
    assert words in answer.json()
    assert "123456789" not in answer.json()


@pytest.mark.parametrize("body", ["[]", "{", '{"bsn": "1", "bsn": "2"}', "[" * 4000, "NaN", "x"])
def test_what_is_no_question_is_refused(ask, body):
    assert ask(body).status_code == 400


def test_only_the_token_of_a_provider_opens_it_and_opens_nothing_else(ask, insured):
    decisions = clients.add("portal", timezone.now())
    assert ask(question(insured[0][0]), bearer=decisions).status_code == 403
    assert ask(question(insured[0][0]), bearer="zva_geraden").status_code == 401
    provider = clients.add("ziekenhuis", timezone.now(), provider_agb="06060606")
    answer = Client().post(
        "/access/v1/evaluation",
        "{}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {provider}"},
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("agb", ["1234567", "123456789", "abcdefgh", "٠١٢٣٤٥٦٧"])
def test_a_client_of_no_provider_is_not_made(database, agb):
    with pytest.raises(clients.ClientError, match="eight digits"):
        clients.add("praktijk", timezone.now(), provider_agb=agb)


def test_who_guesses_is_soon_turned_away_and_another_client_is_not(ask, insured, settings):
    settings.RATE_LIMITS = {"client": 500}
    wrong = question(insured[0][0], bsn="999990019")
    statuses = [ask(wrong).status_code for _ in range(6)]
    assert statuses[:4] == [200] * 4
    assert statuses[-1] == 429
    other = clients.add("ziekenhuis", timezone.now(), provider_agb="06060606")
    assert ask(question(insured[0][0]), bearer=other).status_code == 200
    assert rates.LIMITS["client"] >= 10 * insurance_check.MISS
