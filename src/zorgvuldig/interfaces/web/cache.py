"""A cache in the database that all server processes share, and that holds JSON and nothing else.

Django's own database cache stores pickles. Whoever can write in its table, and the application's login can,
would run code of their own in the process that holds the keys. It also has to count on a connection of its
own: an attempt to log in that ends in an error must still be counted.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connections
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.backends.utils import CursorWrapper

#: Not the connection of the request's own transaction: that one may be rolled back.
USING = "refusals"
_NEVER = "infinity"
_GET = "SELECT value FROM web_cache WHERE cache_key = %s AND expires > %s"
_SET = """
    INSERT INTO web_cache (cache_key, value, expires) VALUES (%s, %s, %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
_ADD = f"{_SET} WHERE web_cache.expires <= %s"
_INCREASE = """
    UPDATE web_cache SET value = (value::bigint + %s)::text
    WHERE cache_key = %s AND expires > %s AND value ~ '^-?[0-9]{1,15}$' RETURNING value
"""
_TOUCH = "UPDATE web_cache SET expires = %s WHERE cache_key = %s AND expires > %s"
_DELETE = "DELETE FROM web_cache WHERE cache_key = %s AND expires > %s"
#: What has passed is cleared away here and there, never more than a handful at once.
_CLEAR_AWAY = """
    DELETE FROM web_cache WHERE cache_key IN (
        SELECT cache_key FROM web_cache WHERE expires <= %s LIMIT 20 FOR UPDATE SKIP LOCKED
    )
"""


class JsonDatabaseCache(BaseCache):
    """Keeps small JSON values (counts, moments, marks) in the table ``web_cache``."""

    def __init__(self, _location: str, parameters: Mapping[str, Any]) -> None:
        """Take Django's settings; the table has one name."""
        super().__init__(dict(parameters))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:  # noqa: ANN401 — as Django
        """Give what is kept under a key; what is no JSON was not written here and counts as absent."""
        with _cursor() as cursor:
            cursor.execute(_GET, [self._name(key, version), timezone.now()])
            row = cursor.fetchone()
        try:
            return json.loads(row[0]) if row else default
        except ValueError:
            return default

    def set(
        self,
        key: str,
        value: object,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Keep a value, or replace it."""
        row = [self._name(key, version), json.dumps(value), self._until(timeout)]
        with _cursor() as cursor:
            cursor.execute(_SET, row)
            cursor.execute(_CLEAR_AWAY, [timezone.now()])

    def add(
        self,
        key: str,
        value: object,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Keep a value unless one is kept; of several at once exactly one hears True."""
        row = [self._name(key, version), json.dumps(value), self._until(timeout), timezone.now()]
        with _cursor() as cursor:
            cursor.execute(_ADD, row)
            return bool(cursor.rowcount == 1)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count in one step, so that no concurrent count is lost."""
        with _cursor() as cursor:
            cursor.execute(_INCREASE, [delta, self._name(key, version), timezone.now()])
            row = cursor.fetchone()
        if row is None:
            raise ValueError(f"no count is kept under {key!r}")
        return int(row[0])

    def touch(
        self,
        key: str,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Keep a value longer."""
        return self._changed(_TOUCH, [self._until(timeout), self._name(key, version), timezone.now()])

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value."""
        return self._changed(_DELETE, [self._name(key, version), timezone.now()])

    def clear(self) -> None:
        """Forget everything."""
        with _cursor() as cursor:
            cursor.execute("DELETE FROM web_cache")

    def _changed(self, statement: str, words: list[str | datetime]) -> bool:
        with _cursor() as cursor:
            cursor.execute(statement, words)
            return bool(cursor.rowcount == 1)

    def _name(self, key: str, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def _until(self, timeout: float | None) -> datetime | str:
        seconds = self.get_backend_timeout(timeout)
        return _NEVER if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _cursor() -> CursorWrapper:
    return connections[USING].cursor()
