"""`zorgvuldig requests ask`: a person's own request, proved with the second factor, and nobody else's."""

from __future__ import annotations

import time

import pytest

from zorgvuldig.interfaces.command_line import main, requests_ask
from zorgvuldig.interfaces.command_line.code import one_time_code
from zorgvuldig.interfaces.web.accounts.creation import create_account
from zorgvuldig.processes.rights.usecases import Refused

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ASKED = "SELECT kind, state, channel FROM records.rights_request ORDER BY received_on DESC LIMIT 1"


@pytest.fixture
def anna(world, owner_connection, monkeypatch):
    """Let Anna log in, and give the words of the command in her name."""
    owner_connection.execute("DELETE FROM records.rights_request")
    renamed = "UPDATE records.account_link SET username = 'anna-aalbers' WHERE person_id = %s"
    owner_connection.execute(renamed, [world.anna.id])
    for user, desk in (("anna-aalbers", "insured"), ("wall-dpo", "oversight")):
        create_account(user, "a password that is long", SECRET, desk)
    monkeypatch.setattr(requests_ask, "asked_code", lambda: one_time_code(SECRET, time.time()))

    def asks(kind="access", words="Wat weet u van mij?", user="anna-aalbers"):
        return main(["requests", "ask", kind, words, "--user", user])

    return asks


def test_a_proved_person_asks_and_the_clock_runs(anna, owner_connection, capsys):
    assert anna() == 0
    assert "its clock runs" in capsys.readouterr().out
    assert owner_connection.execute(ASKED).fetchall() == [("access", "received", "desk")]


def test_a_wrong_code_asks_nothing(anna, owner_connection, monkeypatch, capsys):
    monkeypatch.setattr(requests_ask, "asked_code", lambda: "000000")
    assert anna() == requests_ask.REFUSED
    assert "the one-time code is not right" in capsys.readouterr().err
    assert owner_connection.execute(ASKED).fetchall() == []


def test_staff_has_no_data_of_its_own_to_ask_after(anna, owner_connection, capsys):
    assert anna(user="wall-dpo") == requests_ask.REFUSED
    assert owner_connection.execute(ASKED).fetchall() == []
    assert capsys.readouterr().err


def test_words_that_cannot_be_taken_in_are_told(anna, owner_connection, capsys):
    assert anna(words=" ") == requests_ask.BAD_INPUT
    assert "Schrijf op wat u vraagt." in capsys.readouterr().err
    assert owner_connection.execute(ASKED).fetchall() == []


def test_what_the_rules_refuse_is_told(anna, monkeypatch, capsys):
    class Decided:
        outcome = type("Outcome", (), {"value": "forbid"})
        reason_english = "no"

    def refuse(**_):
        raise Refused(Decided(), None)

    monkeypatch.setattr(requests_ask, "explained", lambda _decision: "daarom")
    monkeypatch.setattr(requests_ask.rights, "ask", refuse)
    assert anna() == requests_ask.REFUSED
    assert "refused: daarom" in capsys.readouterr().err
