"""Write the rules of one purpose as formulas for z3: every fact a variable, so that all requests are one.

A word is one of a few values, a set is a yes or no for each word that rules can tell apart, and a date that
a period moves is a day of its own, not before the fact. Cedar's rules have no loops and no strings that are
cut, so nothing is lost: what z3 finds impossible, no request can get.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import z3

from zorgvuldig.norms import catalogue, contradictions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from zorgvuldig.norms import Attribute, Part, Tree

_OTHER = "~other"
_BOUNDS = {"below": operator.lt, "above": operator.gt, "before": operator.lt}
_ORDER = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}


@dataclass(frozen=True, slots=True)
class Words:
    """A set of words: which are in it, each a formula; whatever is not named counts as `~other`."""

    members: Mapping[str, z3.BoolRef]


@dataclass(slots=True)
class Symbols:
    """The variables of all requests under one set of norms, and what each of them can be."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    universe: dict[str, int] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    _made_once: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def formula(self, tree: Tree) -> z3.BoolRef:
        """Return an expression that is true or false as a formula."""
        found: z3.BoolRef = self._value(tree)
        return found

    def read(self, names: Iterable[str]) -> None:
        """Make a variable of each of these attributes."""
        for name in names:
            self._variable(name)

    def typed(self, names: Iterable[str]) -> list[z3.BoolRef]:
        """Return what every request keeps to: words of the catalogue, dates that only move on."""
        return [
            limit
            for name in sorted(names)
            if name in self.variables
            for limit in self._limits(self.attributes[name])
        ]

    def agreeing(self) -> Iterator[z3.BoolRef]:
        """Return that no facts contradict each other by what their words mean, of those that are read."""
        for entry in contradictions():
            if self.variables.keys() >= set(entry.facts):
                yield z3.Not(z3.And([self._part(part) for part in entry.parts]))

    def _part(self, part: Part) -> z3.BoolRef:
        told = self.variables[part.fact]
        if not part.bound:
            return z3.Or([told == self._constant(word) for word in sorted(part.words)])
        compared: z3.BoolRef = _BOUNDS[part.bound](
            told, self.variables[part.other] if part.other else part.mark
        )
        return compared

    def _value(self, tree: Tree) -> Any:  # noqa: ANN401 — a formula, a number, a word's code or a set
        ((name, operand),) = tree.items()
        if name == "Value":
            return self._constant(operand)
        if name == "Set":
            words = frozenset(member["Value"] for member in operand)
            return self._once(lambda: _words(words, self.universe), "set", words)
        if name == ".":
            return self._variable(operand["attr"])
        if name == "!":
            denied = self._value(operand["arg"])
            return self._once(lambda: z3.Not(denied), name, id(denied))
        left, right = self._value(operand["left"]), self._value(operand["right"])
        return self._once(lambda: _joined(name, left, right, self), name, id(left), id(right))

    def _once(self, make: Callable[[], Any], *key: object) -> Any:  # noqa: ANN401 — see _value
        """Write what many rules share a single time; parts stay in here, so their ids stay theirs."""
        if key not in self._made_once:
            self._made_once[key] = make()
        return self._made_once[key]

    def _constant(self, value: object) -> Any:  # noqa: ANN401 — see _value
        if isinstance(value, bool):
            return self._once(lambda: z3.BoolVal(value), "bool", value)
        number = self.code(value) if isinstance(value, str) else value
        return self._once(lambda: z3.IntVal(number), "number", number)

    def code(self, word: str) -> int:
        """Return the number that stands for a word."""
        return self.universe.setdefault(word, len(self.universe))

    def _variable(self, name: str) -> Any:  # noqa: ANN401 — see _value
        if name not in self.variables:
            self.variables[name] = self._made(self.attributes[name])
        return self.variables[name]

    def _made(self, attribute: Attribute) -> Any:  # noqa: ANN401 — see _value
        if attribute.cedar_type == "Bool":
            return z3.Bool(attribute.name)
        if attribute.cedar_type != "Set<String>":
            return z3.Int(attribute.name)
        words = [*sorted(catalogue().facts[attribute.fact].values), _OTHER]
        return Words({word: z3.Bool(f"{attribute.name}:{word}") for word in words})

    def _limits(self, attribute: Attribute) -> Iterable[z3.BoolRef]:
        fact = catalogue().facts[attribute.fact]
        variable = self.variables[attribute.name]
        if attribute.kind == "given" and fact.default is not None and attribute.fact in self.variables:
            # What nobody stated has its protective value.
            yield z3.Or(variable, self.variables[attribute.fact] == self._constant(fact.default))
        if attribute.kind == "moved" and attribute.fact in self.variables:
            yield variable >= self.variables[attribute.fact]
        if fact.type == "date" and attribute.kind == "fact":
            yield z3.And(variable >= 1, variable <= date.max.toordinal())
        if fact.type == "enum" and not fact.open and attribute.kind == "fact":
            yield z3.Or([variable == self.code(word) for word in sorted(fact.values)])
        if isinstance(variable, Words) and not fact.open:
            yield z3.Not(variable.members[_OTHER])


def _words(words: frozenset[str], universe: dict[str, int]) -> Words:
    for word in sorted(words):
        universe.setdefault(word, len(universe))
    return Words({word: z3.BoolVal(val=True) for word in words})


def _joined(name: str, left: Any, right: Any, symbols: Symbols) -> z3.BoolRef:  # noqa: ANN401 — see _value
    if name in _ORDER:
        compared: z3.BoolRef = getattr(left, _ORDER[name])(right)
        return compared
    if name == "contains":
        return z3.Or([z3.And(held, right == symbols.code(word)) for word, held in left.members.items()])
    return _WRITTEN[name](left, right)


def _equal(left: Any, right: Any) -> z3.BoolRef:  # noqa: ANN401 — two sets, two words, two numbers, two answers
    if not isinstance(left, Words):
        same: z3.BoolRef = left == right
        return same
    words = left.members.keys() | right.members.keys()
    return z3.And([_in(left, word) == _in(right, word) for word in sorted(words)])


def _in(words: Words, word: str) -> z3.BoolRef:
    return words.members.get(word, z3.BoolVal(val=False))


_WRITTEN: Mapping[str, Callable[[Any, Any], z3.BoolRef]] = {
    "&&": z3.And,
    "||": z3.Or,
    "==": _equal,
    "!=": lambda left, right: z3.Not(_equal(left, right)),
    "containsAll": lambda left, right: z3.And(
        [z3.Implies(held, _in(left, word)) for word, held in right.members.items()]
    ),
    "containsAny": lambda left, right: z3.Or(
        [z3.And(held, _in(left, word)) for word, held in right.members.items()]
    ),
}
