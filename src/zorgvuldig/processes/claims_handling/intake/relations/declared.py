"""Relations declared as data, by data element (`declared.toml`): the rules that COD954 itself states.

So a relation is written once and holds in every message whose records have its fields.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zorgvuldig.processes.claims_handling.intake.reading import day, is_empty

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Field, Layout, RecordLayout, Row
    from zorgvuldig.processes.claims_handling.intake.relations.placing import Placing

CONTROL = "declared-relation"
#: Under which key a relation names its other fields.
_OTHERS = ("needs", "one_of", "excludes", "not_before", "not_after", "as")


@dataclass(frozen=True)
class _Relation:
    """One relation as it lies in the records of one layout."""

    told: Mapping[str, Any]
    field: Field
    """The first field of the relation: `when`, `day` or `same`."""
    others: tuple[Field, ...]

    def errs(self, row: Row, above: Mapping[str, Row]) -> Field | None:
        """Give the field that errs, if the relation does not hold on this row."""
        if is_empty(self.field, row.raw[self.field.place]):
            return None
        return self._errs_on_day(row, above) if "day" in self.told else self._errs_on_filled(row, above)

    def _errs_on_filled(self, row: Row, above: Mapping[str, Row]) -> Field | None:
        told, other = self.told, self.others[0]
        if "same" in told:
            wanted = above.get(told["of"])
            return self.field if wanted and _text(wanted, other) not in {"", _text(row, self.field)} else None
        if "excludes" in told:
            held = _text(row, other)
            wrong = held == told["value"] if "value" in told else held not in {"", told["unless"]}
            return self.field if wrong else None
        if "value" in told and _text(row, self.field) != told["value"]:
            return None
        empty = [each for each in self.others if not _text(row, each)]
        if "one_of" in told:
            return self.field if len(empty) == len(self.others) else None
        return next(iter(empty), None)

    def _errs_on_day(self, row: Row, above: Mapping[str, Row]) -> Field | None:
        of = above.get(self.told.get("of", ""), row)
        found, bound = day(_text(row, self.field)), day(_text(of, self.others[0]))
        if found is None or bound is None:
            return None
        wrong = found < bound if "not_before" in self.told else found > bound
        return self.field if wrong else None


def check_declared(row: Row, above: Mapping[str, Row], layout: Layout, placing: Placing) -> Iterator[Finding]:
    """Check the declared relations of one row; `above` holds the records above it by kind (COD954)."""
    for relation in _of_layout(layout).get(row.record, ()):
        field = relation.errs(row, above)
        if field is not None:
            told = relation.told
            yield placing.finding(CONTROL, row, field.id, told["says"], code=told["code"])


@cache
def declared() -> tuple[Mapping[str, Any], ...]:
    """Give every declared relation as it is written (relaties)."""
    text = (files(__package__) / "declared.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["relation"])


@lru_cache(maxsize=64)
def _of_layout(layout: Layout) -> Mapping[str, tuple[_Relation, ...]]:
    """Find the relations whose fields this layout has, by record."""
    found: dict[str, tuple[_Relation, ...]] = {}
    for told in declared():
        record = layout.records.get(told["record"])
        if record is None or layout.message not in told.get("messages", [layout.message]):
            continue
        relation = _place(told, record, layout.records.get(told.get("of", told["record"])))
        if relation is not None:
            found[record.id] = (*found.get(record.id, ()), relation)
    return found


def _place(told: Mapping[str, Any], record: RecordLayout, of: RecordLayout | None) -> _Relation | None:
    """Find the fields of a relation, if the records have all of them."""
    named = next(told[key] for key in _OTHERS if key in told)
    codes = [named] if isinstance(named, str) else named
    first = record.element(told.get("when") or told.get("day") or told["same"])
    others = [field for field in map(of.element, codes) if field] if of else []
    return _Relation(told, first, tuple(others)) if first and len(others) == len(codes) else None


def _text(row: Row, field: Field) -> str:
    """Give what a field holds, or nothing where it is empty."""
    text = row.raw[field.place]
    return "" if is_empty(field, text) else text.strip(" ")
