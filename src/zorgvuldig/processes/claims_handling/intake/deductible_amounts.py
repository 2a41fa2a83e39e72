"""How high somebody's deductible is in a year (eigen risico): compulsory and voluntary, by the days insured.

Who is insured a part of the year, or comes of age in it, bears a part by days, in whole euros (Zvw art. 19
and 20). It begins on the first day of the month after the eighteenth birthday.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zorgvuldig.processes.claims_handling.intake.packages import BASIC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zorgvuldig.processes.claims_handling.intake.known import Coverage

_EURO = 100
_MONTHS = 12


@dataclass(frozen=True)
class DeductibleRules:
    """The amounts by year, from which age, and which lists of services are exempt (eigen risico)."""

    from_age: int
    years: tuple[tuple[int, int, int], ...]
    """First year, last year, cents."""
    exempt_lists: frozenset[str]

    def amount(self, year: int) -> int:
        """Give the compulsory deductible of a calendar year in cents; none where no amount is known."""
        return next((cents for first, last, cents in self.years if first <= year <= last), 0)

    def begins(self, born: date) -> date:
        """Give the first day on which somebody bears a deductible: of the month after the birthday."""
        years, month = divmod(born.month, _MONTHS)
        return date(born.year + self.from_age + years, month + 1, 1)

    def of_year(self, coverages: Iterable[Coverage], born: date, year: int) -> int:
        """Give the deductible of somebody in a calendar year, in cents: by the days of basic insurance."""
        compulsory = self.amount(year)
        first, end = date(year, 1, 1), date(year + 1, 1, 1)
        borne = sum(
            (compulsory + coverage.voluntary_cents) * _days(coverage, max(first, self.begins(born)), end)
            for coverage in coverages
            if compulsory and coverage.regime == BASIC
        )
        whole = _EURO * (end - first).days
        return (2 * borne + whole) // (2 * whole) * _EURO


def _days(coverage: Coverage, first: date, end: date) -> int:
    until = coverage.during.until
    last = end if until is None else min(end, until)
    return max(0, (last - max(first, coverage.during.first_day)).days)


@cache
def deductible_rules() -> DeductibleRules:
    """Give the deductible as its table says: amounts by year, age, exempt care (deductible.toml)."""
    text = (files(__package__) / "deductible.toml").read_text(encoding="utf-8")
    told: dict[str, Any] = tomllib.loads(text)
    return DeductibleRules(
        from_age=told["from_age"],
        years=tuple((entry["from"], entry["until"], entry["cents"]) for entry in told["compulsory"]),
        exempt_lists=frozenset(told["exempt_lists"]),
    )
