"""Who speaks SQL as the application's own login opens no session, and writes no line in the log of logins.

The attacker has the rows of the session table, copied at any moment, and the cookie of a session that was
once somebody's own; not the keys of the application. Everything runs in a connection of its own, as who stole
the password of the login would.
"""

from __future__ import annotations

import time

import psycopg
import pytest
from django.test import Client
from web_logins import living

from zorgvuldig.interfaces.web.accounts import factors, lifecycle, login_log, seals, session_rules
from zorgvuldig.interfaces.web.accounts.login_settings import MOST_SESSIONS
from zorgvuldig.interfaces.web.accounts.models import SecurityEvent, WebSession
from zorgvuldig.interfaces.web.accounts.session_store import SessionStore, kept_key
from zorgvuldig.ledger import login_sessions

OWN = "staff-account"
COPY = "SELECT session_key, session_data FROM accounts_websession WHERE session_key = %s"
PUT_BACK = (
    "INSERT INTO accounts_websession (session_key, session_data, expire_date) "
    "VALUES (%s, %s, now() + interval '1 year')"
)


@pytest.fixture
def copied(at_desk, shown, attacker):
    """Log somebody in, and give the browser with what the attacker copied of its row."""

    def copy(desk="staff"):
        client = at_desk(desk)
        assert client.get("/balie/").status_code == 302
        key = client.cookies["zv-session"].value
        row = attacker.execute(COPY, [kept_key(key)]).fetchone()
        return client, key, row

    return copy


def put_back(attacker, row):
    """Lay a copied row in the table again, good for a year."""
    attacker.execute("DELETE FROM accounts_websession WHERE session_key = %s", [row[0]])
    attacker.execute(PUT_BACK, row)


def opens(key):
    """Tell whether a cookie opens the desk."""
    thief = Client()
    thief.cookies["zv-session"] = key
    answer = thief.get("/medewerker/")
    assert answer.status_code in {200, 302}
    return answer.status_code == 200


def by_logging_out(client, accounts):
    client.post("/uitloggen/")


def by_ending_all(client, accounts):
    lifecycle.end_sessions(OWN)


def by_leaving(client, accounts):
    lifecycle.end_access(OWN)
    # Not by the account that is closed, but by the session that ended.
    accounts["staff"].refresh_from_db()
    accounts["staff"].is_active = True
    accounts["staff"].save()


def by_changing_a_factor(client, accounts):
    factors.end_other_sessions(accounts["staff"], SessionStore())


def by_one_too_many(client, accounts):
    for number in range(MOST_SESSIONS):
        login_sessions.begin(kept_key(f"newer-{number}"), accounts["staff"].pk, "")
    assert session_rules.push_out(accounts["staff"], here=kept_key("newer-0")) == 1


def by_confirming(client, accounts):
    store = SessionStore(client.cookies["zv-session"].value)
    store.cycle_key()
    store.save()


ENDINGS = [by_logging_out, by_ending_all, by_leaving, by_changing_a_factor, by_one_too_many, by_confirming]


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ended_session_whose_row_is_put_back_stays_ended(copied, attacker, accounts, ending):
    client, key, row = copied()
    put_back(attacker, row)
    assert opens(key)
    ending(client, accounts)
    put_back(attacker, row)
    assert not opens(key)
    assert SecurityEvent.objects.filter(kind="session-ended", method="ended").exists()


def test_without_the_gate_the_same_attack_gets_in(copied, attacker, accounts, monkeypatch):
    client, key, row = copied()
    by_logging_out(client, accounts)
    put_back(attacker, row)
    really = seals.standing
    monkeypatch.setattr(
        seals, "standing", lambda who, **_of: seals.Standing(really(who, **_of).sealed, idle=0)
    )
    assert opens(key)


def test_an_idle_session_does_not_come_back_by_columns_that_sql_can_write(copied, attacker, monkeypatch):
    _client, key, row = copied()
    really = time.time
    monkeypatch.setattr(time, "time", lambda: really() + 20 * 60 + 1)
    put_back(attacker, row)
    assert not opens(key)


@pytest.mark.parametrize(
    "over",
    [
        "UPDATE gate.login_session SET seen = seen - interval '21 minutes'",
        "UPDATE gate.login_session SET began = began - interval '10 hours'",
    ],
)
def test_the_gate_lets_no_session_live_that_is_idle_or_too_old(copied, attacker, owner_connection, over):
    _client, key, row = copied()
    owner_connection.execute(over)
    put_back(attacker, row)
    assert not opens(key)
    # Nor does a request, an act of the application itself, wake it.
    login_sessions.see(kept_key(key))
    assert living(OWN) == []


def test_a_session_that_was_moved_to_another_account_is_nobodys(copied, attacker, owner_connection, accounts):
    _client, key, _row = copied()
    owner_connection.execute("UPDATE gate.login_session SET account = %s", [accounts["oversight"].pk])
    assert not opens(key)


def test_an_invented_session_opens_nothing_even_with_what_the_application_signed(copied, attacker, accounts):
    client, _key, _row = copied()
    # What the application would have signed for the key that the attacker chose.
    invented = SessionStore()
    invented._session_cache = dict(client.session.items())
    invented.create()
    assert not opens(invented.session_key)
    assert invented.kept_key not in {each.key for each in living(OWN)}


def test_a_hidden_row_hides_no_session_from_its_holder(copied, attacker, accounts):
    client, key, _row = copied()
    attacker.execute("DELETE FROM accounts_websession")
    assert [each.key for each in living(OWN)] == [kept_key(key)]
    assert client.get("/medewerker/").status_code == 302


def test_what_was_seen_is_written_once_a_minute(copied, owner_connection):
    client, _key, _row = copied()

    def seen():
        return owner_connection.execute("SELECT seen FROM gate.login_session").fetchone()[0]

    first = seen()
    client.get("/medewerker/")
    assert seen() == first
    owner_connection.execute("UPDATE gate.login_session SET seen = seen - interval '61 seconds'")
    client.get("/medewerker/")
    assert seen() > first


def test_a_confirmed_login_goes_on_under_its_new_key_and_its_hours_count_on(copied, accounts):
    _client, key, _row = copied()
    (before,) = living(OWN)
    store = SessionStore(key)
    store.cycle_key()
    store.save()
    (after,) = living(OWN)
    assert after.key == store.kept_key != before.key
    assert (after.began, after.device) == (before.began, before.device)
    assert opens(store.session_key)
    assert not opens(key)


def test_a_key_that_was_used_begins_no_second_session(copied, accounts):
    client, key, _row = copied()
    by_logging_out(client, accounts)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="this session ended"):
        login_sessions.begin(kept_key(key), accounts["staff"].pk, "")
    assert not login_sessions.move(kept_key(key), accounts["staff"].pk, to=kept_key("other"))
    assert not living(OWN)


def test_ended_sessions_are_forgotten_when_their_hours_are_over(copied, accounts, owner_connection):
    client, _key, _row = copied()
    by_logging_out(client, accounts)
    owner_connection.execute("UPDATE gate.login_session SET began = began - interval '12 hours'")
    login_sessions.begin(kept_key("new"), accounts["staff"].pk, "")
    assert owner_connection.execute("SELECT count(*) FROM gate.login_session").fetchone() == (1,)


def test_a_deleted_account_takes_its_sessions_along(copied, accounts, owner_connection):
    copied()
    accounts["staff"].delete()
    assert owner_connection.execute("SELECT count(ended) FROM gate.login_session").fetchone() == (1,)


STATEMENTS = [
    "INSERT INTO gate.login_session VALUES (sha256('x'), gen_random_uuid(), '', now(), now(), NULL)",
    "UPDATE gate.login_session SET ended = NULL, seen = now(), began = now()",
    "DELETE FROM gate.login_session",
    "SELECT * FROM gate.login_session",
    "SELECT gate.begin_session('{\"kind\":\"session-begin\"}', '\\x00')",
    "SELECT gate.move_session('{\"kind\":\"session-move\"}', '\\x00')",
    "SELECT gate.see_session('{\"kind\":\"session-see\"}', '\\x00')",
    "SELECT gate.end_sessions('{\"kind\":\"session-end\"}', '\\x00')",
    "SELECT gate.sessions_of('{\"kind\":\"session-list\"}', '\\x00')",
    "SELECT gate.note_login('{\"kind\":\"login-event\"}', '\\x00')",
    "SELECT gate.lives(now(), now(), NULL)",
    "INSERT INTO accounts_securityevent SELECT * FROM accounts_securityevent",
    "COPY accounts_securityevent FROM STDIN",
    "UPDATE accounts_securityevent SET kind = 'logged-out'",
    "TRUNCATE accounts_securityevent",
    "DELETE FROM accounts_securityevent",
    "ALTER TABLE accounts_securityevent DISABLE TRIGGER ALL",
]


def test_the_applications_login_alone_writes_neither_sessions_nor_the_log(copied, attacker):
    copied()
    for statement in STATEMENTS:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(statement)


def test_a_login_that_was_made_up_in_the_log_is_not_believed(database, attacker):
    who = login_log.pseudonym("account", "iemand")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attacker.execute(
            "INSERT INTO accounts_securityevent (at, kind, method, account_pseudonym, origin_pseudonym) "
            "VALUES (now(), 'logged-in', '', %s, '')",
            [who],
        )
    assert not login_log.has_come_in("iemand")
    login_log.note(login_log.Event.LOGGED_IN, username="iemand")
    assert login_log.has_come_in("iemand")


def test_a_request_asks_for_its_session_in_the_statement_that_asks_for_the_seal(
    copied, django_assert_max_num_queries
):
    client, _key, _row = copied()
    with django_assert_max_num_queries(100) as asked:
        client.get("/medewerker/")
    naming = [each["sql"] for each in asked.captured_queries if "gate.session_idle" in each["sql"]]
    assert len(naming) == 1
    assert "gate.seal_of_account" in naming[0]
    assert not any("see_session" in each["sql"] for each in asked.captured_queries)


def test_ended_rows_are_cleared_from_the_table_of_the_pages_too(copied):
    _client, _key, row = copied()
    lifecycle.end_sessions(OWN)
    assert not WebSession.objects.filter(pk=row[0]).exists()
