"""A look that fills the memory of its process ends in an error, and stays known."""

import json
import os
import resource
import subprocess
import sys
import textwrap
from uuid import UUID

import pytest
from django.db import transaction
from test_the_door import enter, entries, look

from zorgvuldig.ledger import apart, memory, traces

#: Each look asks for more than there is: to the driver, to the program, by the piece.
LOOKS = """
    import itertools, json, resource, sys
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    import django
    django.setup()
    from django.db import connection, transaction
    from proofs.wall.attempt import FACTS, GRANTED, handler
    from zorgvuldig.decisions import ProcessingRequest, Scope
    from zorgvuldig.ledger import memory, traces
    from zorgvuldig.ledger.processing import processing

    person, at, *kinds = sys.argv[1:]
    request = ProcessingRequest("claims", "consult", GRANTED, Scope.subject(UUID(person)), FACTS)

    def answer(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.fetchall()

    def crumbs():
        kept = None
        for number in itertools.count():
            kept = (kept, number)

    FILL = {
        "nothing": lambda: None,
        "answer": lambda: answer("SELECT repeat('x', 1000000) FROM generate_series(1, 60)"),
        "rows": lambda: answer("SELECT g, g FROM generate_series(1, 300000) g"),
        "crumbs": crumbs,
    }

    def look(kind):
        with traces.kept(), transaction.atomic():
            with processing(request, actor=handler(), at=datetime.fromisoformat(at)) as grant:
                told.append([kind, str(grant.entry_id)])
                FILL[kind]()

    told = []
    look("nothing")
    used = Path("/proc/self/status").read_text().partition("VmData:")[2].split()[0]
    memory.limit_memory(int(used) // 1024 + 40)
    for kind in kinds:
        try:
            look(kind)
        except Exception as error:
            told[-1].append(type(error).__name__)
    look("nothing")
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    assert hard - soft == memory.LAST_BYTES
    print(json.dumps(told))
"""


def test_a_look_that_fills_the_memory_ends_in_an_error_and_stays_known(world, at):
    words = [sys.executable, "-c", textwrap.dedent(LOOKS), str(world.anna.id), at.isoformat()]
    settings = {"DJANGO_SETTINGS_MODULE": "zorgvuldig.interfaces.settings", "ZORGVULDIG_PROCESS": "command"}
    done = subprocess.run(
        [*words, "answer", "rows", "crumbs"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    before, answer, rows, crumbs, after = json.loads(done.stdout)
    assert [each[2] for each in (answer, rows, crumbs)] == ["DatabaseError", "MemoryError", "MemoryError"]
    opened = {UUID(each[1]) for each in (before, answer, rows, crumbs, after)}
    assert {entry.entry_id for entry in entries()} == opened


def test_what_was_open_is_written_down_with_the_last_part_of_the_memory(world, at, monkeypatch):
    inside = []

    def committed(body, commit=apart._commit):
        inside.append(memory.LAST_PART._inside)
        commit(body)

    def fill(_grant):
        raise MemoryError

    monkeypatch.setattr(apart, "_commit", committed)
    with pytest.raises(MemoryError), traces.kept(), transaction.atomic():
        enter(look(world), at=at, work=fill)
    with traces.kept(), transaction.atomic():
        enter(look(world), at=at)
        transaction.set_rollback(True)
    assert inside == [1, 1]
    assert len(entries()) == 2


def test_what_cannot_even_be_asked_for_want_of_memory_is_written_down(world, at, monkeypatch):
    def full(*_):
        raise MemoryError

    monkeypatch.setattr(traces, "row", full)
    with traces.kept(), transaction.atomic():
        opened = enter(look(world), at=at).entry_id
    # It stood already; the log has every entry once.
    assert [entry.entry_id for entry in entries()] == [opened]


def test_what_finds_no_memory_for_a_file_either_waits_in_the_process(world, at, monkeypatch):
    def full(*_, **__):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(apart, "_commit", full)
        broken.setattr(apart, "put", full)
        with pytest.raises(MemoryError), traces.kept(), transaction.atomic():
            enter(look(world), at=at, work=full)
    assert not entries()
    apart.settle()
    assert len(entries()) == 1


@pytest.fixture
def limits(monkeypatch):
    """Keep the limits of this process in a list, and lay none."""
    kept = [(resource.RLIM_INFINITY, resource.RLIM_INFINITY)]
    monkeypatch.setattr(memory.resource, "getrlimit", lambda _: kept[-1])
    monkeypatch.setattr(memory.resource, "setrlimit", lambda _, limit: kept.append(limit))
    return kept


def test_the_last_part_comes_on_top_and_goes_when_the_last_one_leaves(limits):
    memory.limit_memory(1000)
    laid, whole = 1000 * memory.MEGABYTE, 1000 * memory.MEGABYTE + memory.LAST_BYTES
    assert limits[1:] == [(laid, whole)]
    with memory.LAST_PART:
        assert limits[-1] == (whole, whole)
        with memory.LAST_PART:
            pass
        assert limits[-1] == (whole, whole)
    assert limits[-1] == (laid, whole)


def test_a_lower_limit_that_was_given_stays(limits):
    limits.append((5, memory.LAST_BYTES + 7))
    memory.limit_memory(1000)
    assert limits[-1] == (7, memory.LAST_BYTES + 7)
