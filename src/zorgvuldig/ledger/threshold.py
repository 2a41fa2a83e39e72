"""The threshold of one processing: a savepoint, the bare application, and the way back to what stood before.

Over it: lay the savepoint, lay down role and grant, ask the facts. Through the door: `gate.open_grant`. And
back: end the grant, lay down the role, release. After an error nothing of the rest runs, and the savepoint
still stands.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
from django.db import DatabaseError, connections

from zorgvuldig.ledger.gate import BARE, STEP_BACK, GateError, prove
from zorgvuldig.ledger.trip import plain, row, sound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.backends.base.base import BaseDatabaseWrapper

#: What the gate answers when the grant that should be ended is not there (30_opening.sql).
GRANT_IS_GONE = "ZV001"
_FACTS: LiteralString = "SELECT gate.subject_facts($1, $2)::text"
#: The grant ends first, which its own family may do, or else the role would be laid down under an open grant.
_LEAVE: LiteralString = (
    "SELECT set_config('role', $2, true), set_config('zv.grant', $3, true) "
    "FROM (SELECT gate.close($1::uuid) OFFSET 0) closed"
)


@dataclass
class Threshold:
    """Where one processing starts and ends within the caller's transaction."""

    using: str
    _savepoint: str = ""
    _stood: tuple[str, str] = BARE

    def cross(self, question: Mapping[str, Any] | None) -> dict[str, Any]:
        """Be the bare application from here, and give what the records know of the persons and the act."""
        connection = sound(self.using)
        proved = None if question is None else prove("facts", question, using=self.using)
        # By lot: SQL inside the block cannot lay one of the same name over it, to be turned back to instead.
        self._savepoint = f"processing_{secrets.token_hex(8)}"
        connection.savepoint_ids.append(self._savepoint)
        role, token, *_ = plain(connection, _laying(self._savepoint), STEP_BACK)
        self._stood = role or BARE[0], token or BARE[1]
        known = row(connection, _FACTS, *proved)[0] if proved else None
        return json.loads(known) if known else {}

    def leave(self, token: UUID) -> None:
        """Lay down role and grant, end the grant, which must still be there, and stand as before.

        Who smuggled in a commit, or a return to a savepoint, would otherwise have read data whose entry in
        the ledger is gone.
        """
        connection = sound(self.using)
        try:
            row(connection, _LEAVE, str(token), *self._stood)
            plain(connection, _releasing(self._savepoint))
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

    def _forget(self, connection: BaseDatabaseWrapper) -> None:
        # A connection that was made anew inside the block knows nothing of it.
        with suppress(ValueError):
            connection.savepoint_ids.remove(self._savepoint)
        self._savepoint = ""


def _laying(name: str) -> LiteralString:
    # The name was drawn by us, and is never input.
    return f'SAVEPOINT "{name}"'


def _releasing(name: str) -> LiteralString:
    return f'RELEASE SAVEPOINT "{name}"'
