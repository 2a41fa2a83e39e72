"""Violations planted in a correct claim file: one for each field and each relation, with what must be found.

Each is made from the layout: a mandatory field left empty, a letter in a number, a text that is not at the
left, reserve that is filled, a code that its list does not know, a day that does not exist, a number that
fails its test, a fixed value changed; and a breach of each relation that holds in the message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from proofs.claims.making import code_lists
from zorgvuldig.interfaces.vektis.writer import changed
from zorgvuldig.processes.claims_handling.intake.reading import is_empty
from zorgvuldig.processes.claims_handling.intake.relations.declared import declared
from zorgvuldig.processes.claims_handling.intake.shapes import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TypeAlias

    from zorgvuldig.processes.claims_handling.intake.message import Field, Layout, Row
    from zorgvuldig.processes.claims_handling.intake.shapes import Places

    Rows: TypeAlias = tuple[Row, ...]

#: In the opening record the codec itself judges which message it is (N1).
_OF_THE_CODEC, _N1 = {"0102", "0103", "0104"}, frozenset({"N1"})
UNLISTED = "code that its list does not know"
_WRONG_DAY, _WRONG_AGB, _WRONG_BSN = "20140230", "00019991", "999990018"
_LATE, _EARLY = "20251231", "19950101"


@dataclass(frozen=True)
class Planted:
    """A file with one violation, and where and on which levels it must be found."""

    what: str
    rows: Rows
    record: str
    field: str | None
    levels: frozenset[str]


def planted(layout: Layout, rows: Rows) -> Iterator[Planted]:
    """Plant each violation that fits a correct file, one at a time."""
    shown: dict[str, int] = {}
    for place, row in enumerate(rows):
        shown.setdefault(row.record, place)
    for record, place in shown.items():
        kind, *fields = layout.records[record].fields
        unknown = _with(layout, rows, place, {kind.id: "55"})
        named, field_id = (record, kind.id) if record == "01" else ("55", None)
        yield Planted("unknown kind of record", unknown, named, field_id, _N1)
        for field in fields:
            for what, level, value in _in_field(field, rows[place]):
                spoiled = _with(layout, rows, place, {field.id: value})
                levels = {level, *(_N1 if field.id in _OF_THE_CODEC else ())}
                yield Planted(what, spoiled, record, field.id, frozenset(levels))
    yield from _related(layout, rows, shown)


def _with(layout: Layout, rows: Rows, place: int, values: Mapping[str, str]) -> Rows:
    row = rows[place]
    return (*rows[:place], changed(row, layout.records[row.record], values), *rows[place + 1 :])


def _in_field(field: Field, row: Row) -> Iterator[tuple[str, str, str]]:
    """Give what can be wrong in one field: what, the level of the finding, and the value."""
    text = row.raw[field.place]
    if field.meaning == "reserve":
        yield "reserve filled", "N3", "X"
        return
    empty = is_empty(field, text)
    if field.presence == "M" and not empty and not _may_be_zero(field):
        yield "mandatory field empty", "N3", ""
    if field.type == "N":
        yield "letter in a number", "N3", "A".rjust(field.length, "0")
    elif field.length > 1 and not empty:
        yield "text not at the left", "N3", f" {text[:-1].strip() or 'A'}"[: field.length]
    wrong = _wrong_value(field)
    if wrong is not None:
        yield (*wrong[:1], "N4", wrong[1])


def _may_be_zero(field: Field) -> bool:
    """Say whether zeros are a value here: a count, or a code of the list (a gender that is unknown)."""
    codes = code_lists().find(field.code_list) if field.code_list else None
    return field.id.startswith("99") or (codes is not None and "0" * field.length in codes)


def _wrong_value(field: Field) -> tuple[str, str] | None:
    if field.fixed is not None:
        other = "9" * field.length if field.type == "N" else "Z" * field.length
        return ("fixed value changed", other) if other != field.fixed else None
    if field.meaning == "date":
        return "day that does not exist", _WRONG_DAY
    if field.is_agb_code:
        return "number that is no AGB code", _WRONG_AGB
    named = {"NUM313": _WRONG_BSN, "COD061": "0001", "NUM351": "NL12", "NUM406": "NL91ABNA0417164301"}
    if field.element in named:
        return "number that fails its test", named[field.element]
    return _unlisted(field)


def _unlisted(field: Field) -> tuple[str, str] | None:
    codes = code_lists().find(field.code_list) if field.code_list else None
    if field.allowed or codes is None:
        return None
    letters = "0123456789" if field.type == "N" else "QXZ9"
    tried = (letter * field.length for letter in letters if letter != "0")
    other = next((code for code in tried if code not in codes), None)
    return (UNLISTED, other) if other else None


def _related(layout: Layout, rows: Rows, shown: Mapping[str, int]) -> Iterator[Planted]:
    """Breach each relation that holds in every claim message, and each that is declared (N5)."""
    for field_id, values in _HEADING:
        yield _breach(layout, rows, 0, field_id, values)
    for field_id, values in _INSURED:
        yield _breach(layout, rows, shown["02"], field_id, values)
    shape = shape_of(layout)
    for record, places in (("04", shape.claim), (shape.line_record, shape.line)):
        for field_id, wrong in _of_service(places):
            yield _breach(layout, rows, shown[record], field_id, wrong)
    for told in declared():
        place = shown.get(told["record"])
        if place is not None and layout.message in told.get("messages", [layout.message]):
            yield from _of_declared(layout, rows, place, told)


def _breach(layout: Layout, rows: Rows, place: int, field_id: str, values: Mapping[str, str]) -> Planted:
    spoiled = _with(layout, rows, place, values)
    record = rows[place].record
    return Planted(f"relation: {', '.join(values)}", spoiled, record, field_id, frozenset({"N5", "N4"}))


_HEADING = (
    ("0115", {"0114": _LATE}),
    ("0106", {"0106": "", "0107": "1.0"}),
    ("0112", {"0112": ""}),
    ("0109", {"0113": "01"}),
    ("0110", {"0113": "02"}),
    ("0111", {"0113": "03"}),
    ("0117", {"0117": "20991231"}),
)
_INSURED = (
    ("0207", {"0207": _LATE}),
    ("0213", {"0212": "2", "0213": ""}),
    ("0218", {"0217": "1234AB", "0218": "B-9000", "0221": ""}),
)


def _of_service(places: Places) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Breach the relations of a care service or its line, by what its fields mean."""
    first, last = places.first("started_on"), places.first("ended_on")
    if last is not None:
        yield last, {last: _LATE}
        if first != last:
            yield last, {last: _EARLY}
    previous, sign, product = (
        places.first(name) for name in ("previous_reference", "charged_sign", "product")
    )
    if sign is not None and previous is not None:
        calculated = places.first("calculated_sign")
        yield previous, {each: "C" for each in (sign, calculated) if each} | {previous: ""}
    if product is not None:
        yield product, {product: "1"}


def _of_declared(layout: Layout, rows: Rows, place: int, told: Mapping[str, object]) -> Iterator[Planted]:
    """Breach a declared relation where this message has its fields."""
    record = layout.records[rows[place].record]
    named = [str(told[key]) for key in ("when", "day", "same") if key in told]
    first = record.element(*named)
    if first is None:
        return
    if "day" in told:
        wrong = _EARLY if "not_before" in told else _LATE
        other = record.element(str(told.get("not_before", "")), str(told.get("not_after", "")))
        if other is not None or "of" in told:
            values = {first.id: wrong} | (
                {other.id: "20140301"} if other is not None and "of" not in told else {}
            )
            yield _breach(layout, rows, place, first.id, values)
        return
    if "same" in told:
        yield _breach(layout, rows, place, first.id, {first.id: _EARLY})
        return
    yield from _of_companions(layout, rows, place, told, first)


def _of_companions(
    layout: Layout, rows: Rows, place: int, told: Mapping[str, object], first: Field
) -> Iterator[Planted]:
    record = layout.records[rows[place].record]
    filled = {first.id: str(told.get("value", "")) if "excludes" not in told else ""}
    filled[first.id] = filled[first.id] or _some(first)
    if "excludes" in told:
        other = record.element(str(told["excludes"]))
        if other is not None:
            yield _breach(layout, rows, place, first.id, filled | {other.id: str(told.get("value", "BE"))})
        return
    wanted = told.get("needs", told.get("one_of"))
    others = [record.element(str(code)) for code in wanted] if isinstance(wanted, list) else []
    if others and all(other is not None for other in others):
        empty = {other.id: "" for other in others if other is not None}
        errs = first.id if "one_of" in told else next(iter(empty))
        yield _breach(layout, rows, place, errs, filled | empty)


def _some(field: Field) -> str:
    codes = code_lists().find(field.code_list) if field.code_list else None
    if codes:
        return next(code for code in sorted(codes) if len(code) == field.length and code.strip("0"))
    if field.shape == "NNNNAA":
        return "1234AB"
    return "1" if field.type == "N" else "A"
