"""Whether care meets what a label asks of it (voorwaarden): papers, and no more than the most.

The rules are reference data, with days of their own. How much somebody had of a service is counted over
earlier files and over earlier claims of this one; a credit gives back what it reverses. Care above the most
is refused, never cut in silence.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.known import ALL_SERVICES, Use
from zorgvuldig.processes.claims_handling.intake.reasons import Reason, make_reason
from zorgvuldig.processes.claims_handling.intake.wording import euros

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim, TariffLine
    from zorgvuldig.processes.claims_handling.intake.known import (
        Administration,
        Authorization,
        ServiceDay,
        ServiceRule,
    )


class Conditions:
    """The rules of services, with what each person had of a service so far (voorwaarden)."""

    def __init__(self, administration: Administration) -> None:
        """Begin with what was accepted in earlier files."""
        self._rules, self._authorizations = administration.rules, administration.authorizations
        self._use: defaultdict[str, dict[ServiceDay, Use]] = defaultdict(dict)
        for person, days in administration.earlier_use.items():
            self._use[person] = dict(days)

    def check(self, claim: FormalClaim, person: str) -> Iterator[Reason]:
        """Hold the lines of one claim against the rules of its label on the day."""
        if claim.is_credit:
            return
        had, papers = dict(self._use[person]), set[str]()
        held = self._authorizations.get(person, ())
        for line in claim.lines:
            on = line.started_on or claim.started_on
            if on is None:
                continue
            for rule in self._rules_of(claim, line, on):
                # What a claim lacks is said once, however many of its lines ask for it.
                for reason in _check_papers(claim, rule, held, had):
                    if reason.id not in papers:
                        papers.add(reason.id)
                        yield reason
                yield from _check_most(claim, line, rule, on, had)
            _add(had, line, on)

    def take(self, claim: FormalClaim, person: str) -> None:
        """Count a claim that no reason refuses, for those after it."""
        for line in claim.lines:
            on = line.started_on or claim.started_on
            if on is not None:
                _add(self._use[person], line, on)

    def _rules_of(self, claim: FormalClaim, line: TariffLine, on: date) -> Iterator[ServiceRule]:
        for code in (line.service_code, ALL_SERVICES):
            for rule in self._rules.get((line.service_code_list, code), ()):
                if rule.uzovi == claim.uzovi and rule.during.holds(on):
                    yield rule


def _check_papers(
    claim: FormalClaim, rule: ServiceRule, held: Sequence[Authorization], had: Mapping[ServiceDay, Use]
) -> Iterator[Reason]:
    if rule.referral and not claim.referrer and claim.shape.claim.first("referrer"):
        text = "Voor deze zorg is een verwijzing nodig. Vul in wie heeft verwezen."
        yield make_reason("referral-missing", text, claim=claim, about="referrer")
    if rule.authorization and not claim.prior_authorization:
        text = "Voor deze zorg is vooraf een machtiging nodig. Vul het nummer van de machtiging in."
        yield make_reason("authorization-missing", text, claim=claim, about="prior_authorization")
    elif rule.authorization:
        found = next((each for each in held if each.number == claim.prior_authorization), None)
        wrong = _what_is_wrong(claim, found, had)
        if wrong is not None:
            yield make_reason(*wrong, claim=claim, about="prior_authorization")


def _what_is_wrong(
    claim: FormalClaim, found: Authorization | None, had: Mapping[ServiceDay, Use]
) -> tuple[str, str] | None:
    """Say what is wrong with the authorization that a claim names, if anything (machtiging)."""
    if found is None or found.uzovi != claim.uzovi:
        return (
            "authorization-unknown",
            "Deze machtiging kennen wij niet bij deze persoon.",
        )
    service = (found.code_list, found.service_code)
    lines = [line for line in claim.lines if (line.service_code_list, line.service_code) == service]
    if not lines:
        return "authorization-other", "De machtiging is voor andere zorg."
    if found.provider_agb and found.provider_agb != claim.declarant:
        return "authorization-other", "De machtiging is voor zorg van een andere zorgaanbieder."
    if claim.started_on is None or not found.during.holds(claim.started_on):
        return "authorization-period", "De zorg begon op een dag waarop de machtiging niet gold."
    times = sum(line.quantity for line in lines) + sum(
        use.times for (*which, day), use in had.items() if tuple(which) == service and found.during.holds(day)
    )
    if found.most and times > found.most:
        return (
            "authorization-used",
            f"De machtiging is op: zij was voor hooguit {found.most} keer.",
        )
    return None


def _check_most(
    claim: FormalClaim, line: TariffLine, rule: ServiceRule, on: date, had: Mapping[ServiceDay, Use]
) -> Iterator[Reason]:
    day, year = _sum(had, line, on, year=False), _sum(had, line, on, year=True)
    if rule.most_a_day and day.times + line.quantity > rule.most_a_day:
        text = f"Deze zorg wordt hooguit {rule.most_a_day} keer op een dag vergoed."
        yield make_reason("most-a-day", text, claim=claim, line=line, about="quantity")
    if rule.most_a_year and year.times + line.quantity > rule.most_a_year:
        text = f"Deze zorg wordt hooguit {rule.most_a_year} keer in een jaar vergoed."
        yield make_reason("most-a-year", text, claim=claim, line=line, about="quantity")
    if rule.most_cents_a_year and year.cents + line.charged_cents > rule.most_cents_a_year:
        text = f"Van deze zorg wordt hooguit {euros(rule.most_cents_a_year)} in een jaar vergoed."
        yield make_reason("most-money-a-year", text, claim=claim, line=line, about="charged")


def _sum(had: Mapping[ServiceDay, Use], line: TariffLine, on: date, *, year: bool) -> Use:
    """Add up what somebody had of a service on a day, or in the year of it."""
    service, total = (line.service_code_list, line.service_code), Use(0, 0)
    if not year:
        return had.get((*service, on), total)
    for (name, code, day), use in had.items():
        if (name, code) == service and day.year == on.year:
            total = total.plus(use)
    return total


def _add(had: dict[ServiceDay, Use], line: TariffLine, on: date) -> None:
    key = (line.service_code_list, line.service_code, on)
    times = -line.quantity if line.charged_cents < 0 else line.quantity
    had[key] = had.get(key, Use(0, 0)).plus(Use(times, line.charged_cents))
