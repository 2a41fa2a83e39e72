"""Writes a message from plain values: numbers padded with zeros, texts with spaces, totals computed.

`compose` takes the values of each record as they are; `claim_file` builds a whole GZ321 from persons and
care.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.message import FieldValues, Layout, RecordLayout, Row
from zorgvuldig.processes.claims_handling.intake.totals import ALL_DETAILS, COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zorgvuldig.processes.claims_handling.intake.message import Field

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
    unknown = sorted(set(values) - set(place.by_id))
    if unknown:
        raise FieldError(
            f"record {record} of {layout.message} {layout.version} has no field {', '.join(unknown)}"
        )
    # every record opens with its own kind, also where a layout does not say so
    named = {place.fields[0].id: record} | dict(values)
    raw = "".join(_fill(field, named.get(field.id)) for field in place.fields)
    return Row(number, record, FieldValues(raw, place), raw)


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
    return Row(row.number, row.record, FieldValues(raw, record), raw)


def _fill(field: Field, value: str | None) -> str:
    if value is None:
        value = field.fixed if field.fixed is not None else ""
    if len(value) > field.length:
        raise FieldError(
            f"field {field.id} ({field.name}) holds {field.length} positions; {len(value)} were given"
        )
    if any(ord(character) > 0xFF for character in value):  # noqa: PLR2004 — the last character of Latin-1
        raise FieldError(f"field {field.id} ({field.name}) holds a character that Latin-1 does not have")
    if field.type == "N":
        return value.rjust(field.length, "0")
    return value.ljust(field.length)
