"""Speak with the gate of the database: prove what was decided, and get a token, a fact or nothing.

The proof is an HMAC-SHA256 over exactly what is asked. Its key lies in a file that the application reads;
the database holds the two padded blocks of it where only the gate's own functions see them. SQL that was
smuggled into a session can call the gate and cannot prove anything.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import UUID

import psycopg
from django.db import DatabaseError, connections, transaction

from zorgvuldig.ledger.trip import meanwhile, row, sound
from zorgvuldig.records.key_provider import key_provider
from zorgvuldig.records.keys import read_ring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper

    from zorgvuldig.ledger.trip import Word
    from zorgvuldig.records.key_rings import Ring

PROOF_KEY = "gate-proof"
#: How long a grant may be used; the database refuses more than five minutes.
GRANT_SECONDS = 290
#: A question needs no longer than its own way to the database.
QUESTION_SECONDS = 30
_BLOCK = 64
#: The role and the token of the bare application, and the two statements by which a session changes them.
BARE = ("none", "")
STEP_BACK: LiteralString = (
    "SELECT s.role, s.token, set_config('role', 'none', true), set_config('zv.grant', '', true) "
    "FROM (SELECT current_setting('role') AS role, "
    "coalesce(current_setting('zv.grant', true), '') AS token OFFSET 0) s"
)
_OPEN: LiteralString = (
    "SELECT o.token, set_config('zv.grant', o.token::text, true), set_config('role', $1, true) "
    "FROM (SELECT gate.open($2, $3) AS token OFFSET 0) o"
)
STAND: LiteralString = "SELECT set_config('role', $1, true), set_config('zv.grant', $2, true)"


class GateError(RuntimeError):
    """The gate gave no answer that can be used; nothing is opened."""


def prove(
    kind: str, body: Mapping[str, Any], *, using: str = "default", seconds: int = QUESTION_SECONDS
) -> tuple[str, bytes]:
    """Write what is asked and make the proof over exactly these bytes, for one session of the database.

    Whoever got hold of a proof, from a log or a dump, cannot use it in a session of their own.
    """
    # The clock of the moment, not the date of the decision: a proof is good for minutes of real time.
    until = int(time.time()) + seconds
    asked = {**body, "kind": kind, "expires": until, "session": _session(using)}
    payload = json.dumps(asked, separators=(",", ":"))
    return payload, key_provider().mac(PROOF_KEY, [payload.encode()])[0]


def _session(using: str) -> int:
    connection = connections[using]
    connection.ensure_connection()
    number: int = connection.connection.info.backend_pid
    return number


def ask(using: str, function: str, kind: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Call one function of the gate that answers a proved question; None when it knows nothing."""
    payload, proof = prove(kind, body, using=using)
    answer = _one(using, f"SELECT gate.{function}($1, $2)::text", payload, proof)
    return json.loads(answer[0]) if answer[0] else None


def open_grant(using: str, body: Mapping[str, Any], *, family: str) -> UUID:
    """Write the entry, open the grant, and take on the family's role: one statement, one moment."""
    payload, proof = prove("open", body, using=using, seconds=GRANT_SECONDS)
    token = _one(using, _OPEN, family, payload, proof)[0]
    if token is None:
        raise GateError("the gate opened nothing for a permitted processing; see the database's log")
    return UUID(token)


def enter(using: str, body: Mapping[str, Any]) -> None:
    """Write an entry that opens nothing: a refusal, or what became of a permitted processing."""
    _one(using, "SELECT gate.open($1, $2)", *prove("open", body, using=using))


def write_segment(using: str, bodies: Iterable[Mapping[str, Any]]) -> None:
    """Write a segment leaf with its rows, part by part; only the bare application may."""
    call: tuple[LiteralString, str] = ("SELECT gate.segment($1, $2)", "segment")
    for body in bodies:
        _one(using, call[0], *prove(call[1], body, using=using))
        call = ("SELECT gate.segment_part($1, $2)", "segment-part")


def write_decided(
    using: str,
    parts: Iterable[tuple[Mapping[str, Any], bytes]],
    leaf: Callable[[], Mapping[str, Any]],
) -> None:
    """Write the packed rows of a bulk decision, part by part as they are made, and then the leaf over them.

    Only the bare application may.
    """
    calls = ((*prove("segment-packed", body, using=using), packed) for body, packed in parts)
    meanwhile(sound(using), "SELECT gate.segment_packed($1, $2, $3)", calls)
    _one(using, "SELECT gate.segment($1, $2)", *prove("segment", leaf(), using=using))


@contextmanager
def stepped_back(using: str) -> Iterator[None]:
    """Be the bare application for the block, and put back the role and the grant that stood before.

    After an error nothing is put back where the transaction is beyond use: nothing can be read there either.
    """
    role, token, *_ = _one(using, STEP_BACK)
    try:
        yield
    finally:
        with suppress(DatabaseError, psycopg.Error):
            _one(using, STAND, role or "none", token or "")


def _one(using: str, statement: LiteralString, *words: Word) -> tuple[str | None, ...]:
    return row(sound(using), statement, *words)


def install_key(connection: BaseDatabaseWrapper) -> None:
    """Lay the padded blocks of every proof key in the database, as the owner; repeat after a change of key.

    While a key is changed there are two: the coming one is known here before anyone proves with it.
    """
    blocks = proof_blocks(read_ring(PROOF_KEY))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("DELETE FROM gate.proof_key")
        for pair in blocks:
            cursor.execute(
                "INSERT INTO gate.proof_key (inner_block, outer_block) VALUES (%s, %s)", list(pair)
            )


def proof_blocks(ring: Ring) -> list[tuple[bytes, bytes]]:
    """Give the two padded blocks of each proof key; only whoever reads the files of keys can."""
    padded = [key.secret.ljust(_BLOCK, b"\0") for key in ring.keys]
    return [
        (bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key))  # RFC 2104: ipad and opad
        for key in padded
    ]
