"""Which legal ground comes nearest when none holds, and which facts it missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.decisions.evaluation import Environment, evaluator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zorgvuldig.decisions.slices import PreparedRule, Slice
    from zorgvuldig.norms import Tree

_FIXED = frozenset({"purpose", "action", "role", "data", "recipient", "regime_from", "regime_to", "register"})
_FIXED_COST, _SILENT_COST, _STATED_COST = 10, 3, 2


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known, and which of it the request itself stated: what it stated it cares about."""

    environment: Environment
    stated: set[str]


@dataclass(frozen=True, slots=True)
class Distance:
    """How far an expression is from holding: a cost, and the attributes that would have to differ."""

    cost: int
    attributes: frozenset[str] = frozenset()

    def __add__(self, other: Distance) -> Distance:
        """Return what separates two expressions that must both hold."""
        return Distance(self.cost + other.cost, self.attributes | other.attributes)


def nearest_grounds(
    prepared: Slice, environment: Environment, stated: Iterable[str]
) -> tuple[list[PreparedRule], tuple[str, ...]]:
    """Return the grounds that miss least, and the facts that they missed."""
    given = {attribute.name for fact in stated for attribute in prepared.by_fact.get(fact, ())}
    distances = [
        (distance(rule.tree, Seen(environment, given), wanted=True), rule) for rule in prepared.permits
    ]
    if not distances:
        return [], ()
    least = min(found.cost for found, _ in distances)
    nearest = [(found, rule) for found, rule in distances if found.cost == least]
    own = [
        (found, rule) for found, rule in nearest if prepared.own_facts(rule.rule) & _facts(prepared, found)
    ]
    # A general ground that holds but for a special ground is not nearer than that special ground itself.
    nearest = own or nearest
    missed = {fact for found, _ in nearest for fact in _facts(prepared, found)}
    return [rule for _, rule in nearest], tuple(sorted(missed))


def distance(tree: Tree, seen: Seen, *, wanted: bool) -> Distance:
    """Return what separates this expression from the wanted answer."""
    ((name, operand),) = tree.items()
    if name == "!":
        return distance(operand["arg"], seen, wanted=not wanted)
    if name in {"&&", "||"}:
        left = distance(operand["left"], seen, wanted=wanted)
        right = distance(operand["right"], seen, wanted=wanted)
        both = (name == "&&") is wanted
        return left + right if both else min(left, right, key=lambda found: found.cost)
    if evaluator(tree)(seen.environment) is wanted:
        return Distance(0)
    read = _read(tree)
    if read & _FIXED or not read:
        return Distance(_FIXED_COST, read)
    return Distance(_STATED_COST if read <= seen.stated else _SILENT_COST, read)


def _read(tree: Tree) -> frozenset[str]:
    ((name, operand),) = tree.items()
    if name == ".":
        return frozenset({operand["attr"]})
    if name in {"Value", "Set"}:
        return frozenset()
    return _read(operand["left"]) | _read(operand["right"])


def _facts(prepared: Slice, found: Distance) -> set[str]:
    return {prepared.attributes[name].fact for name in found.attributes}
