"""What people can change so that something may after all (uitweg, "mag wel als …"): held as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from zorgvuldig.norms.catalogue import FactType, catalogue, dutch_words
from zorgvuldig.norms.model import NormError, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FILE = "ways_out.toml"
#: What a row may say instead of a value, with the type of fact that it is about.
MORE, LATER, FEWER = "more", "later", "fewer"
_TYPES = {MORE: "integer", LATER: "date", FEWER: "set"}
_PLAIN = {"boolean": bool, "integer": int}
_FOUND = "{value}"


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that people can change: a fact, what it becomes, what follows with it, and its words."""

    fact: str
    to: bool | str
    also: Mapping[str, bool | int | str]
    unless: Mapping[str, bool | str]
    among: frozenset[str]
    dutch: str

    def barred(self, facts: Mapping[str, object]) -> bool:
        """Return whether these facts make it no way out (to ask consent for what is not needed)."""
        if self.among and facts.get(self.fact) not in self.among:
            return True
        return any(facts.get(name) == value for name, value in self.unless.items())


@dataclass(frozen=True, slots=True)
class Ways:
    """All that people can change, those to be preferred first, and words for what is left out."""

    rows: tuple[Way, ...]
    words: Mapping[str, Mapping[str, str]]

    def word(self, fact: str, value: str) -> str:
        """Return the word for a member of a list that is left out; data have theirs with the norms."""
        return self.words.get(fact, dutch_words()["data"]).get(value, value)

    @property
    def facts(self) -> frozenset[str]:
        """Return every fact that a way out may change."""
        return frozenset(name for way in self.rows for name in (way.fact, *way.also))


@cache
def ways() -> Ways:
    """Return the ways that come with this package."""
    return read_ways(files("zorgvuldig.norms").joinpath(_FILE).read_text(encoding="utf-8"))


def read_ways(text: str) -> Ways:
    """Return what a file says; an unknown fact or value, or words that miss what was found, is an error."""
    told = tomllib.loads(text)
    rows = []
    for number, row in enumerate(told["way"], start=1):
        among = frozenset(told["staff"] if row["fact"] == "role" else ())
        way = Way(row["fact"], row["to"], row.get("with", {}), row.get("unless", {}), among, row["dutch"])
        problem = next(_problems(way), None)
        if problem:
            raise NormError(Place(_FILE, number), f"way {number}: {problem}", "Mend the row")
        rows.append(way)
    return Ways(tuple(rows), told.get("words", {}))


def _problems(way: Way) -> Iterator[str]:
    known = catalogue().facts
    strangers = sorted(way.among - catalogue().words["actors"])
    yield from (f"{name!r} is no role" for name in strangers)
    unknown = sorted({way.fact, *way.also, *way.unless} - known.keys())
    yield from (f"{name!r} is no fact of the catalogue" for name in unknown)
    searched = isinstance(way.to, str) and way.to in _TYPES
    if searched and known[way.fact].type != _TYPES[str(way.to)]:
        yield f"{way.fact!r} cannot become {way.to!r}, for it is no {_TYPES[str(way.to)]}"
    if searched is not (_FOUND in way.dutch):
        yield f"the words say {_FOUND} where a value is looked for, and nowhere else"
    values = {} if searched else {way.fact: way.to}
    for name, value in [*values.items(), *way.also.items(), *way.unless.items()]:
        yield from _strange(known[name], value)


def _strange(fact: FactType, value: bool | int | str) -> Iterator[str]:  # noqa: FBT001 — a fact's value
    allowed = value in fact.values
    if fact.type in _PLAIN:
        allowed = type(value) is _PLAIN[fact.type]
    if not allowed:
        yield f"{fact.name!r} has no value {value!r}"
