"""Renew the blind indexes of numbers under the key in use, in batches that may be interrupted at any moment.

Nobody's number is opened for it: an index is renewed from itself (records/key_chains.py), also that of a
claim of somebody unknown, of whom the number was never kept. Whoever looks somebody up meanwhile asks under
both keys.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zorgvuldig.interfaces.key_care.files import keeping, write_ring
from zorgvuldig.ledger import gate
from zorgvuldig.records.key_provider import FileKeys
from zorgvuldig.records.keys import read_ring

__all__ = ["CLAIM_INDEX", "INDEX", "PERSON_INDEX", "ask_again", "indexed_by", "reindex"]

INDEX = "bsn-index"
PERSON_INDEX = "person-index"
CLAIM_INDEX = "claim-index"


def indexed_by(first: str) -> dict[str, dict[str, int]]:
    """Count the rows under each key, by table and name of key; what names none stands under the first."""
    counted = gate.ask("default", "keys_indexed", "keys-indexed", {}) or {}
    return {
        table: {name or first: many for name, many in by.items() if many} for table, by in counted.items()
    }


def reindex(keys: FileKeys, table: str, *, batch: int) -> Iterator[int]:
    """Renew one table, and give after each batch, a transaction of its own, how many it renewed."""
    name = keys.names(INDEX)[0]
    asked: dict[str, Any] = {"table": table, "name": name, "limit": batch, "past": None}
    while rows := _page(asked):
        yield _renew(keys, table, rows)
        asked["past"] = rows[-1]["id"]


def _page(asked: dict[str, Any]) -> list[dict[str, Any]]:
    rows = gate.ask("default", "keys_to_reindex", "keys-to-reindex", asked)
    return rows or []  # type: ignore[return-value] # this function answers with a list


def ask_again(folder: Path) -> bool:
    """Ask under earlier keys again where rows stand under them; tell whether that was needed.

    A backup of before a change brings such rows back, and nobody in them would be found.
    """
    ring = read_ring(INDEX, folder=folder)
    inner = {key.name for key in ring.keys if key.inner}
    if not inner or not any(inner & by.keys() for by in indexed_by(ring.upward[0].name).values()):
        return False
    with keeping(folder):
        write_ring(folder, INDEX, read_ring(INDEX, folder=folder).with_inner(inner=False))
    return True


def _renew(keys: FileKeys, table: str, rows: list[dict[str, Any]]) -> int:
    renewed = keys.lift(INDEX, [bytes.fromhex(row["index"]) for row in rows])
    body = {
        "table": table,
        "rows": [
            {"id": row["id"], "old": row["index"], "new": new.hex()}
            for row, new in zip(rows, renewed, strict=True)
        ],
    }
    answer = gate.ask("default", "keys_reindexed", "keys-reindexed", body)
    return int((answer or {})["changed"])
