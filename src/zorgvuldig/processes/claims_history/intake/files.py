"""Reads the files of a history and checks each line: a Parquet file for each year.

The manifest of the directory names the files with their digests; a file that is not named is not taken in.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "claims_history"
_MANIFEST = "manifest.json"
_MOST_LINES = 2_000_000
_TEXT = pa.string()
_COLUMNS = {
    "message": _TEXT,
    "message_version": _TEXT,
    "claim_number": _TEXT,
    "invoice_number": _TEXT,
    "bsn": _TEXT,
    "label": _TEXT,
    "provider": _TEXT,
    "regime": _TEXT,
    "received_on": pa.date32(),
    "code_list": _TEXT,
    "service_code": _TEXT,
    "service_name": _TEXT,
    "started_on": pa.date32(),
    "ended_on": pa.date32(),
    "quantity": pa.int32(),
    "charged_cents": pa.int64(),
    "approved_cents": pa.int64(),
    "own_share_cents": pa.int64(),
}
# How long a text may be, as the records hold it.
_LENGTHS = {
    "message": 10,
    "message_version": 10,
    "claim_number": 40,
    "invoice_number": 40,
    "provider": 8,
    "label": 4,
    "code_list": 3,
    "service_code": 20,
    "service_name": 200,
}
_REGIMES = pa.array(["Zvw", "AV", "Wlz"])
#: What lines of one claim have in common.
OF_THE_CLAIM = (
    "message",
    "message_version",
    "invoice_number",
    "bsn",
    "label",
    "provider",
    "regime",
    "received_on",
)


class HistoryError(ValueError):
    """A history that cannot be taken over; says which file, which line where it can, and what to do."""


@dataclass(frozen=True)
class HistoryFile:
    """One file that was read whole and is right in form."""

    name: str
    digest: str
    lines: pa.Table
    """One row a line; texts are dictionaries. The lines of a claim stand together."""
    starts: pa.Array
    """The place of the first line of each claim."""
    claim_of: pa.Array
    """The claim of each line, counted from zero."""
    before: int = 0
    """How many lines of the file stand before these."""

    def parts(self, most: int) -> Iterator[HistoryFile]:
        """Give the file in parts of about so many lines, each with whole claims."""
        places = self.starts.to_pylist()
        first = 0
        for place, start in enumerate(places[1:], start=1):
            if start - places[first] >= most:
                yield self._part(first, place, start)
                first = place
        yield self._part(first, len(places), self.lines.num_rows)

    def _part(self, first: int, end: int, last: int) -> HistoryFile:
        start = self.starts[first].as_py()
        return replace(
            self,
            lines=self.lines.slice(start, last - start),
            starts=pc.subtract(self.starts.slice(first, end - first), start),
            claim_of=pc.subtract(self.claim_of.slice(start, last - start), first),
            before=start,
        )


def list_files(directory: Path) -> dict[str, str]:
    """List the files of the history with their digests, as the manifest names them; none is no error."""
    try:
        named = json.loads((directory / _MANIFEST).read_bytes()).get("history", {})
        return {str(name): str(entry["sha256"]) for name, entry in named.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HistoryError(f"{_MANIFEST} does not tell the files of the history; make it anew") from error


def read_history(directory: Path) -> Iterator[HistoryFile]:
    """Read the files of a history one by one (declaratiehistorie); the next when the one before is done."""
    for name, digest in list_files(directory).items():
        if "/" in name or name.startswith("."):
            raise HistoryError(f"{name!r} is no name of a file in {FOLDER}")
        yield _read(directory / FOLDER / name, digest)


def _read(path: Path, digest: str) -> HistoryFile:
    try:
        with path.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
        if found != digest:
            raise HistoryError(f"{path.name}: differs from what {_MANIFEST} promises; make it anew")
        with pq.ParquetFile(path) as file:
            if file.metadata.num_rows > _MOST_LINES:
                raise HistoryError(f"{path.name}: more than {_MOST_LINES} lines; split it in two files")
            table = file.read()
    except (OSError, pa.ArrowInvalid) as error:
        raise HistoryError(f"{path.name}: no Parquet file that can be read; make it anew") from error
    lines = _columns(path.name, table)
    _check(path.name, lines)
    starts, claim_of = _claims(path.name, lines)
    return HistoryFile(path.name, digest, lines, starts, claim_of)


def _columns(name: str, table: pa.Table) -> pa.Table:
    """Take the columns that we know, of the kinds that we know; any other stops it."""
    if set(table.column_names) != set(_COLUMNS):
        odd = sorted(set(table.column_names) ^ set(_COLUMNS))
        raise HistoryError(f"{name}: columns {', '.join(odd)} are missing or unknown")
    columns = {}
    for column, kind in _COLUMNS.items():
        values = table[column].combine_chunks()
        if values.null_count:
            raise HistoryError(f"{name}: column {column} has rows without a value")
        try:
            plain = pc.cast(values, kind)
            columns[column] = pc.dictionary_encode(plain) if kind is _TEXT else plain
        except pa.ArrowInvalid as error:
            raise HistoryError(f"{name}: column {column} is not of the kind {kind}") from error
    return pa.table(columns)


def _check(name: str, lines: pa.Table) -> None:
    """Check every line on what the records demand; names the first line that is wrong."""
    for column, most in _LENGTHS.items():
        texts = lines[column].chunk(0).dictionary if lines.num_rows else pa.array([], _TEXT)
        if any(len(text) > most or not text for text in texts.to_pylist()):
            raise HistoryError(f"{name}: column {column} holds an empty text, or one longer than {most}")
    wrong = {
        "regime is not Zvw, AV or Wlz": pc.invert(pc.is_in(lines["regime"].cast(_TEXT), _REGIMES)),
        "bsn is not nine digits": pc.invert(pc.match_substring_regex(lines["bsn"].cast(_TEXT), "^[0-9]{9}$")),
        "ended_on lies before started_on": pc.less(lines["ended_on"], lines["started_on"]),
        "quantity is less than one": pc.less(lines["quantity"], 1),
        "charged_cents is below zero": pc.less(lines["charged_cents"], 0),
        "approved_cents is below zero": pc.less(lines["approved_cents"], 0),
        "approved_cents is more than charged_cents": pc.greater(
            lines["approved_cents"], lines["charged_cents"]
        ),
        "own_share_cents is below zero": pc.less(lines["own_share_cents"], 0),
        "own_share_cents is more than approved_cents": pc.greater(
            lines["own_share_cents"], lines["approved_cents"]
        ),
    }
    for what, places in wrong.items():
        if pc.any(places).as_py():
            raise HistoryError(f"{name}, line {pc.index(places, True).as_py() + 1}: {what}")


def _claims(name: str, lines: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Find where each claim starts; a number that comes back later would be two claims of one name."""
    numbers = lines["claim_number"].chunk(0) if lines.num_rows else pa.array([], _TEXT)
    if not lines.num_rows:
        raise HistoryError(f"{name}: holds no line; leave it out")
    codes = numbers.indices
    changes = pc.not_equal(codes[1:], codes[:-1])
    first = pa.array([0], pa.int64())
    starts = pa.concat_arrays([first, pc.add(pc.indices_nonzero(changes).cast(pa.int64()), 1)])
    if len(starts) != len(numbers.dictionary):
        raise HistoryError(f"{name}: the lines of a claim do not stand together; sort by claim_number")
    steps = pa.concat_arrays([first, changes.cast(pa.int64())])
    claim_of = pc.cumulative_sum(steps)
    for column in OF_THE_CLAIM:
        values = _codes(lines[column].chunk(0))
        if pc.any(pc.not_equal(pc.take(values, pc.take(starts, claim_of)), values)).as_py():
            raise HistoryError(f"{name}: lines of one claim differ in {column}")
    return starts, claim_of


def _codes(values: pa.Array) -> pa.Array:
    return values.indices if pa.types.is_dictionary(values.type) else values
