"""The threshold of one processing: a savepoint, the bare application, and the way back to what stood before.

It is crossed in three trips to the database: over it (lay the savepoint, lay down role and grant, ask the
facts), through the door (`gate.open_grant`), and back (lay down role and grant, end the grant, release). What
goes in one trip is sent as one pipeline and runs in the order in which it is written here; after an error
nothing of the rest runs, and the savepoint still stands.

Statements are not prepared under a name. Whoever smuggles SQL into a session could put a statement of their
own under the driver's name, and answer the next question about a person in the gate's place.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
from django.db import DatabaseError, connections

from zorgvuldig.ledger.gate import BARE, STAND, STEP_BACK, GateError, prove

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.backends.base.base import BaseDatabaseWrapper

#: What the gate answers when the grant that should be ended is not there (30_opening.sql).
GRANT_IS_GONE = "ZV001"
_FACTS = "SELECT gate.subject_facts(%s, %s)::text"
_CLOSE = "SELECT gate.close(%s)"

Statement = tuple[LiteralString, tuple[object, ...]]


@dataclass
class Threshold:
    """Where one processing starts and ends within the caller's transaction."""

    using: str
    _savepoint: str = ""
    _stood: tuple[str, str] = BARE

    def cross(self, question: Mapping[str, Any] | None) -> dict[str, Any]:
        """Be the bare application from here, and give what the records know of the persons and the act."""
        connection = self._sound()
        asked: list[Statement] = []
        if question is not None:
            asked.append((_FACTS, prove("facts", question, using=self.using)))
        connection.savepoint_state += 1
        name = f"processing_{connection.savepoint_state}"
        self._savepoint = name
        connection.savepoint_ids.append(name)
        _, stood, *known = _trip(connection, (_laying(name), ()), (STEP_BACK, ()), *asked)
        self._stood = (stood[0], stood[1])
        return json.loads(known[0][0]) if known and known[0][0] else {}

    def leave(self, token: UUID) -> None:
        """Lay down role and grant, end the grant, which must still be there, and stand as before.

        Who smuggled in a commit, or a return to a savepoint, would otherwise have read data whose entry in
        the ledger is gone.
        """
        connection = self._sound()
        stand: list[Statement] = [] if self._stood == BARE else [(STAND, self._stood)]
        release: Statement = (_releasing(self._savepoint), ())
        try:
            _trip(connection, (STAND, BARE), (_CLOSE, (token,)), *stand, release)
        except psycopg.Error as error:
            if error.sqlstate != GRANT_IS_GONE:
                raise
            raise GateError(
                "the grant was gone before its end: its transaction was ended or turned back inside"
            ) from error
        self._forget(connection)

    def turn_back(self) -> None:
        """Undo everything since the threshold: the work, and with it the role and the grant."""
        connection = connections[self.using]
        if not self._savepoint:
            return
        name = self._savepoint
        self._forget(connection)
        if connection.closed_in_transaction:
            return
        # As Django's own savepoints do: what cannot be undone here must be undone further out.
        connection.needs_rollback = False
        try:
            connection.savepoint_rollback(name)
            connection.savepoint_commit(name)
        except DatabaseError:
            connection.needs_rollback = True

    def _sound(self) -> BaseDatabaseWrapper:
        connection = connections[self.using]
        connection.ensure_connection()
        connection.validate_no_broken_transaction()
        return connection

    def _forget(self, connection: BaseDatabaseWrapper) -> None:
        # A connection that was made anew inside the block knows nothing of it.
        with suppress(ValueError):
            connection.savepoint_ids.remove(self._savepoint)
        self._savepoint = ""


def _laying(name: str) -> LiteralString:
    # The name is a counter of ours, never input.
    return f'SAVEPOINT "{name}"'


def _releasing(name: str) -> LiteralString:
    return f'RELEASE SAVEPOINT "{name}"'


def _trip(connection: BaseDatabaseWrapper, *statements: Statement) -> list[tuple[Any, ...]]:
    """Run the statements in order in one trip, with their words bound by the server; give a row of each.

    Django writes words into the text of a statement, and another session of the same login can read that
    text in pg_stat_activity: a proof must not stand there.
    """
    raw = connection.connection
    with raw.pipeline():
        cursors = [psycopg.Cursor(raw).execute(statement, words) for statement, words in statements]
    return [(cursor.fetchone() or ()) if cursor.description else () for cursor in cursors]
