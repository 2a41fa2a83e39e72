"""Speak with the gate of the database: prove what was decided, and get a token, a fact or nothing.

The proof is an HMAC-SHA256 over exactly what is asked. Its key lies in a file that the application reads;
the database holds the two padded blocks of it where only the gate's own functions see them. SQL that was
smuggled into a session can call the gate and cannot prove anything.
"""

from __future__ import annotations

import hmac
import json
import time
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction

from zorgvuldig.ledger.canonical import canonical
from zorgvuldig.records.keys import read_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.backends.base.base import BaseDatabaseWrapper

PROOF_KEY = "gate-proof"
#: How long a grant may be used; the database refuses more than five minutes.
GRANT_SECONDS = 290
#: A question needs no longer than its own way to the database.
QUESTION_SECONDS = 30
_BLOCK = 64


class GateError(RuntimeError):
    """The gate gave no answer that can be used; nothing is opened."""


def prove(kind: str, body: Mapping[str, Any], *, seconds: int = QUESTION_SECONDS) -> tuple[str, bytes]:
    """Write what is asked in one canonical form and make the proof over it."""
    # The clock of the moment, not the date of the decision: a proof is good for minutes of real time.
    payload = canonical({**body, "kind": kind, "expires": int(time.time()) + seconds})
    return payload.decode(), hmac.digest(read_key(PROOF_KEY), payload, "sha256")


def ask(using: str, function: str, kind: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Call one function of the gate that answers a proved question; None when it knows nothing."""
    payload, proof = prove(kind, body)
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT gate.{function}(%s, %s)", [payload, proof])
        row = cursor.fetchone()
    return json.loads(row[0]) if row and row[0] else None


def open_grant(using: str, body: Mapping[str, Any], *, family: str) -> UUID:
    """Write the entry, open the grant, and take on the family's role: one statement, one moment."""
    payload, proof = prove("open", body, seconds=GRANT_SECONDS)
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT o.token, set_config('zv.grant', o.token::text, true), set_config('role', %s, true) "
            "FROM (SELECT gate.open(%s, %s) AS token OFFSET 0) o",
            [family, payload, proof],
        )
        row = cursor.fetchone()
    if not row or row[0] is None:
        raise GateError("the gate opened nothing for a permitted processing; see the database's log")
    token: UUID = row[0]
    return token


def enter(using: str, body: Mapping[str, Any]) -> None:
    """Write an entry that opens nothing: a refusal, or what became of a permitted processing."""
    payload, proof = prove("open", body)
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT gate.open(%s, %s)", [payload, proof])


def write_segment(using: str, body: Mapping[str, Any]) -> None:
    """Write a segment leaf with its rows; the role steps back for that one statement."""
    payload, proof = prove("segment", body)
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT gate.segment(%s, %s)", [payload, proof])


def standing(using: str) -> tuple[str, str]:
    """Give the role and the token that hold at this moment in the transaction."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), coalesce(current_setting('zv.grant', true), '')")
        row = cursor.fetchone()
    role, token = row or ("none", "")
    return str(role), str(token)


def stand(using: str, *, role: str, token: str) -> None:
    """Set role and token for the rest of the transaction, or until set again."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true), set_config('zv.grant', %s, true)", [role, token])


def close(using: str, *, token: UUID, role: str, outer: str) -> None:
    """Lay the role down, end the grant, and put back what stood before."""
    stand(using, role="none", token="")
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT gate.close(%s)", [token])
    if role != "none" or outer:
        stand(using, role=role, token=outer)


def install_key(connection: BaseDatabaseWrapper) -> None:
    """Lay the padded blocks of the proof key in the database, as the owner; repeat after a change of key."""
    key = read_key(PROOF_KEY).ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("DELETE FROM gate.proof_key")
        cursor.execute(
            "INSERT INTO gate.proof_key (inner_block, outer_block) VALUES (%s, %s)", [inner, outer]
        )
