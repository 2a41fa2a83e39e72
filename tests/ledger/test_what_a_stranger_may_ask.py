"""What the application's login may ask of the log without a decision: nothing that is about anybody."""

from __future__ import annotations

import json

import psycopg
import pytest
from django.db import connections, transaction

from proofs.wall.attempt import about_anna
from zorgvuldig.interfaces.operations import figures
from zorgvuldig.ledger import gate


def ask(statement, *words):
    connection = connections["default"]
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, words).fetchone()


def test_counts_by_purpose_are_for_who_can_prove_the_question(world):
    with transaction.atomic(), about_anna(world):
        pass
    payload, proof = gate.prove("figures", {})
    told = figures.figures()
    assert told["decisions"] == [{"purpose": "claims", "outcome": "permit", "count": 1}]
    for words in ((payload, bytes(32)), gate.prove("facts", {})):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="the gate refuses"):
            ask("SELECT gate.figures(%s, %s)", *words)
    assert ask("SELECT gate.figures(%s, %s)", payload, proof)[0].startswith("{")


def test_no_way_without_a_proof_is_left_of_an_earlier_version(database):
    with pytest.raises(psycopg.errors.UndefinedFunction):
        ask("SELECT gate.figures()")


def test_without_a_proof_it_hears_when_the_log_last_spoke_and_nothing_else(world):
    with transaction.atomic(), about_anna(world) as grant:
        pass
    (told,) = ask("SELECT gate.witness_state()")
    assert set(json.loads(told)) == {"heard", "silent", "patience", "unplaced", "placing"}
    assert ask("SELECT gate.stands(%s)", [grant.entry_id]) == ([grant.entry_id],)
