"""Which duties nobody holds or does together (functiescheiding, MZ-functiescheiding): held as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zorgvuldig.norms.access import access_grants
from zorgvuldig.norms.catalogue import catalogue
from zorgvuldig.norms.model import NormError, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

_FILE = "conflicts.toml"
_PLACES = frozenset({"object", "person"})


@dataclass(frozen=True, slots=True)
class DutyName:
    """A duty that is kept apart from others (taak): its words, and the roles that hold it by function."""

    name: str
    dutch: str
    roles: frozenset[str]
    only_roles: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two duties of which one person does at most one, on the same object or about the same person."""

    duties: frozenset[str]
    on: str
    norm: str
    reason: str

    def other(self, duty: str) -> str | None:
        """Return the duty on the other side; None when this pair does not speak of the duty."""
        if duty not in self.duties:
            return None
        (other,) = self.duties - {duty}
        return other


@dataclass(frozen=True, slots=True)
class Separation:
    """All duties and all pairs that exclude each other."""

    duties: Mapping[str, DutyName]
    conflicts: tuple[Conflict, ...]

    def of_role(self, role: str) -> frozenset[str]:
        """Return the duties that a role holds by its function."""
        return frozenset(duty.name for duty in self.duties.values() if role in duty.roles)

    def between(self, held: Collection[str]) -> tuple[Conflict, ...]:
        """Return the pairs of which both duties are among these."""
        return tuple(conflict for conflict in self.conflicts if conflict.duties <= set(held))

    def opposites(self, duty: str) -> tuple[tuple[str, str], ...]:
        """Return each duty that excludes this one, with what must be the same: the object or the person."""
        return tuple(
            (other, conflict.on) for conflict in self.conflicts if (other := conflict.other(duty)) is not None
        )


@cache
def conflicts_text() -> str:
    """Return the pairs as written; they are part of the bundle of norms."""
    return files("zorgvuldig.norms").joinpath(_FILE).read_text(encoding="utf-8")


@cache
def separation() -> Separation:
    """Return the duties and conflicts that come with this package."""
    return read_separation(conflicts_text())


@cache
def health_roles() -> frozenset[str]:
    """Return the roles to which the access matrix gives health data (GC-T-4.0.1-autorisatie)."""
    health = catalogue().data_sets["HEALTH"]
    return frozenset(grant.role for grant in access_grants() if grant.data & health)


def read_separation(text: str) -> Separation:
    """Return what a file says; an unknown word, or a role that conflicts with itself, is an error."""
    told = tomllib.loads(text)
    duties = {row["name"]: _duty(row) for row in told["duty"]}
    conflicts = tuple(
        Conflict(frozenset(row["duties"]), row["on"], row["norm"], row["reason"]) for row in told["conflict"]
    )
    found = Separation(duties, conflicts)
    problem = next(_problems(found), None)
    if problem:
        raise NormError(Place(_FILE, 1), problem, "Mend the pair or the duty")
    return found


def _duty(row: Mapping[str, Any]) -> DutyName:
    return DutyName(row["name"], row["dutch"], frozenset(row["roles"]), row.get("only_roles", False))


def _problems(found: Separation) -> Iterator[str]:
    yield from _unknown("role", {role for duty in found.duties.values() for role in duty.roles}, "actors")
    for conflict in found.conflicts:
        named = " and ".join(sorted(conflict.duties))
        yield from (f"duty {duty!r} is not declared" for duty in sorted(conflict.duties - set(found.duties)))
        if len(conflict.duties) != len(("one", "other")):
            yield f"the pair {named} is no pair of two duties"
        if conflict.on not in _PLACES:
            yield f"the pair {named} is on {conflict.on!r}, not on an object or a person"
        if conflict.norm not in catalogue().norms:
            yield f"the pair {named} cites {conflict.norm!r}, which is no norm"
    for role in sorted({role for duty in found.duties.values() for role in duty.roles}):
        for conflict in found.between(found.of_role(role)):
            yield f"role {role!r} holds both {' and '.join(sorted(conflict.duties))} by its function"


def _unknown(what: str, used: Iterable[str], words: str) -> Iterator[str]:
    return (
        f"{what} {word!r} is not in the catalogue" for word in sorted(set(used) - catalogue().words[words])
    )
