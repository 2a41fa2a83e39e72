"""No session makes a term disappear by its clock, its calendar, or by the want of the term itself."""

import psycopg
import pytest
from django.db import connections, transaction
from test_the_door import enter, look

from zorgvuldig.ledger import gate
from zorgvuldig.ledger.processing import Refused

SILENT = "UPDATE gate.sequencing SET placed_until = now() - interval '1 hour'"


def tried(world, at, *smuggled):
    with transaction.atomic(), connections["default"].cursor() as cursor:
        for statement in smuggled:
            cursor.execute(statement)
        return enter(look(world), at=at)


@pytest.mark.parametrize(
    "setting",
    ["TimeZone = '<X>+24'", "TimeZone = '<X>+167'", "DateStyle = 'SQL, MDY'", "IntervalStyle = sql_standard"],
)
def test_under_another_clock_or_calendar_nothing_is_proved(world, at, setting):
    with pytest.raises(Refused):
        tried(world, at, f"SET LOCAL {setting}")
    assert tried(world, at)


@pytest.mark.parametrize(
    "setting", ["transaction_timeout = '1ms'", "statement_timeout = '1ms'", "idle_session_timeout = '1ms'"]
)
def test_a_term_laid_down_for_the_login_closes_nothing(world, at, owner_connection, setting):
    """Any session of the login may lay one down for all that come."""
    owner_connection.execute(f"ALTER ROLE zv_app SET {setting}")
    try:
        connections.close_all()
        assert tried(world, at)
    finally:
        owner_connection.execute("ALTER ROLE zv_app RESET ALL")


@pytest.mark.parametrize("term", ["witness-patience", "placing-patience"])
def test_without_its_term_the_gate_is_shut(world, at, owner_connection, term):
    owner_connection.execute("DELETE FROM gate.parameter WHERE name = %s", [term])
    with pytest.raises(Refused):
        tried(world, at)


def test_before_the_first_day_of_a_term_the_first_holds(world, at, owner_connection):
    owner_connection.execute("UPDATE gate.parameter SET valid_from = '2999-01-01'")
    assert tried(world, at)
    owner_connection.execute(SILENT)
    with pytest.raises(Refused):
        tried(world, at)


def test_without_a_term_nothing_may_be_pruned(database, owner_connection):
    asked = {"before": "2999-01-01T00:00:00Z", "limit": 10}
    assert gate.ask("default", "prunable", "prunable", asked)["term"]
    owner_connection.execute("DELETE FROM gate.parameter WHERE name = 'log-retention'")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no term log-retention"):
        gate.ask("default", "prunable", "prunable", asked)


def test_a_coming_term_does_not_hold_yet(owner_connection):
    owner_connection.execute(
        "INSERT INTO gate.parameter (name, valid_from, value) VALUES ('log-retention', '2999-01-01', '1 day')"
    )
    (term,) = owner_connection.execute("SELECT gate.parameter_of('log-retention')::text").fetchone()
    assert term == "5 years"
