"""What opens personal data has a limit on its memory, and a request that met it holds nothing."""

import os
import signal
import subprocess
import sys
import weakref

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from zorgvuldig.interfaces import memory
from zorgvuldig.interfaces.command_line import dispatch
from zorgvuldig.interfaces.serving import Address, members
from zorgvuldig.interfaces.web import running_out
from zorgvuldig.interfaces.web.middleware import RefusalPage
from zorgvuldig.interfaces.web.running_out import ran_out
from zorgvuldig.ledger.memory import LAST_BYTES, MEGABYTE

LIMIT = """
import resource, sys
from zorgvuldig.interfaces.command_line import dispatch
{start}
print(resource.getrlimit(resource.RLIMIT_DATA))
"""
PAGES = "import zorgvuldig.interfaces.wsgi"


def limit_of(start, megabytes):
    environment = {**os.environ, "ZORGVULDIG_MEMORY": str(megabytes), "ZORGVULDIG_PROCESS": "web"}
    words = [sys.executable, "-c", LIMIT.format(start=start)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "start",
    [
        PAGES,
        "dispatch._set_up(dispatch._constants('jobs') | {'NEEDS_DATABASE': False})",
    ],
)
def test_pages_and_worker_have_a_limit_and_keep_a_part_of_it(start):
    assert limit_of(start, 300) == str((300 * MEGABYTE, 300 * MEGABYTE + LAST_BYTES))


def test_a_command_by_hand_may_have_half_of_the_machine(monkeypatch):
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    found = []
    monkeypatch.delenv("ZORGVULDIG_MEMORY")
    monkeypatch.setattr(memory, "limit_memory", found.append)
    monkeypatch.setattr(dispatch, "harden_process", lambda: None)
    monkeypatch.setenv("ZORGVULDIG_PROCESS", "sequencer")
    dispatch._set_up({"NEEDS_DATABASE": False, "ADMINISTERS": True, "PROCESSES_DATA": True})
    assert found == [max(memory.MEGABYTES, whole // MEGABYTE // 2)]


@pytest.mark.parametrize(("pages", "kept"), [(1, 128), (524_288, 256), (2**30, 2048)])
def test_the_server_keeps_an_eighth_of_the_machine_within_bounds(monkeypatch, pages, kept):
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": pages}.__getitem__)
    assert memory.buffers() == kept


def test_what_opens_personal_data_has_a_limit_and_what_starts_the_server_has_none():
    limited = {
        name
        for name in dispatch.COMMANDS.values()
        if (facts := dispatch._constants(name))
        and (facts.get("PROCESSES_DATA") or facts.get("LIMITS_MEMORY"))
    }
    assert {"jobs", "ledger_sequence", "ledger_witness", "metrics", "claims_receive", "load"} <= limited
    # A server takes over the limits of who starts it.
    assert not limited & {"serve", "database_start", "migrate", "restore", "backup_make", "demo"}


@pytest.mark.parametrize("told", ["0", "255", "-1", "1e3", "many", "1024M"])
def test_a_limit_that_cannot_be_meant_is_refused_by_name(monkeypatch, told):
    monkeypatch.setenv("ZORGVULDIG_MEMORY", told)
    monkeypatch.setattr(memory, "limit_memory", lambda _: pytest.fail("a limit was laid"))
    with pytest.raises(memory.MemorySettingError, match=r"ZORGVULDIG_MEMORY is .*256 or more"):
        memory.keep_within()


@pytest.mark.parametrize(("told", "laid"), [("", memory.MEGABYTES), ("2048", 2048)])
def test_without_a_word_of_the_environment_there_is_a_limit_too(monkeypatch, told, laid):
    found = []
    monkeypatch.setenv("ZORGVULDIG_MEMORY", told)
    monkeypatch.setattr(memory, "limit_memory", found.append)
    memory.keep_within()
    assert found == [laid]


def test_the_parts_of_an_installation_are_told_the_limit(monkeypatch):
    monkeypatch.setenv("ZORGVULDIG_MEMORY", "2048")
    for member in members(Address("127.0.0.1", 8000), workers=1):
        assert member.environment["ZORGVULDIG_MEMORY"] == "2048"


class Held:
    """Something that fills the memory."""


def ended_by(error):
    """Give a page that ends in an error while it holds something, and what it holds."""
    seen = []

    def page():
        held = Held()
        seen.append(weakref.ref(held))
        raise error

    return page, seen


@pytest.mark.parametrize("error", [MemoryError(), DatabaseError("out of memory for query result")])
def test_a_request_that_met_the_limit_gives_back_what_it_held(database, error):
    if isinstance(error, DatabaseError):
        error.__cause__ = psycopg.DatabaseError("out of memory for query result")
    connection.ensure_connection()
    session, (page, seen) = connection.connection, ended_by(error)
    with pytest.raises(type(error)) as caught:
        page()
    assert seen[0]() is not None
    step = RefusalPage(lambda _: HttpResponse())
    assert step.process_exception(RequestFactory().get("/"), caught.value) is None
    assert seen[0]() is None
    # The room that a connection made for the answer goes with the connection.
    assert session.closed
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_an_ordinary_error_costs_no_connection(database):
    connection.ensure_connection()
    session, (page, _) = connection.connection, ended_by(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError) as caught:
        page()
    assert (
        RefusalPage(lambda _: HttpResponse()).process_exception(RequestFactory().get("/"), caught.value)
        is None
    )
    assert not session.closed
    assert not ran_out(psycopg.errors.OutOfMemory())


@pytest.mark.parametrize(
    ("process", "free", "told"), [("web", False, 1), ("web", True, 0), ("worker", False, 0)]
)
def test_pages_whose_memory_stays_full_are_replaced_as_at_a_reload(
    database, monkeypatch, settings, process, free, told
):
    settings.PROCESS, sent = process, []
    monkeypatch.setattr(running_out, "room", lambda: free)
    monkeypatch.setattr(running_out.os, "kill", lambda *words: sent.append(words))
    running_out.let_go(MemoryError())
    assert sent == [(os.getppid(), signal.SIGHUP)] * told


def test_room_is_what_the_kernel_counts_against_the_limit(monkeypatch):
    used = int(running_out._STATUS.read_text().partition("VmData:")[2].split()[0]) * 1024
    for limit, free in ((used * 4, True), (used, False)):
        monkeypatch.setattr(running_out.resource, "getrlimit", lambda _, limit=limit: (limit, limit))
        assert running_out.room() is free


HEAP = """
from zorgvuldig.interfaces.memory import keep_within
from zorgvuldig.interfaces.web.running_out import _STATUS
def used():
    return int(_STATUS.read_text().partition("VmData:")[2].split()[0]) // 1024
keep_within()
before = used()
for _ in range(2):
    # What is freed from below stays behind with the heap, unless it never was a part of it.
    rows = [bytearray(1_000_000) for _ in range(200)]
    last = bytearray(30_000)
    del rows
assert used() - before < 20, used() - before
"""


def test_what_was_freed_goes_back_to_the_kernel():
    words = [sys.executable, "-c", HEAP]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
