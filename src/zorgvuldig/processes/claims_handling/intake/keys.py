"""Level N2, keys: a record belongs to the record above it, and no record stands twice (standard 6.4.2).

The logical keys are marked in the layout; a key is compared with the same data element of the parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.bsn import NO_BSN, is_bsn
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding
from zorgvuldig.processes.claims_handling.intake.shapes import find_shape
from zorgvuldig.processes.claims_handling.intake.wording import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Field, Layout, Message, RecordLayout, Row

_INSURED, _SERVICE = "02", "04"
_PARENT = {"04": "02", "06": "04", "16": "04", "17": "04"}
_PARENT_CONTROL = {
    "04": "service-parent",
    "06": "tariff-parent",
    "16": "activity-parent",
    "17": "time-parent",
}
_REPEATED_CONTROL = {
    "02": "insured-repeated",
    "04": "service-repeated",
    "06": "tariff-repeated",
    "16": "activity-repeated",
    "17": "time-repeated",
}
_PARENT_NAME = {"02": "de verzekerde", "04": "de prestatie"}
_BSN = "NUM313"
_PERSON_KEY = ("NUM313", "COD061", "NUM003")


@dataclass(frozen=True)
class _Pair:
    """A key field of a record and the same element in the record above it."""

    own: Field
    above: Field


def check_keys(message: Message) -> Iterator[Finding]:
    """Check that keys agree with the record above, and that no record with the same keys stands twice."""
    layout = message.layout
    shape = find_shape(layout)
    # care on another tooth or on another prescription is no repetition
    apart = shape.line.ids.get("distinction", ()) if shape else ()
    above: dict[str, Row] = {}
    seen: set[str] = set()
    for row in message.rows:
        if row.record not in _REPEATED_CONTROL:
            continue
        yield from _check_parent(row, above.get(_PARENT.get(row.record, "")), layout)
        yield from _check_repeated(row, layout, seen, apart)
        if row.record == _INSURED:
            above = {_INSURED: row}
        elif row.record == _SERVICE:
            above[_SERVICE] = row


def _check_parent(row: Row, parent: Row | None, layout: Layout) -> Iterator[Finding]:
    if parent is None:
        return
    for pair in _pairs(layout.records[row.record], layout.records[parent.record]):
        own, theirs = row.raw[pair.own.place], parent.raw[pair.above.place]
        if own == theirs:
            continue
        if pair.own.element == _BSN and not (is_bsn(own) and is_bsn(theirs)):
            continue  # a BSN that is no BSN is named once, as such
        text = (
            f"{at(row, pair.own)} deze sleutel is anders dan in veld {pair.above.id} van "
            f"{_PARENT_NAME[parent.record]} (regel {parent.number}). Maak ze gelijk."
        )
        control = _PARENT_CONTROL[row.record]
        yield make_finding(control, text, record=row.record, row=row.number, field=pair.own)
        return


def _check_repeated(row: Row, layout: Layout, seen: set[str], apart: tuple[str, ...]) -> Iterator[Finding]:
    fields = _identity(layout.records[row.record], apart)
    if not fields:
        return
    if (
        row.record == _INSURED
        and row.raw[fields[0].place] == NO_BSN
        and not row.raw[fields[-1].place].strip()
    ):
        return
    key = row.record + "".join(row.raw[field.place] for field in fields)
    if key in seen:
        text = f"{at(row, fields[0])} dit record staat er al, met dezelfde sleutels. Haal het weg."
        yield make_finding(
            _REPEATED_CONTROL[row.record], text, record=row.record, row=row.number, field=fields[0]
        )
    seen.add(key)


@lru_cache(maxsize=256)
def _pairs(record: RecordLayout, parent: RecordLayout) -> tuple[_Pair, ...]:
    pairs = []
    for field in record.fields:
        above = parent.element(field.element, field.parent_element or "") if field.key == "logical" else None
        if above is None or above.length != field.length or _is_own(field, above):
            continue
        pairs.append(_Pair(field, above))
    return tuple(pairs)


def _is_own(field: Field, above: Field) -> bool:
    """Say whether a key names the record itself: the record above may do without (zorgactiviteitnummer)."""
    return field.presence == "M" and above.presence == "C"


@lru_cache(maxsize=256)
def _identity(record: RecordLayout, apart: tuple[str, ...]) -> tuple[Field, ...]:
    """Give the fields that make a record one of a kind: its logical keys and its debit or credit letter."""
    keys = [field for field in record.fields if field.key == "logical"]
    if record.id == _INSURED:
        return tuple(field for field in keys if field.element in _PERSON_KEY)
    sign = [field for field in record.fields if "COD043" in {field.element, field.parent_element}]
    more = [record.by_id[field_id] for field_id in apart if field_id in record.by_id]
    return (*keys, *sign[-1:], *more) if keys else ()
