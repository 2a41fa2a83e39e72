"""Who speaks SQL as the application's own login guesses no faster, silences no notice and reuses no code.

The attacker tries it in a connection of its own, as who stole the password of the login would; and knows how
every function is called, but not the key of the proofs.
"""

from __future__ import annotations

import importlib
import json
import time

import psycopg
import pytest
from django.db import connections
from django.test import Client
from psycopg.rows import tuple_row
from web_logins import PASSWORD, living, log_in, one_time_code

from zorgvuldig.interfaces.web.accounts import notices, recovery, throttle
from zorgvuldig.interfaces.web.accounts.throttle import Lane
from zorgvuldig.ledger import gate, login_notices, trip

OWN = "staff-account"
FUNCTIONS = {
    "take_attempt": "login-attempt",
    "attempt_succeeded": "login-succeeded",
    "keep_notice": "notice-keep",
    "waiting_notices": "notice-list",
    "notices_told": "notice-told",
}
STATEMENTS = [
    "DELETE FROM gate.login_delay",
    "UPDATE gate.login_delay SET failures = 0, until = now()",
    "INSERT INTO gate.login_delay VALUES ('o:holder', 1000, now(), now() + interval '1 year')",
    "SELECT * FROM gate.login_delay",
    "DO $$ BEGIN LOCK TABLE gate.login_delay; END $$",
    "TRUNCATE gate.login_delay",
    "DROP TABLE gate.login_delay",
    "DELETE FROM gate.login_notice",
    "UPDATE gate.login_notice SET account = gen_random_uuid()",
    "INSERT INTO gate.login_notice (account, kind, at) VALUES (gen_random_uuid(), 'new-device', now())",
    "SELECT * FROM gate.login_notice",
    "DO $$ BEGIN LOCK TABLE gate.login_notice; END $$",
    "TRUNCATE gate.login_notice",
]


def try_everything(attacker):
    """Try each statement and each function, and see all of it refused."""
    for statement in STATEMENTS:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(statement)
    body = {"expires": int(time.time()) + 20, "session": attacker.info.backend_pid, "lanes": [], "told": []}
    for function, kind in FUNCTIONS.items():
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no decision proved this"):
            attacker.execute(f"SELECT gate.{function}(%s, %s)", [json.dumps({**body, "kind": kind}), b"x"])


def guess_passwords(times):
    for _ in range(times):
        Client().post("/inloggen/", {"login": OWN, "password": "mis"})


def test_sql_does_not_shorten_the_wait_of_who_guesses_passwords(accounts, attacker, owner_connection):
    guess_passwords(5)
    try_everything(attacker)
    answer = Client().post("/inloggen/", {"login": OWN, "password": PASSWORD})
    assert "te vaak geprobeerd" in answer.content.decode()
    # What the wall holds back: with these rows gone the same password gets in.
    owner_connection.execute("DELETE FROM gate.login_delay")
    assert Client().post("/inloggen/", {"login": OWN, "password": PASSWORD}).status_code == 302


def test_sql_does_not_shorten_the_wait_of_who_guesses_codes(accounts, attacker, owner_connection):
    guesser = Client()
    guesser.post("/inloggen/", {"login": OWN, "password": PASSWORD})
    for _ in range(5):
        guesser.post("/inloggen/code/", {"code": "000000"})
    try_everything(attacker)
    told = guesser.post("/inloggen/code/", {"code": one_time_code()}).content.decode()
    assert "te vaak geprobeerd" in told
    owner_connection.execute("DELETE FROM gate.login_delay")
    assert guesser.post("/inloggen/code/", {"code": one_time_code()}).status_code == 302


def on_the_page(client):
    return "kende iemand uw wachtwoord" in client.get("/account/").content.decode()


def logged_in_anew(account):
    client = Client()
    # A recovery code, for the code of this half minute is used once only.
    assert log_in(client, OWN, code=recovery.renew(account)[0]).status_code == 302
    return client


def test_sql_does_not_keep_a_notice_from_the_holder(accounts, shown, attacker):
    notices.keep(accounts["staff"], "second-factor-failed")
    try_everything(attacker)
    assert on_the_page(logged_in_anew(accounts["staff"]))
    assert not on_the_page(logged_in_anew(accounts["staff"]))


@pytest.mark.parametrize(
    "lost", ["DELETE FROM accounts_websession", "UPDATE accounts_websession SET session_data = ''"]
)
def test_a_notice_that_was_lost_with_a_session_is_told_at_the_next_login(accounts, shown, attacker, lost):
    notices.keep(accounts["staff"], "second-factor-failed")
    client = logged_in_anew(accounts["staff"])
    attacker.execute(lost)
    assert client.get("/account/").status_code == 302
    assert on_the_page(logged_in_anew(accounts["staff"]))


def test_a_notice_that_came_after_the_login_waits_for_the_next(accounts, shown):
    notices.keep(accounts["staff"], "second-factor-failed")
    client = logged_in_anew(accounts["staff"])
    notices.keep(accounts["staff"], "second-factor-failed")
    assert on_the_page(client)
    assert not on_the_page(client)
    assert on_the_page(logged_in_anew(accounts["staff"]))


def test_a_deleted_account_takes_its_notices_along(accounts):
    own = accounts["staff"].pk
    notices.keep(accounts["staff"], "new-device")
    accounts["staff"].delete()
    assert login_notices.waiting(own) == []


@pytest.mark.parametrize("means", ["app", "recovery_codes"])
def test_a_used_code_does_not_come_back_with_the_row_as_it_was(accounts, attacker, means):
    code = one_time_code() if means == "app" else recovery.renew(accounts["staff"])[0]
    rows = attacker.execute(
        "SELECT data::text, id FROM mfa_authenticator WHERE user_id = %s", [accounts["staff"].pk]
    ).fetchall()
    assert log_in(Client(), OWN, code=code).status_code == 302
    thief = Client()
    # The row goes back between the two steps: before the first one the seal closes the account altogether.
    thief.post("/inloggen/", {"login": OWN, "password": PASSWORD})
    changed = sum(
        attacker.execute(
            "UPDATE mfa_authenticator SET data = %s::jsonb WHERE id = %s AND data <> %s::jsonb",
            [was, pk, was],
        ).rowcount
        for was, pk in rows
    )
    assert changed == 1
    attacker.execute("DELETE FROM web_cache")
    thief.post("/inloggen/code/", {"code": code})
    assert thief.get("/account/").status_code == 302
    assert len(living(OWN)) == 1


def test_a_proof_of_another_kind_counts_nothing_back(database):
    for function in FUNCTIONS:
        payload, proof = gate.prove("login-event", {"lanes": [], "told": []})
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="a proof of another kind"):
            trip.row(trip.sound("default"), f"SELECT gate.{function}($1, $2)::text", payload, proof)


def test_rows_of_yesterday_go_and_a_locked_one_holds_nobody_up(database, owner_connection):
    owner_connection.execute(
        "INSERT INTO gate.login_delay SELECT 'old-' || n, 1, now() - interval '25 hours', now() "
        "FROM generate_series(1, 3) n"
    )
    with psycopg.connect(owner_connection.info.dsn) as holding:
        holding.execute("SELECT FROM gate.login_delay WHERE key = 'old-2' FOR UPDATE")
        with connections["refusals"].cursor() as cursor:
            cursor.execute("SET statement_timeout = '2s'")
        throttle.take([Lane("new", free=1)])
    left = owner_connection.cursor(row_factory=tuple_row).execute(
        "SELECT key FROM gate.login_delay ORDER BY 1"
    )
    assert left.fetchall() == [("new",), ("old-2",)]


def test_an_attempt_is_one_trip_and_a_page_none(at_desk, shown, monkeypatch):
    asked = []
    really = gate.ask
    monkeypatch.setattr(
        gate, "ask", lambda using, function, *more: asked.append(function) or really(using, function, *more)
    )
    client = at_desk("staff")
    assert [each for each in asked if each in FUNCTIONS] == [
        *("take_attempt", "attempt_succeeded"),
        # The second factor: that the password was known is kept before it is judged.
        *("take_attempt", "keep_notice", "notices_told", "attempt_succeeded"),
        "waiting_notices",
    ]
    asked.clear()
    client.get("/medewerker/")
    assert not FUNCTIONS.keys() & set(asked)


def test_what_was_not_told_goes_along_at_the_upgrade(accounts, owner_connection):
    moved = importlib.import_module("zorgvuldig.interfaces.web.accounts.migrations.0005_delays_at_the_gate")
    owner_connection.execute("SET search_path = web")
    owner_connection.execute(
        "CREATE TABLE accounts_loginnotice (account_id uuid, kind text, at timestamptz, told_at timestamptz)"
    )
    own = accounts["staff"].pk
    for kind, at, told in (
        ("new-device", "2026-11-01", None),
        ("new-device", "2026-11-02", None),
        ("factor-added", "2026-11-01", "2026-11-02"),
        ("invented by sql", "2026-11-01", None),
    ):
        owner_connection.execute(
            "INSERT INTO accounts_loginnotice VALUES (%s, %s, %s, %s)", [own, kind, at, told]
        )
    owner_connection.execute(moved.MOVE)
    assert [(each.kind, each.at.day) for each in login_notices.waiting(own)] == [("new-device", 2)]
    assert all(f"'{kind}'" in moved.MOVE for kind in notices.TEXTS)
