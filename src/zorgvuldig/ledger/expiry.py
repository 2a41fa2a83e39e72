"""Ask the gate who is beyond the term of the norms (bewaartermijn), and how many rows of them stand where.

Nobody reads a row for it: the database looks at the end of the insurance, at holds and at cases, and tells no
more than keys, days and counts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from zorgvuldig.ledger import gate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["Batch", "Due", "Terms", "persons_due", "persons_held", "rows_held"]


@dataclass(frozen=True)
class Terms:
    """The periods by which a run counts, from the norms of its day: ISO 8601, by class of data."""

    by_class: Mapping[str, str]


@dataclass(frozen=True)
class Batch:
    """Persons who go together, and the latest day on which an insurance of theirs ended."""

    persons: tuple[UUID, ...]
    ends_on: date


@dataclass(frozen=True)
class Due:
    """What one look found: the end of the insurance by person, who stands on whose policy, what is kept."""

    ends: Mapping[UUID, date]
    ties: tuple[tuple[UUID, UUID], ...] = ()
    kept: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0

    def batches(self, size: int) -> Iterator[Batch]:
        """Give everyone once, in batches of about this size; who stands on another's policy goes along."""
        batch: list[UUID] = []
        for group in self._groups():
            if batch and len(batch) + len(group) > size:
                yield self._batch(batch)
                batch = []
            batch += group
        if batch:
            yield self._batch(batch)

    def _batch(self, persons: Sequence[UUID]) -> Batch:
        return Batch(tuple(persons), max(self.ends[person] for person in persons))

    def _groups(self) -> Iterable[list[UUID]]:
        first: dict[UUID, UUID] = {}

        def root(person: UUID) -> UUID:
            while first.get(person, person) != person:
                first[person] = person = first.get(first[person], first[person])
            return person

        for one, other in self.ties:
            first[root(one)] = root(other)
        groups: dict[UUID, list[UUID]] = defaultdict(list)
        for person in self.ends:
            groups[root(person)].append(person)
        return groups.values()


def persons_due(
    *, day: date, terms: Terms, among: Sequence[UUID] | None = None, using: str = "default"
) -> Due:
    """Tell whose term is over on a day, of everyone or among some; under a grant for retention."""
    told = _ask(
        "persons_due",
        "persons-due",
        {
            "day": day.isoformat(),
            "terms": dict(terms.by_class),
            "among": None if among is None else [str(person) for person in among],
        },
        using,
    )
    return Due(
        ends={UUID(person): date.fromisoformat(day) for person, day in told.get("due") or ()},
        ties=tuple((UUID(one), UUID(other)) for one, other in told.get("ties") or ()),
        kept=told.get("kept") or {},
        unknown=int(told.get("unknown") or 0),
    )


def persons_held(*, using: str = "default") -> tuple[UUID, ...]:
    """Tell on whom a hold stands; under a grant for retention."""
    return tuple(
        UUID(person) for person in _ask("persons_held", "persons-held", {}, using).get("persons") or ()
    )


def rows_held(
    *, persons: Iterable[UUID], tables: Mapping[str, str], using: str = "default"
) -> Mapping[str, int]:
    """Count the rows of these persons by table, given with the column that says whose a row is."""
    body = {
        "persons": [str(person) for person in persons],
        "tables": [{"name": name, "whose": whose} for name, whose in tables.items()],
    }
    return {name: int(count) for name, count in _ask("rows_held", "rows-held", body, using).items()}


def _ask(function: str, kind: str, body: Mapping[str, Any], using: str) -> dict[str, Any]:
    with gate.stepped_back(using):
        return gate.ask(using, function, kind, body) or {}
