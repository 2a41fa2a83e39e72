"""Facts that cannot be true together (tegenstrijdige feiten), by what their words mean: held as data."""

from __future__ import annotations

import operator
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zorgvuldig.norms.catalogue import FactType, catalogue
from zorgvuldig.norms.model import NormError, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_FILE = "contradictions.toml"
#: The bounds, each with the type of fact that it speaks of: a number beside a number, a date beside a date.
_BOUNDS: Mapping[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "below": ("integer", operator.lt),
    "above": ("integer", operator.gt),
    "before": ("date", operator.lt),
}


@dataclass(frozen=True, slots=True)
class Part:
    """What one fact says when it takes part in a contradiction: one of some words, or past a bound."""

    fact: str
    words: frozenset[bool | str] = frozenset()
    bound: str = ""
    mark: int = 0
    other: str = ""

    def holds(self, facts: Mapping[str, object]) -> bool:
        """Return whether these facts say so; each that this part names is among them."""
        told = facts[self.fact]
        if not self.bound:
            return told in self.words
        _, compare = _BOUNDS[self.bound]
        return compare(told, facts[self.other] if self.other else self.mark)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts that exclude each other by definition, and why."""

    parts: tuple[Part, ...]
    english: str
    dutch: str

    @property
    def facts(self) -> tuple[str, ...]:
        """Return the names of the facts, in the order of the file."""
        return tuple(name for part in self.parts for name in (part.fact, part.other) if name)

    def holds(self, facts: Mapping[str, object]) -> bool:
        """Return whether facts that name all of these contradict each other."""
        return all(part.holds(facts) for part in self.parts)


@cache
def contradictions() -> tuple[Contradiction, ...]:
    """Return the contradictions that come with this package."""
    return read_contradictions(files("zorgvuldig.norms").joinpath(_FILE).read_text(encoding="utf-8"))


def read_contradictions(text: str) -> tuple[Contradiction, ...]:
    """Return what a file says; an unknown fact or value, or a fact that stands alone, is an error."""
    found = []
    for number, row in enumerate(tomllib.loads(text)["contradiction"], start=1):
        parts = tuple(_part(fact, told) for fact, told in row["when"].items())
        made = Contradiction(parts, row["english"], row["dutch"])
        problem = next(_problems(made), None)
        if problem:
            raise NormError(Place(_FILE, number), f"contradiction {number}: {problem}", "Mend its `when`")
        found.append(made)
    return tuple(found)


def _part(fact: str, told: Any) -> Part:  # noqa: ANN401 — TOML of several shapes
    if isinstance(told, dict):
        ((bound, mark),) = told.items()
        if isinstance(mark, str):
            return Part(fact, bound=bound, other=mark)
        return Part(fact, bound=bound, mark=mark)
    return Part(fact, frozenset(told if isinstance(told, list) else [told]))


def _problems(made: Contradiction) -> Iterator[str]:
    if len(made.facts) == 1:
        yield f"{made.facts[0]!r} stands alone, and one fact contradicts nothing"
    known = catalogue().facts
    yield from (f"{name!r} is no fact of the catalogue" for name in made.facts if name not in known)
    for part in made.parts:
        yield from _bound_problems(part, known) if part.bound else _word_problems(part, known[part.fact])


def _bound_problems(part: Part, known: Mapping[str, FactType]) -> Iterator[str]:
    kind, _ = _BOUNDS.get(part.bound, ("", None))
    if not kind:
        yield f"{part.bound!r} is no bound; write one of {', '.join(_BOUNDS)}"
    for name in (part.fact, part.other):
        if name and known[name].type != kind:
            yield f"{name!r} is no {kind}, which {part.bound!r} compares"


def _word_problems(part: Part, fact: FactType) -> Iterator[str]:
    allowed = frozenset({True, False}) if fact.type == "boolean" else fact.values
    strange = sorted(str(word) for word in part.words - allowed)
    if strange and not fact.open:
        yield f"{fact.name!r} has no value {strange[0]!r}"
