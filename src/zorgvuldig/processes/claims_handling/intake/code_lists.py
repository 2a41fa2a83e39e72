"""Code lists with the dates between which a code holds (codelijsten, Vektis).

The lists are those of 1 March 2019, which carry no dates; `supplement.json` adds, with their source, values
that those lists lack and dates that are known. A code is looked up on the day of the service.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_EDITIONS = ("reference.json", "uzovi.json", "services.json", "supplement.json")


class Standing(StrEnum):
    """How a code stands in its list on a day."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_YET = "not-yet"
    NO_LONGER = "no-longer"
    NO_LIST = "no-list"


@dataclass(frozen=True, slots=True)
class Code:
    """One code: its short name and the first and last day on which it may be used (ingang, expiratie)."""

    name: str
    first_day: date | None = None
    last_day: date | None = None


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


def standing(codes: Mapping[str, Code], value: str, on: date | None) -> Standing:
    """Say how a value stands in one list on a day (codelijst)."""
    code = codes.get(value)
    if code is None:
        return Standing.UNKNOWN
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
