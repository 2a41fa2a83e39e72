"""AuthZEN over HTTP (section 10.1): tokens, statuses, headers and what stands in the log."""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
from types import SimpleNamespace

import pytest
from asking import request
from conftest import NOW
from django.db import OperationalError
from django.test import Client

from zorgvuldig.interfaces.authzen import clients
from zorgvuldig.interfaces.authzen.metadata import ENDPOINTS
from zorgvuldig.interfaces.authzen.models import Client as Known
from zorgvuldig.interfaces.command_line import authzen_client
from zorgvuldig.interfaces.operations.logs import JsonLines
from zorgvuldig.interfaces.web import rates
from zorgvuldig.interfaces.web.routes import routed, rows
from zorgvuldig.interfaces.web.views import authzen

PLACES = ("evaluation", "evaluations", "search/subject", "search/resource", "search/action")


def test_an_evaluation_is_answered_with_its_mark(ask):
    answer = ask("evaluation", request(), **{"X-Request-ID": "bfe9eb29-ab87"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Request-ID"] == "bfe9eb29-ab87"
    assert answer.json()["decision"] is True


def test_many_evaluations_and_each_search_are_answered(ask):
    many = ask(
        "evaluations", {**request(), "evaluations": [{}, {"resource": {"type": "data", "id": "genetic"}}]}
    )
    assert [each["decision"] for each in many.json()["evaluations"]] == [True, False]
    for sought in ("subject", "resource", "action"):
        told = request() if sought != "action" else request(action=None)
        if sought == "resource":
            told["resource"] = {"type": "data", "properties": {"obtained_lawfully": True}}
        answer = ask(f"search/{sought}", told)
        assert answer.status_code == 200
        assert answer.json()["page"]["total"] == len(answer.json()["results"]) > 0


def test_a_denial_is_an_answer_and_no_error(ask):
    answer = ask("evaluation", request(context=None))
    assert (answer.status_code, answer.json()["decision"]) == (200, False)


def test_without_the_token_of_a_client_nothing_is_answered(ask, token):
    for place in PLACES:
        for header in ("", "Bearer", "Bearer x", "Basic abc", f"Bearer {token} {token}", token):
            told = {"Authorization": header} if header else {}
            answer = ask(place, request(), bearer="", **told)
            assert answer.status_code == 401, (place, header)
            challenge = answer.headers["WWW-Authenticate"]
            assert challenge.startswith('Bearer realm="authzen"')
            assert ('error="invalid_token"' in challenge) is bool(header)
            assert isinstance(answer.json(), str)


def test_a_token_that_ended_opens_nothing_from_the_next_request_on(ask):
    assert ask("evaluation", request()).status_code == 200
    clients.end("billing-portal", NOW)
    assert ask("evaluation", request()).status_code == 401


def test_a_client_without_searches_may_only_evaluate(ask):
    narrow = clients.add("narrow", NOW, may_search=False)
    assert ask("evaluation", request(), bearer=narrow).status_code == 200
    refused = ask("search/subject", request(), bearer=narrow)
    assert refused.status_code == 403
    assert "may not search" in refused.json()


def test_another_kind_of_body_is_refused(ask):
    kinds = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "")
    assert {ask("evaluation", request(), kind=kind).status_code for kind in kinds} == {415}
    assert ask("evaluation", request(), kind="application/json; charset=utf-8").status_code == 200


UNREADABLE = (
    ("evaluation", b"{", 400),
    ("evaluation", b" ", 400),
    ("evaluation", b'{"subject": {}, "subject": {}}', 400),
    ("evaluation", b'{"context": {"fee_cents": NaN}}', 400),
    ("evaluation", b'{"context": {"fee_cents": ' + b"9" * 4000 + b"}}", 400),
    ("evaluation", b"[" * 100_000, 400),
    ("evaluation", b'{"a":' * 20_000, 400),
    ("evaluation", b" " * 300_000, 413),
    ("evaluations", json.dumps({"evaluations": [{}] * 10_000}).encode(), 413),
    ("search/action", b'{"page": {"token": "x"}}', 400),
)


def test_what_cannot_be_read_is_refused_with_a_sentence_and_without_a_trace(ask):
    for place, body, status in UNREADABLE:
        answer = ask(place, body, **{"X-Request-ID": "7"})
        assert answer.status_code == status, body[:40]
        assert isinstance(answer.json(), str)
        assert "Traceback" not in answer.content.decode()
        assert answer.headers["X-Request-ID"] == "7"


def test_an_unknown_fact_is_refused_with_the_nearest_name(ask):
    answer = ask("evaluation", request(context={"necesary": True}))
    assert answer.status_code == 400
    assert "did you mean 'necessary' (context.necessary)" in answer.json()


def test_another_verb_is_refused_in_the_same_form(token):
    bearer = {"Authorization": f"Bearer {token}", "X-Request-ID": "é"}
    for verb in ("GET", "PUT", "DELETE", "OPTIONS"):
        answer = Client().generic(verb, "/access/v1/evaluation", headers=bearer)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        assert answer.headers["X-Request-ID"] == "é"
        assert answer.headers["Content-Type"] == "application/json"


def test_too_many_wrong_tokens_from_one_address_are_turned_away_and_a_right_one_is_not(ask, settings):
    settings.RATE_LIMITS = {"form": 2}
    statuses = [ask("evaluation", {}, bearer="wrong").status_code for _ in range(4)]
    assert statuses == [401, 401, 429, 429]
    assert ask("evaluation", request()).status_code == 200


def test_a_client_is_limited_by_what_it_asks_and_another_is_not(ask, settings, monkeypatch):
    monkeypatch.setattr(rates, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))
    settings.RATE_LIMITS = {"client": 4}
    three = {**request(), "evaluations": [{}, {}, {}]}
    assert [ask("evaluations", three).status_code for _ in range(3)] == [200, 429, 429]
    over = ask("evaluation", request())
    assert over.status_code == 429
    assert 0 < int(over.headers["Retry-After"]) <= rates.WINDOW_SECONDS
    assert ask("evaluation", request(), bearer=clients.add("other", NOW)).status_code == 200


@pytest.mark.parametrize(
    ("error", "status"), [(ValueError("secret"), 500), (OperationalError("secret"), 503)]
)
def test_what_fails_here_is_told_without_its_words_and_is_no_permit(token, monkeypatch, error, status):
    def fail(_told, _today):
        raise error

    monkeypatch.setattr(authzen.evaluating, "evaluation", fail)
    browser = Client(raise_request_exception=False)
    headers = {"Authorization": f"Bearer {token}", "X-Request-ID": "9"}
    answer = browser.post("/access/v1/evaluation", request(), "application/json", headers=headers)
    assert answer.status_code == status
    assert "nothing was decided" in answer.json()
    assert "secret" not in answer.content.decode()
    assert answer.headers["X-Request-ID"] == "9"


def test_the_metadata_are_open_and_name_every_address(database, settings):
    settings.ORIGIN = "https://mijn.verzekeraar.example/"
    answer = Client().get("/.well-known/authzen-configuration")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "max-age=3600"
    told = answer.json()
    assert told.pop("policy_decision_point") == "https://mijn.verzekeraar.example"
    assert set(told) == set(ENDPOINTS)
    addresses = {f"https://mijn.verzekeraar.example/{pattern.pattern}" for _name, pattern in routed()}
    assert set(told.values()) <= addresses


def test_only_the_desk_of_systems_goes_without_a_token_of_a_form():
    free = {name for name, pattern in routed() if getattr(pattern.callback, "csrf_exempt", False)}
    assert free == {name for name, row in rows().items() if row.desk == "systems"}


def test_the_log_tells_who_asked_and_how_often_and_no_word_of_the_request(ask, caplog):
    with caplog.at_level(logging.INFO, logger="zorgvuldig.authzen"):
        ask(
            "evaluations", {**request(), "evaluations": [{}, {"resource": {"type": "data", "id": "genetic"}}]}
        )
    record = next(each for each in caplog.records if each.name == "zorgvuldig.authzen")
    line = json.loads(JsonLines().format(record))
    assert {name: line[name] for name in ("event", "client", "route", "decisions", "permits")} == {
        "event": "asked",
        "client": "billing-portal",
        "route": "authzen_evaluations",
        "decisions": 2,
        "permits": 1,
    }
    assert "claims" not in json.dumps(line)


def test_of_a_token_only_its_digest_is_kept(token):
    kept = Known.objects.get(name="billing-portal")
    assert kept.token_digest == hashlib.sha256(token.encode()).hexdigest()
    assert str(kept) == "billing-portal"
    assert len(token) > 40


def run(*words):
    parser = argparse.ArgumentParser()
    authzen_client.add_arguments(parser)
    return authzen_client.run(parser.parse_args(words))


def test_a_client_is_made_listed_and_ended_by_command(database, ask, capsys, tmp_path):
    assert run("add", "new-one") == 0
    printed = capsys.readouterr().out.strip()
    assert ask("evaluation", request(), bearer=printed).status_code == 200
    run("add", "to-a-file", "--no-search", "--to", str(tmp_path / "client.json"))
    written = json.loads((tmp_path / "client.json").read_text(encoding="utf-8"))
    assert written["client"] == "to-a-file"
    assert (tmp_path / "client.json").stat().st_mode & 0o777 == 0o600
    assert written["token"] not in capsys.readouterr().out
    run("end", "new-one")
    run("list")
    told = capsys.readouterr().out
    assert "new-one: ended" in told
    assert "to-a-file: at work, evaluations, since" in told
    assert printed not in told


def test_a_client_has_a_name_of_its_own(token):
    for name in ("", "Two Words", "a" * 41, "9a", "billing-portal"):
        with pytest.raises(clients.ClientError):
            clients.add(name, NOW)


def test_who_is_not_at_work_cannot_be_ended(database):
    with pytest.raises(clients.ClientError, match="authzen client list"):
        clients.end("nobody", NOW)
