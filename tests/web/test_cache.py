"""The cache of the pages: shared by all processes, holding JSON and nothing that could run."""

from __future__ import annotations

import base64
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("database")


class Planted:
    """A pickle that would leave a trace when it is opened."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return (Path.touch, (self.trace,))


def test_a_value_comes_back_until_its_time_is_over() -> None:
    cache.set("moments", [1.5, 2], 60)
    cache.set("short", "gone", 0)
    cache.set("for-ever", {"a": None}, None)
    assert cache.get("moments") == [1.5, 2]
    assert cache.get("short", "nothing") == "nothing"
    assert cache.get("for-ever") == {"a": None}
    assert "moments" in cache


def test_what_was_planted_in_the_table_as_a_pickle_never_runs(tmp_path: Path) -> None:
    cache.set("bait", 1, 60)
    trace = tmp_path / "ran"
    planted = base64.b64encode(pickle.dumps(Planted(trace))).decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE web_cache SET value = %s", [planted])
    connection.commit()
    assert cache.get("bait", "nothing") == "nothing"
    assert not trace.exists()
    pickle.loads(base64.b64decode(planted))  # noqa: S301 — the control: opened as a pickle, it does run
    assert trace.exists()


def test_of_many_that_add_at_once_exactly_one_succeeds() -> None:
    def add(number: int) -> bool:
        try:
            return cache.add("lock", number, 60)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(add, range(12))) == 1


def test_a_lock_that_has_passed_can_be_taken_again() -> None:
    assert cache.add("lock", 1, 0.05)
    assert not cache.add("lock", 2, 60)
    time.sleep(0.1)
    assert cache.add("lock", 3, 60)


def test_counting_at_once_loses_nothing() -> None:
    cache.set("count", 0, 60)

    def count(_: int) -> int:
        try:
            return cache.incr("count")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(count, range(20))) == list(range(1, 21))
    with pytest.raises(ValueError, match="no count"):
        cache.incr("never-set")


def test_a_count_survives_the_error_that_ends_the_request() -> None:
    def attempt() -> None:
        with transaction.atomic():
            cache.set("attempts", 3, 60)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        attempt()
    assert cache.get("attempts") == 3


def test_a_value_is_kept_longer_or_forgotten_on_request() -> None:
    cache.set("mark", True, 60)
    assert cache.touch("mark", 120)
    assert cache.delete("mark")
    assert not cache.delete("mark")
    assert not cache.touch("mark", 120)
    cache.set("mark", True, 60)
    cache.clear()
    assert cache.get("mark") is None
