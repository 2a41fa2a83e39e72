"""The compulsory deductible (verplicht eigen risico), in simple form: who bears which part of a claim.

Per person and calendar year of the service, in the order in which claims are processed: until the amount of
that year is used up the insured person bears what is approved, from then on the insurer (Zvw art. 19). Only
for basic insurance, from the age of 18 on the day of the service, and not for exempt care (Bzv art. 2.17). A
credit gives back what the line that it reverses took. No part of a year is reckoned with, and no voluntary
deductible. The insured person's part and the insurer's are together what is approved, to the cent.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zorgvuldig.processes.claims_handling.intake.known import person_key
from zorgvuldig.processes.claims_handling.intake.packages import BASIC, age_on, regime_of
from zorgvuldig.processes.claims_handling.intake.verdicts import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim, TariffLine
    from zorgvuldig.processes.claims_handling.intake.known import Administration
    from zorgvuldig.processes.claims_handling.intake.verdicts import Verdict


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


def settle(verdicts: Iterable[Verdict], administration: Administration) -> tuple[Verdict, ...]:
    """Say of each claim which insurance bears it, and of each line which part the insured person bears."""
    shares = _Shares(administration)
    return tuple(shares.settled(verdict) for verdict in verdicts)


class _Shares:
    """What was taken so far from the deductible of each person and year, before this file and within it."""

    def __init__(self, administration: Administration) -> None:
        self._rules = deductible_rules()
        self._persons = administration.persons
        self._taken: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._of_lines: dict[tuple[str, str], int] = {}
        for person, years in administration.own_shares.items():
            for year, cents in years.items():
                self._taken[person, year] = cents
        for person, lines in administration.line_shares.items():
            self._of_lines |= {(person, reference): cents for reference, cents in lines.items()}

    def settled(self, verdict: Verdict) -> Verdict:
        """Say which insurance bears a claim, and what the insured person bears of each of its lines."""
        claim = verdict.claim
        key = person_key(claim.bsn, claim.uzovi, claim.insured_number)
        person = self._persons.get(key)
        born = person.birthdate if person else None
        regime = regime_of(claim, born)
        if verdict.state != ACCEPTED or regime != BASIC:
            return replace(verdict, regime=regime)
        lines = {line.row: self._take(key, born, claim, line) for line in claim.lines}
        return replace(
            verdict, regime=regime, own_shares={row: cents for row, cents in lines.items() if cents}
        )

    def _take(self, key: str, born: date | None, claim: FormalClaim, line: TariffLine) -> int:
        on = line.started_on or claim.started_on
        if on is None:
            return 0
        taken = self._taken[key, on.year]
        if line.charged_cents < 0:
            share = -min(-line.charged_cents, self._of_lines.pop((key, line.previous_reference), 0), taken)
        elif born is None or age_on(born, on) < self._rules.from_age or self._is_exempt(line):
            share = 0
        else:
            share = min(line.charged_cents, max(0, self._rules.amount(on.year) - taken))
            self._of_lines[key, line.reference] = share
        self._taken[key, on.year] = taken + share
        return share

    def _is_exempt(self, line: TariffLine) -> bool:
        return line.service_code_list in self._rules.exempt_lists


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
