"""Find out, exactly, whether unknown facts matter: some completion that permits, some that does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zorgvuldig.decisions.evaluation import Environment, Unknown, Value
from zorgvuldig.decisions.slices import PreparedRule, Slice, filled, unknown_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

_BUDGET = 5_000


class TooManyCompletions(Exception):  # noqa: N818 — it is a limit met, not a fault
    """The unknown facts leave more situations than are worth trying; the answer stays unknown."""


@dataclass(slots=True)
class Standing:
    """How the rules stand in one environment: which hold, and which still hang on unknown facts."""

    forbidding: list[PreparedRule]
    permitting: list[PreparedRule]
    open_forbids: list[tuple[PreparedRule, set[str]]]
    open_permits: list[tuple[PreparedRule, set[str]]]

    @property
    def permitted(self) -> bool | None:
        """Return True or False once no unknown fact can change it, else None."""
        if self.forbidding or not (self.permitting or self.open_permits):
            return False
        return True if self.permitting and not self.open_forbids else None


def standing(prepared: Slice, environment: Environment) -> Standing:
    """Return how this purpose's rules stand in this environment."""
    forbidding, open_forbids = _sorted_out(prepared, prepared.forbids, environment)
    permitting, open_permits = _sorted_out(prepared, prepared.permits, environment)
    return Standing(forbidding, permitting, open_forbids, open_permits)


def _refined(before: Standing, prepared: Slice, environment: Environment) -> Standing:
    """Return how the rules stand once more is known: what was settled stays so."""
    forbids = (rule for rule, _ in before.open_forbids)
    permits = (rule for rule, _ in before.open_permits)
    forbidding, open_forbids = _sorted_out(prepared, forbids, environment)
    permitting, open_permits = _sorted_out(prepared, permits, environment)
    return Standing(
        [*before.forbidding, *forbidding], [*before.permitting, *permitting], open_forbids, open_permits
    )


def _sorted_out(
    prepared: Slice, rules: Iterable[PreparedRule], environment: Environment
) -> tuple[list[PreparedRule], list[tuple[PreparedRule, set[str]]]]:
    holding, hanging = [], []
    # Most rules do not hold, and most of these for one fact that nobody gave.
    for rule in [each for each in rules if environment.get(each.needs) is not False]:
        answer = rule.holds(environment)
        if answer is False:
            continue
        if isinstance(answer, Unknown):
            hanging.append((rule, unknown_facts(answer, prepared)))
        else:
            holding.append(rule)
    return holding, hanging


@dataclass(slots=True)
class Search:
    """A depth-first search over the values of unknown facts; it remembers which rules refused."""

    prepared: Slice
    visited: int = 0
    refusing: dict[str, PreparedRule] = field(default_factory=dict)
    unforbidden: bool = False

    def find(self, environment: Environment, now: Standing, *, permitted: bool) -> dict[str, Value] | None:
        """Return what to fill in so that the request is permitted (or is not), or None if nothing does.

        `now` is how the rules stand in this environment.
        """
        self.visited += 1
        if self.visited > _BUDGET:
            raise TooManyCompletions
        if now.permitted is not None:
            self._remember(now)
            return {} if now.permitted is permitted else None
        fact = _most_pressing(now)
        for value in self.prepared.values(fact, environment):
            filling = filled(self.prepared.by_fact[fact], value)
            filled_in = {**environment, **filling}
            after = _refined(now, self.prepared, filled_in)
            found = self.find(filled_in, after, permitted=permitted)
            if found is not None:
                return {**filling, **found}
        return None

    def _remember(self, now: Standing) -> None:
        self.refusing |= {rule.rule.key: rule for rule in now.forbidding}
        if not now.forbidding and not now.open_forbids and not now.permitting:
            self.unforbidden = True


def _most_pressing(now: Standing) -> str:
    hanging = now.open_forbids or now.open_permits
    _, facts = min(hanging, key=lambda entry: (len(entry[1]), entry[0].rule.key))
    return min(facts)
