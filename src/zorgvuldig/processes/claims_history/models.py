"""What taking over a history reads and writes in the records, under the grants that the use case opens.

Rows go as whole columns: a file becomes text that the database copies, so that a million lines pass without
an object for each of them.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from zorgvuldig.records.blind_index import sought_bsns
from zorgvuldig.records.models import Claim, ClaimFile, ClaimFileOrigin, ClaimLine, Label, Person, Provider
from zorgvuldig.records.staging import record_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.processes.claims_history.intake.files import HistoryFile

_ACCEPTED = "accepted"
_AMOUNTS = ("charged_cents", "approved_cents", "own_share_cents")
_NOON = 12 * 3600
_DAY = 24 * 3600
_WITHOUT_HEAD = csv.WriteOptions(include_header=False)


@dataclass(frozen=True, kw_only=True)
class Ties:
    """What the texts of a file stand for: persons by BSN, labels by UZOVI, providers by AGB code."""

    persons: Mapping[str, UUID]
    labels: Mapping[str, UUID]
    providers: Mapping[str, UUID]


@dataclass(frozen=True)
class Counts:
    """How many claims and lines stand in a run, and for how much."""

    claims: int
    lines: int
    charged_cents: int
    approved_cents: int
    own_share_cents: int


@dataclass(frozen=True)
class Text:
    """Rows of one table as the database copies them."""

    columns: list[str]
    text: memoryview


@dataclass(frozen=True)
class Written:
    """A part of a file, ready to be recorded; no row of it is an object here."""

    rows: int
    claims: Text
    lines: Text


class Indexes:
    """The blind indexes of numbers, each made once however many files name it."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bytes, ...]] = {}

    def of(self, numbers: Sequence[str]) -> dict[str, tuple[bytes, ...]]:
        """Give for each BSN the indexes under which somebody may stand."""
        fresh = [number for number in numbers if number not in self._known]
        found = zip(fresh, sought_bsns(fresh), strict=True)
        self._known.update((number, sought.every) for number, sought in found)
        return {number: self._known[number] for number in numbers}


def find_labels() -> dict[str, UUID]:
    """Find the labels by their UZOVI number."""
    return dict(Label.objects.values_list("uzovi", "id"))


def find_persons(indexes: Mapping[str, tuple[bytes, ...]]) -> dict[str, UUID]:
    """Find persons by the blind indexes of their BSN."""
    every = [index for sought in indexes.values() for index in sought]
    rows = Person.objects.filter(bsn_index__in=every).values_list("bsn_index", "id")
    found = {bytes(index): person for index, person in rows if index is not None}
    return {number: found[index] for number, sought in indexes.items() for index in sought if index in found}


def find_providers(codes: Sequence[str]) -> dict[str, UUID]:
    """Find care providers by their AGB code."""
    return dict(Provider.objects.filter(agb_code__in=codes).values_list("agb_code", "id"))


def count(file: HistoryFile) -> Counts:
    """Count what stands in a file."""
    sums = (pc.sum(file.lines[name]).as_py() for name in _AMOUNTS)
    return Counts(len(file.starts), file.lines.num_rows, *sums)


def written_ahead(parts: Iterable[HistoryFile], run_id: UUID, ties: Ties) -> Iterator[Written]:
    """Write each part of a file as text while the database takes in the part before."""
    waiting: deque[Future[Written]] = deque()
    with ThreadPoolExecutor(max_workers=1) as writer:
        for part in parts:
            waiting.append(writer.submit(_written, part, run_id, ties))
            if len(waiting) > 1:
                yield waiting.popleft().result()
        yield waiting.popleft().result()


def record(written: Written) -> None:
    """Record the claims of a part with their lines; everything in it was settled (vastleggen)."""
    record_text(Claim, written.claims.columns, written.claims.text)
    record_text(ClaimLine, written.lines.columns, written.lines.text)


def record_file(
    file: HistoryFile,
    *,
    run_id: UUID,
    counts: Counts,
    at: datetime,
    decisions: Sequence[Mapping[str, object]],
) -> None:
    """Record the file itself with its counts and the decisions under which it was taken over."""
    ClaimFile(
        id=run_id,
        label_id=None,
        name=file.name,
        digest=file.digest,
        # Each claim tells by which message it came: a file of a year holds all of them.
        message="",
        message_version="",
        came_as=ClaimFileOrigin.HISTORY,
        received_at=at,
        state="processed",
        claims=counts.claims,
        accepted=counts.claims,
        charged_cents=counts.charged_cents,
        approved_cents=counts.approved_cents,
        own_share_cents=counts.own_share_cents,
        findings=[],
        decisions=list(decisions),
    ).save(force_insert=True)


def _claims(file: HistoryFile, run_id: UUID, ties: Ties, keys: pa.Array, subjects: pa.Array) -> pa.Table:
    """Make the rows of the claims: what their lines have in common, and the sums of the rest."""
    lines, starts = file.lines, np.asarray(file.starts)
    one, first = len(starts), lines.take(file.starts)
    sums = {name: pa.array(np.add.reduceat(lines[name].to_numpy(), starts)) for name in _AMOUNTS}
    began = np.minimum.reduceat(_ordinals(lines["started_on"]), starts)
    ended = np.maximum.reduceat(_ordinals(lines["ended_on"]), starts)
    received = pa.array(_ordinals(first["received_on"]) * _DAY + _NOON, pa.timestamp("s", tz="UTC"))
    return pa.table(
        {
            "id": keys,
            "run_id": _same(str(run_id), one),
            "label_id": _tied(first["label"].chunk(0), ties.labels),
            "subject_id": subjects,
            "bsn_index": pa.nulls(one, pa.string()),
            "message": first["message"],
            "message_version": first["message_version"],
            "invoice_number": first["invoice_number"],
            "claim_number": first["claim_number"],
            "provider_id": _tied(first["provider"].chunk(0), ties.providers),
            "provider_agb": first["provider"],
            "regime": first["regime"],
            "care_code": _same("", one),
            "started_on": pa.array(began.astype(np.int32)).cast(pa.date32()),
            "ended_on": pa.array(ended.astype(np.int32)).cast(pa.date32()),
            **sums,
            "state": _same(_ACCEPTED, one),
            "received_at": pc.strftime(received, "%Y-%m-%d %H:%M:%S+00"),
            "file_digest": _same(file.digest, one),
            "row": pa.array(starts + file.before + 1),
        }
    )


def _lines(file: HistoryFile, run_id: UUID, claim_keys: pa.Array, subjects: pa.Array) -> pa.Table:
    lines, count = file.lines, file.lines.num_rows
    numbers = np.arange(1, count + 1) + file.before
    return pa.table(
        {
            "id": _keys(count),
            "claim_id": claim_keys,
            "run_id": _same(str(run_id), count),
            "subject_id": subjects,
            "row": pa.array(numbers),
            # By which number a credit would name it, the history does not say.
            "reference": pa.repeat("", count),
            "service_code_list": lines["code_list"],
            "service_code": lines["service_code"],
            "service_name": lines["service_name"],
            "started_on": lines["started_on"],
            "ended_on": lines["ended_on"],
            "quantity": lines["quantity"],
            "charged_cents": lines["charged_cents"],
            "approved_cents": lines["approved_cents"],
            "own_share_cents": lines["own_share_cents"],
            "distinction": _same("", count),
            "state": _same(_ACCEPTED, count),
        }
    )


def _written(file: HistoryFile, run_id: UUID, ties: Ties) -> Written:
    keys = _keys(len(file.starts))
    subjects = _tied(file.lines["bsn"].chunk(0), ties.persons)
    claims = _claims(file, run_id, ties, keys, pc.take(subjects, file.starts))
    lines = _lines(file, run_id, pc.take(keys, file.claim_of), subjects)
    return Written(file.lines.num_rows, _text(claims), _text(lines))


def _text(rows: pa.Table) -> Text:
    plain = pa.table({column: _plain(rows[column]) for column in rows.column_names})
    text = pa.BufferOutputStream()
    csv.write_csv(plain, text, _WITHOUT_HEAD)
    return Text(rows.column_names, memoryview(text.getvalue()))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _keys(count: int) -> pa.Array:
    """Draw random keys (UUID version 4) as hexadecimal text: a key reveals nothing (no covert channel)."""
    drawn = np.frombuffer(os.urandom(16 * count), dtype=np.uint8).reshape(count, 16).copy()
    drawn[:, 6] = (drawn[:, 6] & 0x0F) | 0x40
    drawn[:, 8] = (drawn[:, 8] & 0x3F) | 0x80
    text = drawn.tobytes().hex().encode()
    bounds = np.arange(0, 32 * count + 1, 32, dtype=np.int32)
    buffers = [None, pa.py_buffer(bounds.tobytes()), pa.py_buffer(text)]
    return pa.Array.from_buffers(pa.string(), count, buffers)


def _tied(texts: pa.DictionaryArray, known: Mapping[str, UUID]) -> pa.DictionaryArray:
    """Put the key in the records in the place of each text."""
    keys = pa.array([str(known[text]) for text in texts.dictionary.to_pylist()], pa.string())
    return pa.DictionaryArray.from_arrays(texts.indices, keys)


def _same(value: str, count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype=np.int32)), pa.array([value]))


def _ordinals(days: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.asarray(days.cast(pa.int32()).to_numpy(), dtype=np.int64)
