"""Who knew the password and gave a second factor in vain is told to the holder, whatever is killed meanwhile.

The attacker ends sessions of the database at the moments that matter, as who stole its login's password may.
"""

from __future__ import annotations

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from psycopg.rows import tuple_row
from web_logins import PASSWORD, log_in, one_time_code

from zorgvuldig.interfaces.web.accounts import factors, login_log, notices, recovery
from zorgvuldig.ledger import login_notices

OWN = "staff-account"
IN_VAIN = notices.IN_VAIN
BROKEN = {500, 503}


@pytest.fixture
def kills(attacker, monkeypatch):
    """Let the attacker end a session of the database right before a function, or right after it."""

    def arranged(module, name, *, before, alias="default"):
        really = getattr(module, name)

        def end():
            pid = connections[alias].connection.info.backend_pid
            assert attacker.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]).fetchone() == (True,)
            monkeypatch.setattr(module, name, really)

        def around(*words, **more):
            if before:
                end()
            found = really(*words, **more)
            if not before:
                end()
            return found

        monkeypatch.setattr(module, name, around)

    return arranged


def tries(code):
    """Come with the right password and some code, in an own browser; give the status of the answer."""
    client = Client(raise_request_exception=False)
    client.post("/inloggen/", {"login": OWN, "password": PASSWORD})
    status = client.post("/inloggen/code/", {"code": code}).status_code
    connections.close_all()
    assert client.get("/account/").status_code == 302
    return status


def holder_hears(account):
    client = Client()
    assert log_in(client, OWN, code=recovery.renew(account)[0]).status_code == 302
    return "kende iemand uw wachtwoord" in client.get("/account/").content.decode()


def kinds(account, **how):
    return [each.kind for each in login_notices.waiting(account.pk, **how)]


@pytest.mark.parametrize(
    ("module", "name", "before"),
    [(factors, "use_code", True), (factors, "use_code", False), (login_log, "note", True)],
    ids=["while it is judged", "once it was judged", "while it is written down"],
)
def test_a_killed_session_keeps_no_wrong_code_from_the_holder(accounts, shown, kills, module, name, before):
    kills(module, name, before=before)
    assert tries("000000") in BROKEN
    assert holder_hears(accounts["staff"])


def test_also_where_both_sessions_are_killed_it_is_told_and_once(accounts, shown, kills):
    kills(factors, "use_code", before=True)
    kills(factors, "use_code", before=True, alias="refusals")
    assert tries("000000") in BROKEN
    assert holder_hears(accounts["staff"])
    assert not holder_hears(accounts["staff"])


def test_a_session_killed_between_judging_and_taking_back_leaves_a_notice_too_many(accounts, shown, kills):
    code = one_time_code()
    kills(factors, "use_code", before=False)
    assert tries(code) in BROKEN
    assert kinds(accounts["staff"]) == [IN_VAIN]
    # Nor is the code used up: what judged it was undone with the taking back.
    assert log_in(Client(), OWN, code=code).status_code == 302


def test_where_the_notice_cannot_be_kept_nothing_is_judged(accounts, kills, monkeypatch):
    kills(login_notices, "keep", before=True, alias="refusals")
    judged = []
    with monkeypatch.context() as watched:
        watched.setattr(factors, "use_code", lambda *words: judged.append(words))
        assert tries(one_time_code()) in BROKEN
    assert not judged
    assert log_in(Client(), OWN).status_code == 302


def test_a_right_code_leaves_no_notice_and_takes_no_older_one_back(accounts, shown, at_desk):
    at_desk("staff")
    assert kinds(accounts["staff"]) == []
    assert tries("000000") == 200
    (real,) = login_notices.waiting(accounts["staff"].pk)
    with notices.told_unless_right(accounts["staff"]):
        pass
    assert login_notices.waiting(accounts["staff"].pk) == [real]
    assert holder_hears(accounts["staff"])


def test_of_two_at_once_the_other_is_told_only_when_it_was_in_vain(accounts):
    own = accounts["staff"]
    # The other connection is that of the holder, who logs in meanwhile.
    with notices.told_unless_right(own):
        assert kinds(own, using="refusals") == []
        with pytest.raises(ValidationError), notices.told_unless_right(own):
            raise ValidationError("in vain")
        assert kinds(own, using="refusals") == [IN_VAIN]
    assert kinds(own) == [IN_VAIN]


def test_many_in_vain_are_one_notice_and_one_row(accounts, owner_connection):
    for _ in range(3):
        assert tries("000000") == 200
    rows = owner_connection.cursor(row_factory=tuple_row).execute(
        "SELECT kind, under_way FROM gate.login_notice"
    )
    assert rows.fetchall() == [(IN_VAIN, False)]


def test_what_several_killed_sessions_left_is_told_in_one_line(accounts, shown, monkeypatch):
    really = login_notices.keep

    def lost(*words, instead_of=None, **more):
        if instead_of:
            raise psycopg.OperationalError
        really(*words, **more)

    monkeypatch.setattr(login_notices, "keep", lost)
    for _ in range(2):
        assert tries("000000") == 200
    assert kinds(accounts["staff"]) == [IN_VAIN] * 2
    client = Client()
    assert log_in(client, OWN).status_code == 302
    assert client.get("/account/").content.decode().count("kende iemand uw wachtwoord") == 1
    assert kinds(accounts["staff"]) == []


def test_a_key_that_does_not_fit_is_told_too(accounts, shown):
    client = Client()
    client.post("/inloggen/", {"login": OWN, "password": PASSWORD})
    assert client.post("/inloggen/code/", {"credential": '{"id": "x"}'}).status_code == 200
    assert holder_hears(accounts["staff"])


def test_a_recovery_code_is_not_used_up_without_its_holder_hearing_so(accounts, kills):
    code = recovery.renew(accounts["staff"])[0]
    kills(login_log, "note", before=True)
    assert tries(code) in BROKEN
    assert log_in(Client(), OWN, code=code).status_code == 302
    assert "recovery-code-used" in kinds(accounts["staff"])
