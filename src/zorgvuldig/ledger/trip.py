"""One question to the gate: the shortest way through the driver, with its words bound by the server.

Django writes words into the text of a statement, and another session of the same login can read that text in
pg_stat_activity: a proof must not stand there. A cursor of the driver binds them too, and costs five times as
much; a gated read asks five questions. Nothing is prepared under a name: whoever smuggles SQL into a session
could put a statement of their own under the driver's name, and answer in the gate's place.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, LiteralString

from django.db import connections
from psycopg import OperationalError
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from psycopg.pq.abc import PGconn, PGresult

__all__ = ["Word", "meanwhile", "plain", "row", "sound"]

#: What a statement may be told: text, or bytes as they are.
Word = str | bytes
_BYTEA, _UNKNOWN, _BINARY, _TEXT = 17, 0, 1, 0
_DONE = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}


def sound(using: str) -> BaseDatabaseWrapper:
    """Give a connection that is open, and whose transaction was not broken."""
    connection = connections[using]
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    return connection


def row(connection: BaseDatabaseWrapper, statement: LiteralString, *words: Word) -> tuple[str | None, ...]:
    """Run a statement with `$1`, `$2`, … and give its only row as text; an empty one where it has none.

    Raises:
        psycopg.Error: what the server answered instead.
    """
    raw = _begun(connection)
    result = raw.exec_params(
        statement.encode(),
        [word if isinstance(word, bytes) else word.encode() for word in words],
        [_BYTEA if isinstance(word, bytes) else _UNKNOWN for word in words],
        [_BINARY if isinstance(word, bytes) else _TEXT for word in words],
    )
    return _row(raw, result)


def meanwhile(
    connection: BaseDatabaseWrapper, statement: LiteralString, calls: Iterable[Sequence[Word]]
) -> None:
    """Run a statement once for each of these words, every time while the next words are made.

    The words are made in this thread, where connections and keys are; the other only waits for the server.

    Raises:
        psycopg.Error: what the server answered instead; no more words are made then.
    """
    with ThreadPoolExecutor(1) as sender:
        under_way = None
        for words in calls:
            if under_way is not None:
                under_way.result()
            under_way = sender.submit(row, connection, statement, *words)
        if under_way is not None:
            under_way.result()


def plain(connection: BaseDatabaseWrapper, *statements: LiteralString) -> tuple[str | None, ...]:
    """Run statements without words in one trip, each after the one before, and give the row of the last."""
    raw = _begun(connection)
    return _row(raw, raw.exec_("; ".join(statements).encode()))


def _begun(connection: BaseDatabaseWrapper) -> PGconn:
    """Give the bare connection, within the transaction that Django began: the driver waits with saying so."""
    raw = connection.connection
    if raw is None or raw.closed:
        # What was begun on it is gone; a new connection would know nothing of that.
        raise OperationalError("the connection is closed")
    if not raw.autocommit and raw.pgconn.transaction_status == TransactionStatus.IDLE:
        _row(raw.pgconn, raw.pgconn.exec_(b"BEGIN"))
    pgconn: PGconn = raw.pgconn
    return pgconn


def _row(raw: PGconn, result: PGresult) -> tuple[str | None, ...]:
    if result.status not in _DONE:
        error = error_from_result(result)
        if raw.status == ConnStatus.BAD and not isinstance(error, OperationalError):
            # The server could not say why any more: an outage, and no fault of the statement.
            raise OperationalError("the connection was lost") from error
        raise error
    if result.ntuples != 1:
        return ()
    values = (result.get_value(0, column) for column in range(result.nfields))
    return tuple(None if value is None else value.decode() for value in values)
