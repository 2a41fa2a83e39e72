"""Whether some request gets what no request may ever get: z3 looks at all of them at once.

A sentence is proved when z3 finds no permitted request in its situation. That says something only if the
situation can be: so the rules that hold it are sought (take them away, and somebody gets it), and the nearest
thing that is lawful must be permitted, by the decision itself and with every fact stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import z3

from proofs.rules.symbols import Symbols, Words
from zorgvuldig.decisions.domains import moved as moved_on
from zorgvuldig.decisions.slices import prepare
from zorgvuldig.norms import Attribute, Place, Writer, catalogue, expression, names_read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from zorgvuldig.norms import Bundle, Tree

_EVERY: tuple[str, ...] = ()
#: How many days ago a fact of a made-up request may lie.
_AGO = (0, 20, 200, 1000, 2000, 9000)
_HERE = Place("proofs/rules/sentences.py", 1)


@dataclass(frozen=True, slots=True)
class Invariant:
    """A situation (in the words of the rules) that is never permitted, for these purposes or for all."""

    sentence: str
    norm: str
    never: str
    #: The nearest situation that is permitted, so that nobody proves what cannot be.
    lawful: str
    purposes: tuple[str, ...] = _EVERY

    @property
    def looked_at(self) -> tuple[str, ...]:
        """Return for which purposes no request may get it."""
        return self.purposes or tuple(sorted(catalogue().words["processes"]))


def witness(invariant: Invariant, bundle: Bundle) -> str | None:
    """Return a request that gets what the invariant says nobody gets; None when there is none at all."""
    for purpose in invariant.looked_at:
        found = _all_requests(bundle, purpose).getting(invariant.never)
        if found is not None:
            return f"{purpose}: {', '.join(f'{name}={found[name]}' for name in sorted(found))}"
    return None


def holding(invariant: Invariant, bundle: Bundle) -> Iterator[frozenset[str]]:
    """Return for each purpose which rules hold the sentence: without these somebody would get it."""
    for purpose in invariant.looked_at:
        yield _all_requests(bundle, purpose).holding(invariant.never)


def neighbours(invariant: Invariant, bundle: Bundle, at: date) -> Iterator[Mapping[str, object]]:
    """Return for each purpose a request in the lawful situation that is nearest, as facts to decide upon."""
    for purpose in invariant.looked_at:
        found = _all_requests(bundle, purpose).getting(invariant.lawful, on=at)
        if found is not None:
            yield {"purpose": purpose, **found}


class Requests:
    """All requests for one purpose, and which rules refuse them; written once, asked many times."""

    def __init__(self, bundle: Bundle, purpose: str) -> None:
        """Write the rules of this purpose as one formula, each refusing rule under a name of its own."""
        prepared = prepare(bundle, purpose)
        self._writer = Writer(bundle, purpose)
        self._symbols = _symbols(bundle)
        self._attributes: dict[str, Attribute] = {}
        self._keep(prepared.attributes)
        self._solver = z3.Solver()
        self._solver.add(z3.Or([self._symbols.formula(rule.tree) for rule in prepared.permits]))
        self._refusing = {rule.rule.key: z3.Bool(f"rule {rule.rule.key}") for rule in prepared.forbids}
        for rule in prepared.forbids:
            refused = self._symbols.formula(rule.tree)
            self._solver.add(z3.Implies(self._refusing[rule.rule.key], z3.Not(refused)))
        self._solver.add(*self._symbols.typed(self._attributes))

    def getting(self, situation: str, on: date | None = None) -> dict[str, object] | None:
        """Return the facts of a permitted request in this situation (of a day, all that is read stated)."""
        tree = self._written(situation)
        if tree == {"Value": False}:
            return None
        self._solver.push()
        self._solver.add(self._symbols.formula(tree))
        if on is not None:
            self._solver.add(*self._stated(on, names_read(tree)))
        possible = self._solver.check(*self._refusing.values()) == z3.sat
        found = dict(self._facts(self._solver.model())) if possible else None
        self._solver.pop()
        return found

    def holding(self, situation: str) -> frozenset[str]:
        """Return refusing rules without which a request in this situation is permitted; none if none is."""
        tree = self._written(situation)
        left = dict(self._refusing)
        self._solver.push()
        self._solver.add(self._symbols.formula(tree))
        while left and self._solver.check(*left.values()) == z3.unsat:
            held = {str(name).removeprefix("rule ") for name in self._solver.unsat_core()}
            if not held:
                left = {}
            left = {key: name for key, name in left.items() if key not in held}
        self._solver.pop()
        return frozenset(self._refusing.keys() - left.keys()) if left else frozenset()

    def _written(self, situation: str) -> Tree:
        tree = self._writer.write(expression(situation, _HERE), _HERE)
        fresh = self._writer.attributes(tree)
        if fresh.keys() - self._attributes.keys():
            self._keep(fresh)
            self._symbols.formula(tree)
            self._solver.add(*self._symbols.typed(self._attributes))
        return tree

    def _keep(self, attributes: Mapping[str, Attribute]) -> None:
        for attribute in attributes.values():
            itself = Attribute(attribute.fact, attribute.fact, "fact")
            self._attributes |= {itself.name: itself, attribute.name: attribute}
        self._symbols.attributes |= self._attributes
        self._symbols.read(name for name, each in self._attributes.items() if each.kind == "fact")

    def _stated(self, on: date, spoken: Collection[str]) -> Iterator[z3.BoolRef]:
        """All but what the situation speaks of is stated, now is this day, other dates are recent."""
        variables = self._symbols.variables
        for name, attribute in self._attributes.items():
            given = f"given_{attribute.fact}"
            if given in variables and given not in spoken:
                yield variables[given]
            if attribute.kind == "moved" and name in variables:
                day, moved = variables[attribute.fact], variables[name]
                yield z3.Or([z3.And(day == one, moved == moved_on(one, attribute)) for one in _days(on)])
        if "now" in variables:
            yield variables["now"] == on.toordinal()
        yield from self._symbols.agreeing()

    def _facts(self, model: z3.ModelRef) -> Iterator[tuple[str, object]]:
        words = {code: word for word, code in self._symbols.universe.items()}
        for name, attribute in self._attributes.items():
            variable = self._symbols.variables.get(name)
            stated = self._symbols.variables.get(f"given_{name}")
            unsaid = stated is not None and not z3.is_true(model.eval(stated, model_completion=True))
            if variable is None or attribute.kind != "fact" or unsaid:
                continue
            if isinstance(variable, Words):
                held = [word for word, isin in variable.members.items() if z3.is_true(model.eval(isin))]
                yield name, held
                continue
            value = model.eval(variable, model_completion=True)
            yield name, _plain(attribute, value, words)


def _days(on: date) -> list[int]:
    return [on.toordinal() - ago for ago in _AGO]


def _plain(attribute: Attribute, value: z3.ExprRef, words: Mapping[int, str]) -> object:
    if isinstance(value, z3.BoolRef):
        return z3.is_true(value)
    number = value.as_long()
    if attribute.cedar_type == "String":
        return words.get(number, "another")
    if catalogue().facts[attribute.fact].type == "date":
        return date.fromordinal(max(number, 1)).isoformat()
    return number


@lru_cache(maxsize=64)
def _all_requests(bundle: Bundle, purpose: str) -> Requests:
    return Requests(bundle, purpose)


@lru_cache(maxsize=4)
def _symbols(bundle: Bundle) -> Symbols:  # noqa: ARG001 — each set of norms has periods of its own
    return Symbols()
