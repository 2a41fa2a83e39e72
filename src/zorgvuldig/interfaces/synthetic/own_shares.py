"""What people bore themselves of their earlier claims: the deductible, as the former administration took it.

The amounts are those of claims handling, by the same rules; here they are taken from whole columns of lines,
in the order in which the files were settled.
"""

from collections import defaultdict
from datetime import date

import numpy as np
from numpy.typing import NDArray

from zorgvuldig.interfaces.synthetic.draws import Whole
from zorgvuldig.interfaces.synthetic.policies import Policies
from zorgvuldig.processes.claims_handling.intake.deductible_amounts import deductible_rules
from zorgvuldig.processes.claims_handling.intake.known import Coverage, Period
from zorgvuldig.processes.policy_administration.intake.rows import PersonRow

_EPOCH = date(1970, 1, 1)


class OwnShares:
    """What is left of the deductible of each person, for each of some years."""

    def __init__(self, people: list[PersonRow], policies: Policies, years: tuple[int, ...]) -> None:
        """Reckon how high the deductible of everybody is."""
        rules, covered = deductible_rules(), _coverages(policies)
        self._exempt = rules.exempt_lists
        self._years = len(years)
        self._begins = np.asarray([(rules.begins(each.birthdate) - _EPOCH).days for each in people])
        self._left: Whole = np.asarray(
            [rules.of_year(covered[each.id], each.birthdate, year) for each in people for year in years],
            dtype=np.int64,
        )

    def take(
        self,
        *,
        person: Whole,
        year: Whole,
        day: Whole,
        code_list: str,
        basic: NDArray[np.bool_],
        cents: Whole,
    ) -> Whole:
        """Take what each line costs from what is left, line after line; gives what the person bears of it.

        `person` is the place of somebody among the people, `year` that of the year among the years.
        """
        bears = basic & (day >= self._begins[person]) & (code_list not in self._exempt)
        key = person * self._years + year
        order = np.argsort(key, kind="stable")
        keys, amounts = key[order], np.where(bears, cents, 0)[order]
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        running = np.cumsum(amounts)
        before = np.repeat(running[first] - amounts[first], np.diff(first, append=len(keys)))
        left = self._left[keys]
        shares = np.minimum(running - before, left) - np.minimum(running - before - amounts, left)
        self._left[keys[first]] -= np.add.reduceat(shares, first)
        found: Whole = np.empty_like(shares)
        found[order] = shares
        return found


def _coverages(policies: Policies) -> defaultdict[object, list[Coverage]]:
    voluntary = {policy.id: policy.voluntary_deductible_cents for policy in policies.rows}
    covered: defaultdict[object, list[Coverage]] = defaultdict(list)
    for row in policies.coverages:
        during = Period(first_day=row.insured_from, until=row.insured_until)
        covered[row.subject].append(
            Coverage(
                uzovi="", regime=row.regime, during=during, voluntary_cents=voluntary[row.insurance_policy]
            )
        )
    return covered
