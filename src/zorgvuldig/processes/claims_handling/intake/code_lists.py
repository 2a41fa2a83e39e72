"""Code lists with the dates between which a code holds (codelijsten, Vektis).

The lists are those of 1 March 2019, which carry no dates; `supplement.json` adds, with their source, values
that those lists lack and dates that are known. A code is looked up on the day of the service.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_EDITIONS = ("reference.json", "uzovi.json", "services.json", "supplement.json")


class Standing(StrEnum):
    """How a code stands in its list on a day."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_YET = "not-yet"
    NO_LONGER = "no-longer"
    NO_LIST = "no-list"


class OwnCode(Protocol):
    """A code of our own with its days, as the records hold it (codelijst)."""

    @property
    def name(self) -> str:
        """Give its short name."""

    @property
    def first_day(self) -> date:
        """Give its first day."""

    @property
    def last_day(self) -> date | None:
        """Give its last day, if it has one."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code: its short name and the first and last day on which it may be used (ingang, expiratie)."""

    name: str
    first_day: date | None = None
    last_day: date | None = None
    again: tuple[tuple[date, date | None], ...] = ()
    """Other times at which it holds, each with its first day and its last."""

    def holds_again(self, on: date | None) -> bool:
        """Say whether a day lies in one of the other times."""
        return on is None or any(first <= on and (last is None or on <= last) for first, last in self.again)

    def followed_by(self, days: Sequence[tuple[date, date | None]]) -> Code:
        """Give this code as it holds until our own days of it begin, and then on those (ingang)."""
        before = min(first for first, _last in days) - timedelta(days=1)
        last = before if self.last_day is None else min(self.last_day, before)
        return Code(self.name, self.first_day, last, (*self.again, *days))


@dataclass(frozen=True, eq=False)
class CodeLists:
    """All code lists by name: under the full name (COD327-VEK1) or the bare element (COD820)."""

    lists: Mapping[str, Mapping[str, Code]]

    def find(self, name: str) -> Mapping[str, Code] | None:
        """Give a list by its full name, else by its element, else nothing (codelijst)."""
        return self.lists.get(name) or self.lists.get(name.split("-", maxsplit=1)[0])

    def judge(self, name: str, value: str, on: date | None) -> Standing:
        """Say how a value stands in a list on a day: unknown, too early or expired (standard, level N4)."""
        codes = self.find(name)
        return Standing.NO_LIST if codes is None else standing(codes, value, on)

    def name_of(self, name: str, value: str) -> str:
        """Give the short name of a code, or an empty text where none is known."""
        code = (self.find(name) or {}).get(value)
        return code.name if code else ""

    def with_codes(self, name: str, values: Iterable[str]) -> CodeLists:
        """Give these lists with values added to one of them, such as the insurer's own labels to UZOVI."""
        grown = dict(self.find(name) or {}) | {value: Code("") for value in values}
        return CodeLists(dict(self.lists) | {name: grown})

    def with_days(self, own: Mapping[str, Mapping[str, Sequence[OwnCode]]]) -> CodeLists:
        """Give these lists with our own codes and days: a published code holds until the first of them."""
        lists = dict(self.lists)
        for name, codes in own.items():
            there = self.find(name) or {}
            lists[name] = dict(there) | {value: _own(there.get(value), told) for value, told in codes.items()}
        return CodeLists(lists)


def _own(published: Code | None, told: Sequence[OwnCode]) -> Code:
    days = [(each.first_day, each.last_day) for each in told]
    if published is not None:
        return published.followed_by(days)
    return Code(told[-1].name, days[0][0], days[0][1], tuple(days[1:]))


def standing(codes: Mapping[str, Code], value: str, on: date | None) -> Standing:
    """Say how a value stands in one list on a day (codelijst)."""
    code = codes.get(value)
    if code is None:
        return Standing.UNKNOWN
    if code.again and code.holds_again(on):
        return Standing.KNOWN
    if on is not None and code.first_day is not None and on < code.first_day:
        return Standing.NOT_YET
    if on is not None and code.last_day is not None and on > code.last_day:
        return Standing.NO_LONGER
    return Standing.KNOWN


def load_code_lists() -> CodeLists:
    """Load the code lists that come with the program (codelijsten, state 2019 with its supplement)."""
    folder = files(__package__) / "codes"
    lists: dict[str, dict[str, Code]] = {}
    for edition in _EDITIONS:
        for name, codes in json.loads((folder / edition).read_text(encoding="utf-8"))["lists"].items():
            lists.setdefault(name, {}).update({value: _code(entry) for value, entry in codes.items()})
    return CodeLists(lists)


def _code(entry: str | Mapping[str, str]) -> Code:
    if isinstance(entry, str):
        return Code(entry)
    return Code(entry.get("name", ""), _day(entry.get("from")), _day(entry.get("until")))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
