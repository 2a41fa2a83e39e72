"""Tells a person who looked at the own data, for what, and by which article (wie keek)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.rights.explain.views import Looked, LooksPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from zorgvuldig.ledger.standing import ReleasedWords
    from zorgvuldig.ledger.views import EntryLine, EntryView

_ROLES = {
    "claims-handler": "Een medewerker declaraties",
    "medical-adviser": "Een medisch adviseur",
    "service-agent": "Een medewerker klantenservice",
    "dpo": "De functionaris voor gegevensbescherming",
    "internal-audit": "Een interne auditor",
    "compliance-officer": "Een medewerker compliance",
    "marketer": "Een medewerker marketing",
    "underwriter": "Een medewerker acceptatie",
    "collections-officer": "Een medewerker incasso",
    "system": "Een programma van ons",
}
_PROGRAMS = {
    "claims": "Ons programma voor declaraties",
    "formal-control": "Ons programma voor de controle van declaraties",
    "policy-administration": "Ons programma voor de polisadministratie",
    "retention": "Ons programma voor bewaartermijnen",
}


def looks_page(
    lines: Sequence[EntryLine],
    released: Mapping[UUID, ReleasedWords],
    *,
    size: int,
    of_child: bool = False,
) -> LooksPage:
    """Tell as many lines as a page shows, and from where the next page goes on.

    `of_child` tells it to the parent of a child, and not to whom the data are about.
    """
    shown = lines[:size]
    return LooksPage(
        looks=tuple(_looked(line, released.get(line.entry.entry_id), of_child=of_child) for line in shown),
        older=shown[-1].entry.position if len(lines) > size else None,
    )


def _looked(line: EntryLine, later: ReleasedWords | None, *, of_child: bool) -> Looked:
    """Tell a processing as a person reads it."""
    entry = line.entry
    return Looked(
        entry_id=entry.entry_id,
        position=entry.position,
        at=entry.at,
        who=_who(entry, of_child=of_child),
        purpose=entry.purpose,
        action=entry.action,
        data=entry.data,
        outcome=entry.outcome,
        sentence=entry.reason,
        articles=cite(entry.norms, entry.at.date()),
        provable=entry.index is not None,
        later=later,
        times=line.times,
        first_at=line.first_at,
    )


def _who(entry: EntryView, *, of_child: bool) -> str:
    if entry.actor_role == "legal-representative":
        return "Een ouder" if of_child else "Iemand als uw vertegenwoordiger"
    if entry.actor_kind == "subject":
        return "Het kind zelf" if of_child else "U zelf"
    if entry.actor_kind == "party":
        return "Een zorgaanbieder"
    if entry.actor_kind == "system":
        return _PROGRAMS.get(entry.purpose, _ROLES["system"])
    return _ROLES.get(entry.actor_role, "Een medewerker van ons")
