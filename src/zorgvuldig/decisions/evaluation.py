"""Evaluate a rule when some facts are unknown: true, false, or unknown with the facts it hangs on.

This is strong Kleene logic over Cedar's JSON form. It never decides a permit by itself: it finds out which
unknown facts matter, and Cedar has the last word on the request once they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zorgvuldig.norms import COMPARISONS, JUNCTIONS, Tree


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be known yet, with the attributes that would settle it."""

    attributes: frozenset[str]


Value = bool | int | str | frozenset[str]
Environment = Mapping[str, Value]
Evaluator = Callable[[Environment], Any]


def number(value: object) -> int:
    """Return a number or a day number as such; Cedar typed it, so anything else is a fault."""
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no number")
    return value


def evaluator(tree: Tree) -> Evaluator:
    """Return a function that evaluates this expression in an environment of known attributes."""
    ((name, operand),) = tree.items()
    if name == "Value":
        return _constant(operand)
    if name == "Set":
        return _constant(frozenset(member["Value"] for member in operand))
    if name == ".":
        return _attribute(operand["attr"])
    if name == "!":
        return _negation(evaluator(operand["arg"]))
    left, right = evaluator(operand["left"]), evaluator(operand["right"])
    if name in JUNCTIONS:
        return _junction(left, right, absorbing=JUNCTIONS[name])
    return _comparison(COMPARISONS[name], left, right)


def _constant(value: Value) -> Evaluator:
    return lambda _: value


def _attribute(name: str) -> Evaluator:
    unknown = Unknown(frozenset({name}))
    return lambda environment: environment.get(name, unknown)


def _negation(inner: Evaluator) -> Evaluator:
    def evaluate(environment: Environment) -> bool | Unknown:
        value: bool | Unknown = inner(environment)
        return value if isinstance(value, Unknown) else not value

    return evaluate


def _junction(left: Evaluator, right: Evaluator, *, absorbing: bool) -> Evaluator:
    def evaluate(environment: Environment) -> bool | Unknown:
        first: bool | Unknown = left(environment)
        if first is absorbing:
            return absorbing
        second: bool | Unknown = right(environment)
        if second is absorbing or not isinstance(first, Unknown):
            return second
        return _both(first, second) if isinstance(second, Unknown) else first

    return evaluate


def _comparison(compare: Callable[[Any, Any], bool], left: Evaluator, right: Evaluator) -> Evaluator:
    def evaluate(environment: Environment) -> bool | Unknown:
        first, second = left(environment), right(environment)
        if isinstance(first, Unknown):
            return _both(first, second) if isinstance(second, Unknown) else first
        return second if isinstance(second, Unknown) else compare(first, second)

    return evaluate


def _both(first: Unknown, second: Unknown) -> Unknown:
    return Unknown(first.attributes | second.attributes)
