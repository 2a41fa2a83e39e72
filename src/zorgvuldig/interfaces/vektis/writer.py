"""Writes a message from plain values: numbers padded with zeros, texts with spaces, totals computed.

`compose` takes the values of each record as they are; `claim_file` builds a whole GZ321 from persons and
care.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.message import Layout, RecordLayout, Row
from zorgvuldig.processes.claims_handling.intake.totals import ALL_DETAILS, COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zorgvuldig.processes.claims_handling.intake.message import Field

_LAST_OF_LATIN_1 = "\xff"
Record = tuple[str, "Mapping[str, str]"]


class FieldError(ValueError):
    """A value that does not fit its field, or a field that the record does not have."""


def compose(layout: Layout, records: Iterable[Record], *, first: int = 1) -> tuple[Row, ...]:
    """Lay records out as rows: every field filled up to its length, absent fields empty, fixed ones fixed."""
    return tuple(
        compose_row(layout, record, values, number=first + index)
        for index, (record, values) in enumerate(records)
    )


def compose_row(layout: Layout, record: str, values: Mapping[str, str], *, number: int = 1) -> Row:
    """Lay one record out as a row (regel)."""
    if record not in layout.records:
        raise FieldError(f"{layout.message} {layout.version} has no record {record}")
    place = layout.records[record]
    empty = _empty(place)
    parts = list(empty.parts)
    for field_id, value in values.items():
        slot = empty.slots.get(field_id)
        if slot is None:
            unknown = ", ".join(sorted(set(values) - set(place.by_id)))
            raise FieldError(f"record {record} of {layout.message} {layout.version} has no field {unknown}")
        at, length, is_number, field = slot
        # What fits is laid down here: this runs for every field of every record that is written.
        if len(value) <= length and value.isascii():
            parts[at] = value.rjust(length, "0") if is_number else value.ljust(length)
        else:
            parts[at] = _fill(field, value)
    return Row(number, record, "".join(parts), place)


@dataclass(frozen=True)
class _Empty:
    """A record with nothing in it but what is fixed, and where each of its fields goes."""

    parts: tuple[str, ...]
    slots: Mapping[str, tuple[int, int, bool, Field]]
    """By field: its place, its length, whether it is a number."""


@lru_cache(maxsize=256)
def _empty(place: RecordLayout) -> _Empty:
    # every record opens with its own kind, also where a layout does not say so
    opening, *rest = place.fields
    parts = (_fill(opening, place.id), *(_fill(field, None) for field in rest))
    slots = {field.id: (at, field.length, field.type == "N", field) for at, field in enumerate(place.fields)}
    return _Empty(parts, slots)


def closing_values(layout: Layout, records: Iterable[str]) -> dict[str, str]:
    """Count the records for the closing record (aantallen van het sluitrecord)."""
    counts = Counter(records)
    details = sum(counts.values()) - counts["01"] - counts["99"]
    values = {}
    for field in layout.records["99"].fields:
        if field.element in ALL_DETAILS:
            values[field.id] = str(details)
        elif field.element in COUNTED:
            values[field.id] = str(counts[COUNTED[field.element]])
    return values


def changed(row: Row, record: RecordLayout, values: Mapping[str, str]) -> Row:
    """Give a row with some of its fields written anew."""
    raw = row.raw
    for field_id, value in values.items():
        field = record.by_id[field_id]
        raw = raw[: field.start - 1] + _fill(field, value) + raw[field.start - 1 + field.length :]
    return Row(row.number, row.record, raw, record)


def _fill(field: Field, value: str | None) -> str:
    if value is None:
        value = field.fixed if field.fixed is not None else ""
    if len(value) > field.length:
        raise FieldError(
            f"field {field.id} ({field.name}) holds {field.length} positions; {len(value)} were given"
        )
    if not value.isascii() and max(value) > _LAST_OF_LATIN_1:
        raise FieldError(f"field {field.id} ({field.name}) holds a character that Latin-1 does not have")
    return value.rjust(field.length, "0") if field.type == "N" else value.ljust(field.length)
