"""How the post stands: counts by kind and state, and what does not agree (aansluiting)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.records.letter_life import HANDED, LETTER_LIFE, MADE, RETURNED, SENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.records.stored_letters import LetterCount, LetterPlace

#: Kinds of letters in Dutch.
KINDS: Mapping[str, str] = {
    "settlement-notice": "Vergoedingenoverzicht",
    "settlement-summary": "Kostenoverzicht voor de verzekeringnemer",
    "provider-refusal": "Afwijzing aan zorgaanbieder",
    "access-answer": "Begeleidende brief bij inzage",
    "request-received": "Ontvangstbevestiging van een verzoek",
    "request-extended": "Verlenging van een verzoek",
    "request-lifting": "Einde van een beperking",
    "shield-ends": "Einde van een afscherming",
    "shield-asks": "Vraag over een afscherming",
    "objection-judged": "Besluit op een bezwaar",
    "request-answered": "Antwoord op een verzoek",
    "request-refused": "Afwijzing van een verzoek",
}


@dataclass(frozen=True, kw_only=True)
class KindCount:
    """How many letters of one kind are in each state."""

    kind: str
    title: str
    made: int
    sent: int
    handed: int
    returned: int

    @property
    def total(self) -> int:
        """Count all letters of the kind."""
        return self.made + self.sent + self.handed + self.returned


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """What was made, sent, handed over and returned, and what the spool does not confirm (aansluiting)."""

    made: int
    sent: int
    handed: int
    returned: int
    missing: tuple[UUID, ...]
    """Noted as sent, and in no manifest with the same bytes."""
    unnoted: tuple[UUID, ...]
    """In a manifest, and not noted as sent."""

    @property
    def agrees(self) -> bool:
        """Tell whether register and spool say the same."""
        return not (self.missing or self.unnoted)


@dataclass(frozen=True, kw_only=True)
class SafeLetter:
    """A letter that waits to be handed over: its number, and since when."""

    letter_id: UUID
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class SafeReader:
    """To whom and where a letter must be brought; no address where none is known (veilige route)."""

    letter_id: UUID
    made_at: datetime
    name: str
    address: tuple[str, ...]


def safe_letters(places: Iterable[LetterPlace]) -> tuple[SafeLetter, ...]:
    """Tell of letters no more than their number and their moment (veilige route)."""
    return tuple(SafeLetter(letter_id=each.id, made_at=each.made_at) for each in places)


def count(counts: Iterable[LetterCount]) -> tuple[KindCount, ...]:
    """Add up letters by kind and state (tellingen)."""
    found = list(counts)

    def of(kind: str, state: str) -> int:
        return sum(each.letters for each in found if each.kind == kind and each.state == state)

    return tuple(
        KindCount(
            kind=kind,
            title=title,
            made=of(kind, MADE),
            sent=of(kind, SENT),
            handed=of(kind, HANDED),
            returned=of(kind, RETURNED),
        )
        for kind, title in KINDS.items()
    )


def reconcile(places: Iterable[LetterPlace], handed: Mapping[UUID, str]) -> Reconciled:
    """Hold the register against the manifests: number to the SHA-256 of what the spool took."""
    by_state = dict.fromkeys((state.name for state in LETTER_LIFE.states), 0)
    left: dict[UUID, str] = {}
    for each in places:
        by_state[each.state] += 1
        if each.state != MADE:
            left[each.id] = each.digest
    return Reconciled(
        made=by_state[MADE],
        sent=by_state[SENT],
        handed=by_state[HANDED],
        returned=by_state[RETURNED],
        missing=tuple(sorted((each for each, digest in left.items() if handed.get(each) != digest), key=str)),
        unnoted=tuple(sorted(handed.keys() - left.keys(), key=str)),
    )
