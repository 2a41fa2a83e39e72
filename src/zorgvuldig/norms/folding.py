"""Fold what is constant for one purpose, so that a rule written out for it says only what is left to say."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from zorgvuldig.norms.model import Tree

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "contains": lambda left, right: right in left,
    "containsAll": lambda left, right: left >= right,
    "containsAny": lambda left, right: not left.isdisjoint(right),
}
"""The comparisons that rules may use, each on plain values."""

JUNCTIONS = {"&&": False, "||": True}
"""The junctions that rules may use, each with the value that settles it."""

_NOT_CONSTANT = object()


def negated(inner: Tree) -> Tree:
    """Return the opposite of an expression."""
    return {"Value": not inner["Value"]} if "Value" in inner else {"!": {"arg": inner}}


def joined(name: str, left: Tree, right: Tree) -> Tree:
    """Return two expressions joined by `&&` or `||`."""
    settling = JUNCTIONS[name]
    if "Value" in left:
        return left if left["Value"] is settling else right
    if "Value" in right:
        return right if right["Value"] is settling else left
    return {name: {"left": left, "right": right}}


def compared(name: str, left: Tree, right: Tree) -> Tree:
    """Return the comparison of two expressions."""
    first, second = constant(left), constant(right)
    if first is _NOT_CONSTANT or second is _NOT_CONSTANT:
        return {name: {"left": left, "right": right}}
    return {"Value": COMPARISONS[name](first, second)}


def constant(tree: Tree) -> Any:  # noqa: ANN401 — any constant
    """Return the value of a constant expression."""
    if "Value" in tree:
        return tree["Value"]
    return frozenset(member["Value"] for member in tree["Set"]) if "Set" in tree else _NOT_CONSTANT
