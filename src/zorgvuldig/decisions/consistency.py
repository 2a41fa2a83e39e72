"""Refuse facts that cannot be true together (tegenstrijdige feiten): no decision rests on them."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from zorgvuldig.decisions.decision import plain
from zorgvuldig.decisions.facts import FactError
from zorgvuldig.norms import Contradiction, contradictions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.decisions.decision import FactValue

_REMEDY = "mend one of them, or leave out what is not known"
_DUTCH_REMEDY = "Wijzig een van deze antwoorden, of laat weg wat u niet weet."


def demand_consistent(facts: Mapping[str, FactValue]) -> None:
    """Go on when these facts can be true together.

    Raises:
        FactError: they cannot; it names all the facts that contradict each other, and what to do.
    """
    by_fact = _by_fact()
    for name in facts:
        for entry in by_fact.get(name, ()):
            if all(other in facts for other in entry.facts) and entry.holds(facts):
                raise contradicted(entry, facts)


@cache
def _by_fact() -> Mapping[str, list[Contradiction]]:
    found: dict[str, list[Contradiction]] = defaultdict(list)
    for entry in contradictions():
        found[entry.facts[0]].append(entry)
    return dict(found)


def contradicted(entry: Contradiction, facts: Mapping[str, FactValue], where: str = "") -> FactError:
    """Return the error that says which facts exclude each other, why, and what to do."""
    first, *others = entry.facts
    told = [f"{name!r} {plain(facts[name])!r}" for name in others]
    return FactError(
        first,
        f"{plain(facts[first])!r} contradicts {' and '.join(told)}{where}: {entry.english}; {_REMEDY}",
        dutch=f"{entry.dutch}. {_DUTCH_REMEDY}",
        others=others,
    )
