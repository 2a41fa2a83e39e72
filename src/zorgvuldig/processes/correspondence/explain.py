"""How the post stands: counts by kind and state, and what does not agree (aansluiting)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from zorgvuldig.records.stored_letters import LetterPlace

#: Kinds of letters in Dutch.
KINDS: Mapping[str, str] = {
    "settlement-notice": "Vergoedingenoverzicht",
    "settlement-summary": "Kostenoverzicht voor de verzekeringnemer",
    "provider-refusal": "Afwijzing aan zorgaanbieder",
    "access-answer": "Begeleidende brief bij inzage",
}
STATES = ("made", "sent", "returned")


@dataclass(frozen=True, kw_only=True)
class KindCount:
    """How many letters of one kind are in each state."""

    kind: str
    title: str
    made: int
    sent: int
    returned: int

    @property
    def total(self) -> int:
        """Count all letters of the kind."""
        return self.made + self.sent + self.returned


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """What was made, sent and returned, and what the spool does not confirm (aansluiting)."""

    made: int
    sent: int
    returned: int
    missing: tuple[UUID, ...]
    """Noted as sent, and in no manifest with the same bytes."""
    unnoted: tuple[UUID, ...]
    """In a manifest, and not noted as sent."""

    @property
    def agrees(self) -> bool:
        """Tell whether register and spool say the same."""
        return not (self.missing or self.unnoted)


def count(places: Iterable[LetterPlace]) -> tuple[KindCount, ...]:
    """Count letters by kind and state (tellingen)."""
    found = list(places)

    def of(kind: str, state: str) -> int:
        return sum(each.kind == kind and each.state == state for each in found)

    return tuple(
        KindCount(
            kind=kind,
            title=title,
            made=of(kind, "made"),
            sent=of(kind, "sent"),
            returned=of(kind, "returned"),
        )
        for kind, title in KINDS.items()
    )


def reconcile(places: Iterable[LetterPlace], handed: Mapping[UUID, str]) -> Reconciled:
    """Hold the register against the manifests: number to the SHA-256 of what was handed over."""
    found = list(places)
    left = {each.id: each.digest for each in found if each.state != "made"}
    by_state = {state: sum(each.state == state for each in found) for state in STATES}
    return Reconciled(
        made=by_state["made"],
        sent=by_state["sent"],
        returned=by_state["returned"],
        missing=tuple(sorted((each for each, digest in left.items() if handed.get(each) != digest), key=str)),
        unnoted=tuple(sorted(handed.keys() - left.keys(), key=str)),
    )
