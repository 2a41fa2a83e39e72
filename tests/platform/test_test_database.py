"""The tests' own footing: real commits under real roles, and nothing left for the next test."""

import socket

import pytest
from django.contrib.auth import get_user_model
from django.db import connections


@pytest.mark.parametrize("round_", [1, 2])
def test_what_one_test_commits_the_next_does_not_see(database, round_):
    accounts = get_user_model().objects
    assert accounts.count() == 0
    accounts.create(username=f"round-{round_}", desk="staff")
    assert accounts.using("refusals").count() == 1


@pytest.mark.parametrize(
    ("alias", "role"), [("default", "zv_app"), ("refusals", "zv_app"), ("sequencer", "zv_sequencer")]
)
def test_each_alias_logs_in_under_its_own_role(database, alias, role):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT session_user, current_setting('search_path')")
        assert cursor.fetchone() == (role, "web")


def test_the_owner_connection_reaches_the_same_database_with_all_power(owner_connection):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_database()")
        ours = cursor.fetchone()
    assert owner_connection.execute("SELECT current_database()").fetchone() == ours
    assert owner_connection.execute(
        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchone() == (True,)


def test_a_test_cannot_reach_beyond_this_machine():
    with socket.socket() as outside, pytest.raises(AssertionError, match="stay on this machine"):
        outside.connect(("192.0.2.1", 80))


def test_a_client_gets_pages_with_a_session_that_is_really_stored(client, db):
    client.session.save()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_websession")
        assert cursor.fetchone() == (1,)
