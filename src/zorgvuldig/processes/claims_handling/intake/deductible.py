"""The deductible (eigen risico), in simple form: who bears which part of a claim.

Per person and calendar year of the service, in the order in which claims are processed: until the amount of
that year is used up the insured person bears what is approved, from then on the insurer (Zvw art. 19, 20).
Only for basic insurance, from the month after the eighteenth birthday, and not for exempt care (Bzv art.
2.17). How high it is for whom: `deductible_amounts`. A credit gives back what the line that it reverses took.
The insured person's part and the insurer's are together what is approved, to the cent.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.deductible_amounts import deductible_rules
from zorgvuldig.processes.claims_handling.intake.known import person_key
from zorgvuldig.processes.claims_handling.intake.packages import BASIC, regime_of
from zorgvuldig.processes.claims_handling.intake.verdicts import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim, TariffLine
    from zorgvuldig.processes.claims_handling.intake.known import Administration, KnownPerson
    from zorgvuldig.processes.claims_handling.intake.verdicts import Verdict


def settle(verdicts: Iterable[Verdict], administration: Administration) -> tuple[Verdict, ...]:
    """Say of each claim which insurance bears it, and of each line which part the insured person bears."""
    shares = _Shares(administration)
    return tuple(shares.settled(verdict) for verdict in verdicts)


class _Shares:
    """What was taken so far from the deductible of each person and year, before this file and within it."""

    def __init__(self, administration: Administration) -> None:
        self._rules = deductible_rules()
        self._persons = administration.persons
        self._amounts: dict[tuple[str, int], int] = {}
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
        lines = {line.row: self._take(key, person, claim, line) for line in claim.lines}
        return replace(
            verdict, regime=regime, own_shares={row: cents for row, cents in lines.items() if cents}
        )

    def _take(self, key: str, person: KnownPerson | None, claim: FormalClaim, line: TariffLine) -> int:
        on = line.started_on or claim.started_on
        if on is None:
            return 0
        taken = self._taken[key, on.year]
        if line.charged_cents < 0:
            share = -min(-line.charged_cents, self._of_lines.pop((key, line.previous_reference), 0), taken)
        elif person is None or person.birthdate is None or self._is_free(person.birthdate, on, line):
            share = 0
        else:
            left = self._amount(key, person, person.birthdate, on.year) - taken
            share = min(line.charged_cents, max(0, left))
            self._of_lines[key, line.reference] = share
        self._taken[key, on.year] = taken + share
        return share

    def _is_free(self, born: date, on: date, line: TariffLine) -> bool:
        return on < self._rules.begins(born) or line.service_code_list in self._rules.exempt_lists

    def _amount(self, key: str, person: KnownPerson, born: date, year: int) -> int:
        """Give how high the deductible of a person is in a year; reckoned once."""
        if (key, year) not in self._amounts:
            self._amounts[key, year] = self._rules.of_year(person.coverages, born, year)
        return self._amounts[key, year]
