"""The way out of a refusal (uitweg, "mag wel als …"): the fewest things that people can change.

From the facts that the refusing rules read, and that people can change, the nearest request is sought that is
permitted. It is no guess: that request is decided like any other, and so is each one that changes less.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from zorgvuldig.decisions.decision import Decision, FactValue, Outcome, plain
from zorgvuldig.decisions.engine import decide
from zorgvuldig.decisions.facts import FactError, Given, read_facts
from zorgvuldig.decisions.narrowing import fold
from zorgvuldig.decisions.search import Standing, standing
from zorgvuldig.decisions.slices import PreparedRule, Slice, prepare
from zorgvuldig.norms import FEWER, LATER, MORE, Way, authorised, bundle_at, literal, ways

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zorgvuldig.decisions.evaluation import Value
    from zorgvuldig.norms import Attribute, Tree

#: More than this at once is another request, and no way out of this one.
_MOST_CHANGES = 3
#: Situations looked at before the search ends without an answer.
_BUDGET = 600
_MOST_LEFT_OUT = 2
#: Waiting longer than this helps nobody.
_LONGEST_WAIT = 3 * 366
_KEPT = 1024
_REFUSALS = frozenset({Outcome.FORBID, Outcome.NO_PERMIT})
#: On these the authorisation matrix gives another answer.
_OF_MATRIX = frozenset({"role", "data"})
_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that people change: its fact and new value, the facts that follow with it, its words."""

    fact: str
    facts: Mapping[str, FactValue]
    dutch: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """The fewest changes with which the request is permitted; without any one of them it is not."""

    changes: tuple[Change, ...]

    @property
    def facts(self) -> dict[str, FactValue]:
        """Return every fact that becomes another, with its new value."""
        return {name: value for change in self.changes for name, value in change.facts.items()}

    @property
    def text(self) -> str:
        """Return the way out as a sentence (Dutch)."""
        *most, last = [change.dutch for change in self.changes]
        return f"Mag wel als {', '.join(most)} en {last}." if most else f"Mag wel als {last}."

    def as_json(self) -> dict[str, Any]:
        """Return the way out as the public commands print it."""
        return {"text": self.text, "facts": {name: plain(value) for name, value in self.facts.items()}}


def way_out(decision: Decision) -> WayOut | None:
    """Return what to change so that what was refused may after all (uitweg); None when nothing does.

    It is computed when somebody asks for it, never with the decision itself.
    """
    if decision.outcome not in _REFUSALS or "purpose" not in decision.facts:
        return None
    return _way_out(tuple(decision.facts.items()), decision.at, decision.bundle)


def explained(decision: Decision) -> str:
    """Return why, and of a refusal also the way out if there is one (reden en uitweg, Dutch)."""
    found = way_out(decision)
    return f"{decision.reason} {found.text}" if found else decision.reason


@lru_cache(maxsize=_KEPT)
def _way_out(facts: tuple[tuple[str, FactValue], ...], at: date, bundle: str) -> WayOut | None:  # noqa: ARG001 — other choices of the insurer are other norms, so the bundle is part of the question
    given = read_facts(dict(facts), at)
    prepared = _reduced(given)
    if any(rule.tree == literal(value=True) for rule in prepared.forbids):
        return None
    for most in range(1, _MOST_CHANGES + 1):
        found = _Walk(prepared, given, most).walk(given.facts, ())
        if found:
            return WayOut(found)
    return None


def _reduced(given: Given) -> Slice:
    """Return the rules with all that nobody can change put in, so that few are left to look at."""
    action = given.facts.get("action")
    whole = prepare(bundle_at(given.at), str(given.facts["purpose"]), str(action) if action else None)
    settled = {
        attribute.name: tree
        for attribute in whole.attributes.values()
        for tree in [_constant(attribute, given)]
        if tree is not None
    }
    return fold(whole, settled)


def _constant(attribute: Attribute, given: Given) -> Tree | None:
    if attribute.fact in ways().facts or attribute.fact == "authorised":
        return None
    if attribute.kind == "given":
        return literal(given.tells(attribute.fact))
    value = given.facts.get(attribute.fact)
    if isinstance(value, bool | str):
        return literal(value)
    return literal(tuple(sorted(value))) if isinstance(value, frozenset) and value else None


@dataclass(slots=True)
class _Walk:
    """A search among all that is exactly so many changes away."""

    prepared: Slice
    given: Given
    most: int
    seen: set[frozenset[tuple[str, FactValue]]] = field(default_factory=set)

    def walk(self, facts: Mapping[str, FactValue], changes: tuple[Change, ...]) -> tuple[Change, ...] | None:
        """Return the changes that lead to a permit, or None."""
        reached = frozenset((change.fact, change.facts[change.fact]) for change in changes)
        if reached in self.seen or len(self.seen) > _BUDGET:
            return None
        self.seen.add(reached)
        now = standing(self.prepared, self._environment(facts))
        if len(changes) == self.most:
            return changes if now.permitted is not False and self._leads_out(changes) else None
        for change in self._next(now, facts, {change.fact for change in changes}):
            found = self.walk({**facts, **change.facts}, (*changes, change))
            if found:
                return found
        return None

    def _environment(self, facts: Mapping[str, FactValue]) -> dict[str, Value]:
        changed = {name for name, value in facts.items() if self.given.facts.get(name) != value}
        return self.prepared.environment(facts, {*self.given.given, *changed})

    def _leads_out(self, changes: tuple[Change, ...]) -> bool:
        return self._permitted(changes) and not any(
            self._permitted(fewer) for fewer in combinations(changes, len(changes) - 1)
        )

    def _permitted(self, changes: Iterable[Change]) -> bool:
        changed = {name: value for change in changes for name, value in change.facts.items()}
        try:
            return decide(
                {**self.given.given, **changed}, None if "now" in changed else self.given.at
            ).permitted
        except FactError:
            # A change that contradicts another fact changes nothing.
            return False

    def _next(self, now: Standing, facts: Mapping[str, FactValue], done: set[str]) -> Iterator[Change]:
        read = _pressing(now, self.prepared) - done
        for way in ways().rows:
            if way.fact in read and not way.barred(facts):
                yield from self._changes(way, facts)

    def _changes(self, way: Way, facts: Mapping[str, FactValue]) -> Iterator[Change]:
        for value in self._values(way, facts):
            follows = {**way.also, **self._authorised(way, value, facts)}
            new = {name: other for name, other in follows.items() if facts.get(name) != other}
            if follows.get("authorised", True):
                words = _words(way.fact, value, facts.get(way.fact))
                yield Change(way.fact, {way.fact: value, **new}, way.dutch.format(value=words))

    def _authorised(self, way: Way, value: FactValue, facts: Mapping[str, FactValue]) -> Mapping[str, bool]:
        """Ask the matrix about another role or fewer data, if the request says what it grants."""
        if way.fact not in _OF_MATRIX or "authorised" not in facts:
            return {}
        granted = _granted({**facts, way.fact: value})
        if facts["authorised"]:
            return {"authorised": granted} if way.fact == "role" else {}
        # Who is refused what the matrix grants is refused for another reason, which stays.
        return {"authorised": granted and not _granted(self.given.facts)}

    def _values(self, way: Way, facts: Mapping[str, FactValue]) -> Iterator[FactValue]:
        told = facts.get(way.fact)
        if way.to == FEWER:
            yield from _fewer(told)
        elif way.to == LATER:
            yield from self._days(way.fact, facts)
        elif way.to == MORE:
            least = told if isinstance(told, int) else -1
            yield from (number for number in self._numbers(way.fact, facts) if number > least)
        elif told != way.to:
            yield way.to

    def _numbers(self, fact: str, facts: Mapping[str, FactValue]) -> list[int]:
        values = self.prepared.values(fact, self._environment(facts))
        return sorted(value for value in values if isinstance(value, int))

    def _days(self, fact: str, facts: Mapping[str, FactValue]) -> Iterator[date]:
        first = self.given.at.toordinal() + 1
        days = range(first, first + _LONGEST_WAIT)
        return (date.fromordinal(day) for day in self._numbers(fact, facts) if day in days)


def _fewer(told: FactValue | None) -> Iterator[frozenset[str]]:
    members = sorted(told) if isinstance(told, frozenset) else []
    for count in range(1, min(_MOST_LEFT_OUT, len(members) - 1) + 1):
        yield from (frozenset(members) - frozenset(out) for out in combinations(members, count))


def _pressing(now: Standing, prepared: Slice) -> set[str]:
    """Return the facts to change first: of the forbid on which fewest hang, else of every ground."""
    rules = now.forbidding or [rule for rule, _ in now.open_forbids]
    if rules:
        return min((_facts(rule) for rule in rules), key=len)
    return {fact for rule in prepared.permits for fact in _facts(rule)}


def _facts(rule: PreparedRule) -> set[str]:
    read = {attribute.fact for attribute in rule.reads.values()}
    return (read | _OF_MATRIX if "authorised" in read else read) & ways().facts


def _granted(facts: Mapping[str, FactValue]) -> bool:
    role, purpose, action, data = (facts.get(name) for name in ("role", "purpose", "action", "data"))
    if not isinstance(data, frozenset) or role is None or action is None:
        return False
    return authorised(str(role), str(purpose), str(action), data)


def _words(fact: str, value: FactValue, told: FactValue | None) -> str:
    if isinstance(value, frozenset) and isinstance(told, frozenset):
        return " en ".join(ways().word(fact, name) for name in sorted(told - value))
    if isinstance(value, date):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return str(value)
