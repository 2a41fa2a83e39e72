"""Evaluate a rule when some facts are unknown: true, false, or unknown with the facts it hangs on.

This is strong Kleene logic over Cedar's JSON form. It never decides a permit by itself: it finds out which
unknown facts matter, and Cedar has the last word on the request once they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
        return _constant(_members(operand))
    if name == ".":
        return _attribute(operand["attr"])
    if name == "!":
        return _negation(evaluator(operand["arg"]))
    if name in JUNCTIONS:
        # The order says nothing: what one look settles comes first, what has parts of its own last.
        parts = sorted(chain(name, tree), key=_looks)
        return _junction(tuple(map(evaluator, parts)), absorbing=JUNCTIONS[name])
    return _against_constant(name, operand) or _comparison(
        COMPARISONS[name], evaluator(operand["left"]), evaluator(operand["right"])
    )


def _constant(value: Value) -> Evaluator:
    return lambda _: value


def _members(operand: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(member["Value"] for member in operand)


def _attribute(name: str) -> Evaluator:
    unknown = Unknown(frozenset({name}))
    return lambda environment: environment.get(name, unknown)


def _negation(inner: Evaluator) -> Evaluator:
    def evaluate(environment: Environment) -> bool | Unknown:
        value: bool | Unknown = inner(environment)
        return value if isinstance(value, Unknown) else not value

    return evaluate


def chain(name: str, tree: Tree) -> Iterator[Tree]:
    """Return the parts of a chain of one junction, in their order, without its brackets."""
    if name in tree:
        yield from chain(name, tree[name]["left"])
        yield from chain(name, tree[name]["right"])
    else:
        yield tree


def _looks(tree: Tree) -> int:
    """Return how much there is to look at: an attribute, a comparison, or more."""
    ((name, operand),) = tree.items()
    if name in {".", "Value"}:
        return 0
    if name == "!":
        return _looks(operand["arg"])
    return 1 if name in COMPARISONS else 2


def _junction(parts: Sequence[Evaluator], *, absorbing: bool) -> Evaluator:
    def evaluate(environment: Environment) -> bool | Unknown:
        unknown: Unknown | None = None
        for part in parts:
            value: bool | Unknown = part(environment)
            if value is absorbing:
                return absorbing
            if value.__class__ is Unknown:
                unknown = value if unknown is None else _both(unknown, value)
        return not absorbing if unknown is None else unknown

    return evaluate


def _against_constant(name: str, operand: Mapping[str, Tree]) -> Evaluator | None:
    """Compare an attribute with a constant, as nearly all comparisons do: half the steps of any other."""
    left, right = operand["left"], operand["right"]
    if "." not in left or not {"Value", "Set"} & right.keys():
        return None
    attribute = left["."]["attr"]
    constant = _members(right["Set"]) if "Set" in right else right["Value"]
    compare, unknown = COMPARISONS[name], Unknown(frozenset({attribute}))

    def evaluate(environment: Environment) -> bool | Unknown:
        value = environment.get(attribute, unknown)
        return unknown if value is unknown else compare(value, constant)

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
