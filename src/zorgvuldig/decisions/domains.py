"""Which values of an unknown fact can make a difference: a few representatives stand for all of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from zorgvuldig.decisions.evaluation import number
from zorgvuldig.decisions.periods import earlier, later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zorgvuldig.decisions.evaluation import Environment, Value
    from zorgvuldig.norms import Attribute, FactType, Tree

_OTHERS = ("~other", "~another")
_SET_LIMIT = 3
_MARGIN = range(-3, 4)
_SOME_DAY = date(2000, 1, 1).toordinal()


@dataclass(slots=True)
class Domain:
    """What rules compare one attribute with: constants, sets, and other attributes."""

    constants: set[str | int] = field(default_factory=set)
    sets: set[frozenset[str]] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)


def domains(trees: Iterable[Tree]) -> Mapping[str, Domain]:
    """Return, for every attribute in these expressions, what it is compared with."""
    found: dict[str, Domain] = defaultdict(Domain)
    for tree in trees:
        for left, right in _comparisons(tree):
            _note(left, right, found)
            _note(right, left, found)
    return found


def _comparisons(tree: Tree) -> Iterator[tuple[Tree, Tree]]:
    ((name, operand),) = tree.items()
    if name == "!":
        yield from _comparisons(operand["arg"])
    elif name in {"&&", "||"}:
        yield from _comparisons(operand["left"])
        yield from _comparisons(operand["right"])
    elif name not in {"Value", "Set", "."}:
        yield operand["left"], operand["right"]


def _note(side: Tree, other: Tree, found: Mapping[str, Domain]) -> None:
    if "." not in side:
        return
    domain = found[side["."]["attr"]]
    if "Value" in other:
        domain.constants.add(other["Value"])
    elif "Set" in other:
        members = frozenset(member["Value"] for member in other["Set"])
        domain.sets.add(members)
        domain.constants |= members
    else:
        domain.beside.add(other["."]["attr"])


def representatives(
    attribute: Attribute, fact: FactType, domain: Domain, environment: Environment
) -> tuple[Value, ...]:
    """Return values of an unknown fact such that every rule's answer occurs among them."""
    if fact.type == "boolean":
        # An exception that does not apply asks for nothing more, so try that first.
        return (False, True)
    near = {environment[name] for name in domain.beside if name in environment}
    if fact.type == "set":
        return _subsets(fact, domain, near)
    if fact.type in {"integer", "date"}:
        return _numbers(attribute, fact, domain, near)
    words = {str(constant) for constant in domain.constants} | {str(value) for value in near}
    return tuple(_words(fact, words))


def _words(fact: FactType, words: set[str]) -> Iterator[str]:
    if fact.open or not fact.values:
        yield from sorted(words)
        yield from _OTHERS
        return
    yield from sorted(words & fact.values)
    # Two more of the closed list: equal to each other or not is all that can still matter.
    yield from sorted(fact.values - words)[: len(_OTHERS)]


def _numbers(attribute: Attribute, fact: FactType, domain: Domain, near: set[Value]) -> tuple[int, ...]:
    marks = {number(mark) for mark in domain.constants | near}
    if attribute.kind == "moved":
        marks = {earlier(date.fromordinal(mark), attribute.period).toordinal() for mark in marks}
    # Of what is compared with nothing that is known any value will do, if it is one that the fact can have.
    anything = {_SOME_DAY if fact.type == "date" else 0}
    return tuple(sorted({mark + step for mark in marks or anything for step in _MARGIN}))


def _subsets(fact: FactType, domain: Domain, near: set[Value]) -> tuple[frozenset[str], ...]:
    sets = domain.sets | {value for value in near if isinstance(value, frozenset)}
    words = {str(constant) for constant in domain.constants}.union(*sets)
    kinds: dict[frozenset[frozenset[str]], str] = {}
    for word in sorted(words & fact.values) + sorted(fact.values - words)[:1]:
        kinds.setdefault(frozenset(members for members in sets if word in members), word)
    chosen = sorted(kinds.values())
    sizes = range(min(len(chosen), _SET_LIMIT) + 1)
    return tuple(frozenset(members) for size in sizes for members in combinations(chosen, size))


def moved(value: Value, attribute: Attribute) -> Value:
    """Return the day that a moved date attribute stands for, as a day number."""
    return later(date.fromordinal(number(value)), attribute.period).toordinal()
