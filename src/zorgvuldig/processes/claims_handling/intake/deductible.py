"""The deductible (eigen risico): who bears which part of a claim.

Per person and calendar year of the service, in the order in which claims are processed: until the amount of
that year is used up the insured person bears what is approved, from then on the insurer (Zvw art. 19, 20).
Only for basic insurance, from the month after the eighteenth birthday, and not for exempt care (Bzv art.
2.17). How high it is for whom: `deductible_amounts`. What somebody bears of a year is always the amount of
that year, or all that was approved where that is less, whatever the order of files: a credit gives back as
much as the year falls by it, which is nothing where later claims fill the room that it makes. The insured
person's part and the insurer's are together what is approved, to the cent.
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
        self._earlier = administration.earlier_basic
        self._taken: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._approved: dict[tuple[str, int], int] = {}
        for person, years in administration.own_shares.items():
            for year, cents in years.items():
                self._taken[person, year] = cents

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
        if (
            person is None
            or person.birthdate is None
            or self._is_free(person.birthdate, on, line.service_code_list)
        ):
            return 0
        taken = self._taken[key, on.year]
        # What was borne before was approved before, also where its lines are not known.
        approved = max(self._before(key, person.birthdate, on.year), taken) + line.charged_cents
        self._approved[key, on.year] = approved
        change = max(0, min(self._amount(key, person, person.birthdate, on.year), approved)) - taken
        least, most = min(0, line.charged_cents), max(0, line.charged_cents)
        share = min(most, max(least, change))
        self._taken[key, on.year] = taken + share
        return share

    def _before(self, key: str, born: date, year: int) -> int:
        """Give what was approved of a person's year so far and the deductible counts; added up once."""
        if (key, year) not in self._approved:
            self._approved[key, year] = sum(
                cents
                for (name, on), cents in self._earlier.get(key, {}).items()
                if on.year == year and not self._is_free(born, on, name)
            )
        return self._approved[key, year]

    def _is_free(self, born: date, on: date, code_list: str) -> bool:
        return on < self._rules.begins(born) or code_list in self._rules.exempt_lists

    def _amount(self, key: str, person: KnownPerson, born: date, year: int) -> int:
        """Give how high the deductible of a person is in a year; reckoned once."""
        if (key, year) not in self._amounts:
            self._amounts[key, year] = self._rules.of_year(person.coverages, born, year)
        return self._amounts[key, year]
