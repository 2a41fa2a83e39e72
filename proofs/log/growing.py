"""A log of made-up entries, put where the gate would put them, and given its place by the real sequencer."""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from zorgvuldig.ledger import keys
from zorgvuldig.ledger.decided_rows import DecidedRows
from zorgvuldig.ledger.leaf import Leaf
from zorgvuldig.ledger.segments import SegmentRow, build_segment
from zorgvuldig.ledger.sequencer import Sequencer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from zorgvuldig.ledger.leaf import SegmentRoot
    from zorgvuldig.ledger.tiles import Tile

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
_SAID = ({"outcome": "permit"}, {"outcome": "forbid"})
_ENTRY = "COPY ledger.intake (entry_id, leaf, run_id, purpose, outcome) FROM STDIN"


def leaf(entry_id: UUID, *, segment: SegmentRoot | None = None, run: UUID | None = None) -> bytes:
    """Write a leaf that is right in itself."""
    return Leaf(
        entry_id=entry_id,
        at=AT,
        actor="a" * 64,
        actor_kind="staff",
        role="claims-handler",
        unit="declaraties",
        purpose="formal-control",
        action="consult",
        data=("claim", "identification"),
        subject=None,
        run=run,
        outcome="permit",
        norms=("GC-4.2.1", "GC-4.0.1"),
        duties=(),
        bundle="b" * 64,
        receipt="c" * 64,
        segment=segment,
    ).as_bytes()


def grow(connection: psycopg.Connection[Any], count: int) -> None:
    """Put plain entries into the intake."""
    with connection.cursor() as cursor, cursor.copy(_ENTRY) as copy:
        for entry_id, content in _entries(count):
            copy.write_row((entry_id, content, None, "formal-control", "permit"))


def grow_run(connection: psycopg.Connection[Any], rows: int) -> None:
    """Put a run with its rows into the intake: one segment leaf."""
    entry_id, run = uuid4(), uuid4()
    built = build_segment(
        [SegmentRow(None, {"n": number}) for number in range(rows)],
        entry_id=entry_id,
        index_key=keys.subject_index_key(),
        wrapping_key=keys.wrapping_key(),
    )
    with connection.transaction():
        connection.execute(
            "INSERT INTO ledger.intake (entry_id, leaf, run_id, purpose, outcome) "
            "VALUES (%s, %s, %s, 'formal-control', 'permit')",
            [entry_id, leaf(entry_id, segment=built.root, run=run), run],
        )
        for number, row in enumerate(built.rows):
            connection.execute(
                "INSERT INTO ledger.segment_row (entry_id, row_index, content) VALUES (%s, %s, %s)",
                [entry_id, number, row.content],
            )
        _put_tiles(connection, entry_id, built.tiles)


def grow_decided(connection: psycopg.Connection[Any], rows: int) -> None:
    """Put a bulk decision with its block into the intake: one segment leaf."""
    entry_id, run = uuid4(), uuid4()
    decided = DecidedRows([uuid4() for _ in range(rows)], [number % 2 for number in range(rows)], _SAID)
    ordered = decided.ordered(entry_id=entry_id, index_key=keys.subject_index_key())
    ((blocks, tiles),) = ordered.made(bytes(32))
    with connection.transaction():
        connection.execute(
            "INSERT INTO ledger.intake (entry_id, leaf, run_id, purpose, outcome) "
            "VALUES (%s, %s, %s, 'formal-control', 'permit')",
            [entry_id, leaf(entry_id, segment=ordered.root, run=run), run],
        )
        connection.execute(
            "INSERT INTO ledger.decided_segment VALUES (%s, %s, %s, %s)",
            [entry_id, json.dumps(ordered.contents), uuid4(), ordered.size],
        )
        for block in blocks:
            connection.execute(
                "INSERT INTO ledger.segment_block VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [entry_id, *astuple(block)],
            )
        _put_tiles(connection, entry_id, tiles)


def sequence() -> int:
    """Give every entry its place and sign; give the size."""
    sequencer = Sequencer(keys.signing_key())
    while (done := sequencer.run_once(at=datetime.now(UTC))).taken:
        pass
    return done.size


def small_log(connection: psycopg.Connection[Any], passes: Sequence[int]) -> int:
    """Make a log under several checkpoints, with a run and a bulk decision in each pass."""
    for count in passes:
        grow(connection, count)
        grow_run(connection, 5)
        grow_decided(connection, 5)
        size = sequence()
    return size


def _put_tiles(connection: psycopg.Connection[Any], entry_id: UUID, tiles: Sequence[Tile]) -> None:
    for tile in tiles:
        connection.execute(
            "INSERT INTO ledger.segment_tile VALUES (%s, %s, %s, %s)",
            [entry_id, tile.level, tile.index, b"".join(tile.hashes)],
        )


def _entries(count: int) -> Iterator[tuple[UUID, bytes]]:
    for _ in range(count):
        entry_id = uuid4()
        yield entry_id, leaf(entry_id)
