"""Far-reaching powers by command: who looks proves who that is, and all that ran can be held against it."""

from __future__ import annotations

import hashlib
import io
import json
import shlex
import sys
import time
from argparse import Namespace

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connections

from zorgvuldig.interfaces.command_line import dispatch, privileged_list, privileged_run
from zorgvuldig.interfaces.command_line.code import one_time_code
from zorgvuldig.interfaces.web.accounts.models import Account
from zorgvuldig.processes.access_control import usecases

WHY = "De index van het logboek is stuk en moet opnieuw worden gemaakt."
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def types(house, monkeypatch):
    """Give the administrator an account, and let a code be typed."""
    TOTP.activate(Account.objects.create_user("admin", "", "staff"), SECRET)
    house.do("admin", usecases.request_powers, ticket="CHG-1", reason=WHY, hours=2)

    def typed(code=None):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{code or one_time_code(SECRET, time.time())}\n"))

    return typed


def looks(owner_connection):
    """Count what the log holds of looks at tickets, as its superuser sees it."""
    return owner_connection.execute("SELECT count(*) FROM ledger.intake").fetchone()[0]


def test_who_lists_shows_a_code_and_each_code_once(types, owner_connection, capsys):
    before = looks(owner_connection)
    types("000000")
    assert privileged_list.run(Namespace(user="admin")) == privileged_run.REFUSED
    told = capsys.readouterr()
    assert "code is not right" in told.err
    assert not told.out
    assert looks(owner_connection) == before
    types()
    assert privileged_list.run(Namespace(user="admin")) == 0
    assert json.loads(capsys.readouterr().out)["ticket"] == "CHG-1"
    assert looks(owner_connection) > before
    types()
    assert privileged_list.run(Namespace(user="admin")) == privileged_run.REFUSED


def test_a_list_whose_session_is_killed_in_the_middle_leaves_its_trace(
    types, owner_connection, monkeypatch, capsys
):
    really = usecases.view_powers

    def then_killed(**words):
        seen = really(**words)
        pid = connections["default"].connection.info.backend_pid
        owner_connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        return seen

    monkeypatch.setattr(usecases, "view_powers", then_killed)
    before = looks(owner_connection)
    types()
    try:
        assert dispatch.main(["privileged", "list", "--user", "admin"]) == dispatch.BAD_CALL
    finally:
        connections.close_all()
    # Nothing was shown; but the tickets were read, and that stays known.
    assert not capsys.readouterr().out
    assert looks(owner_connection) == before + 2


def test_the_whole_of_a_long_command_is_told_by_its_hash(house, types, monkeypatch, owner_connection):
    monkeypatch.setattr(privileged_run, "run_until", lambda *_words: 0)
    house.do("granter", usecases.approve_powers, ticket="CHG-1")
    command = ["psql", "-c", "SELECT 1; " * 60 + "SELECT 'what no ticket speaks of'"]
    types()
    assert privileged_run.run(Namespace(ticket="CHG-1", user="admin", command=command)) == 0
    (kept,) = owner_connection.execute("SELECT command FROM records.privileged_session").fetchone()
    first, _, digest = kept.partition(" sha256:")
    whole = shlex.join(command)
    assert (first, len(kept)) == (whole[:328], 400)
    assert digest == hashlib.sha256(whole.encode()).hexdigest()
