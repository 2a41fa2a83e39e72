"""What the oversight desk shows of an entry and of the counts (toezicht)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zorgvuldig.ledger.cards import DecisionView
from zorgvuldig.ledger.parameters import LOG_RETENTION, in_force
from zorgvuldig.norms.citing import cite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.ledger.asked import Counted, GapView, LookView, OpenDutyView
    from zorgvuldig.ledger.standing import DeferredView, Standing
    from zorgvuldig.ledger.views import EntryView
    from zorgvuldig.norms.citing import Citation


@dataclass(frozen=True, kw_only=True)
class FactView:
    """A fact on which a decision rests, with where it came from (feit en herkomst)."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    """One entry of the ledger: the decision, its facts, its place, and the signed checkpoint."""

    card: DecisionView
    run_id: UUID | None
    facts: tuple[FactView, ...]
    tree_size: int | None
    checkpoint: str


@dataclass(frozen=True, kw_only=True)
class ReasonCount:
    """How many claims one reason refused; None where so few that somebody could be traced."""

    reason: str
    claims: int | None


@dataclass(frozen=True, kw_only=True)
class RefusalTable:
    """Refused claims by reason (afwijzingen naar reden), with the moment of counting."""

    made_at: datetime
    counts: tuple[ReasonCount, ...]
    total: int | None
    minimum_persons: int


@dataclass(frozen=True, kw_only=True)
class LedgerPage:
    """How the log stands (stand van het logboek)."""

    size: int
    checkpoint: str
    heard_at: datetime | None
    """When the witness was heard last; None where none was enrolled."""
    silent: bool
    patience_minutes: int
    term_words: str
    pruned: int
    deferrals: tuple[DeferredView, ...]
    overdue: int


@dataclass(frozen=True, kw_only=True)
class PersonLook:
    """One processing about a person: who, when, for what, by which articles (inzage door toezicht)."""

    entry_id: UUID
    position: int
    at: datetime
    who: str
    """The name of the employee; empty for a program, the person, or whoever is not known any more."""
    role: str
    unit: str | None
    kind: str
    purpose: str
    action: str
    data: tuple[str, ...]
    outcome: str
    reason: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class MissingFact:
    """A fact that decisions lacked: how often, with the norms that came nearest and the newest example."""

    fact: str
    times: int
    citations: tuple[Citation, ...]
    newest: UUID


@dataclass(frozen=True, kw_only=True)
class GapsPage:
    """What decisions of a period lacked (ontbrekende gegevens)."""

    facts: tuple[MissingFact, ...]
    entries: int
    unnamed: int
    """Gaps that name no fact: an outage, or words that are erased."""


@dataclass(frozen=True, kw_only=True)
class WaitingPage:
    """What waits for oversight (wat wacht er op mij)."""

    counts: tuple[Counted, ...]
    duties: tuple[OpenDutyView, ...]
    overdue: tuple[OpenDutyView, ...]
    ledger: LedgerPage

    def times(self, outcome: str) -> int:
        """Tell how often there was this outcome."""
        return sum(count.times for count in self.counts if count.outcome == outcome)

    @property
    def gaps(self) -> int:
        """Tell how often a fact was missing."""
        return self.times("gap")

    @property
    def refusals(self) -> int:
        """Tell how often something was forbidden or had no ground."""
        return self.times("forbid") + self.times("no-permit")


def waiting_page(
    counts: Sequence[Counted], duties: Sequence[OpenDutyView], ledger: LedgerPage, *, on: date
) -> WaitingPage:
    """Build the first page of oversight."""
    return WaitingPage(
        counts=tuple(counts),
        duties=tuple(duties),
        overdue=tuple(duty for duty in duties if duty.due is not None and duty.due < on),
        ledger=ledger,
    )


def gaps_page(gaps: Sequence[GapView]) -> GapsPage:
    """Count which facts were missing; gaps come newest first."""
    met: dict[str, list[GapView]] = {}
    for gap in gaps:
        for fact in gap.missing:
            met.setdefault(fact, []).append(gap)
    facts = [
        MissingFact(
            fact=fact,
            times=len(those),
            citations=cite(_nearest(those), those[0].entry.at.date()),
            newest=those[0].entry.entry_id,
        )
        for fact, those in met.items()
    ]
    return GapsPage(
        facts=tuple(sorted(facts, key=lambda missing: (-missing.times, missing.fact))),
        entries=len(gaps),
        unnamed=sum(not gap.missing for gap in gaps),
    )


def person_looks(looks: Sequence[LookView], names: Mapping[str, str]) -> tuple[PersonLook, ...]:
    """Show who looked at one person, by moment."""
    return tuple(
        PersonLook(
            entry_id=look.entry.entry_id,
            position=look.entry.position,
            at=look.entry.at,
            who=names.get(look.actor or "", ""),
            role=look.entry.actor_role,
            unit=look.entry.actor_unit,
            kind=look.entry.actor_kind,
            purpose=look.entry.purpose,
            action=look.entry.action,
            data=look.entry.data,
            outcome=look.entry.outcome,
            reason=look.entry.reason,
            citations=cite(look.entry.norms, look.entry.at.date()),
        )
        for look in looks
    )


def ledger_page(standing: Standing, deferred: Sequence[DeferredView], *, on: date) -> LedgerPage:
    """Build the page of the log itself."""
    years = in_force(LOG_RETENTION, on).value.split()[0]
    return LedgerPage(
        size=standing.checkpoint.size if standing.checkpoint else 0,
        checkpoint=standing.checkpoint.note if standing.checkpoint else "",
        heard_at=standing.heard_at,
        silent=standing.silent_seconds > standing.patience_seconds,
        patience_minutes=round(standing.patience_seconds / 60),
        term_words=f"{years} jaar",
        pruned=standing.pruned,
        deferrals=tuple(deferred),
        overdue=sum(deferral.review_on <= on for deferral in deferred),
    )


def entry_page(
    entry: EntryView, receipt: Mapping[str, Any] | None, *, tree_size: int | None, checkpoint: str
) -> EntryPage:
    """Build the page of one entry; without a receipt once its personal part is erased."""
    return EntryPage(
        card=DecisionView(
            entry_id=entry.entry_id,
            at=entry.at,
            purpose=entry.purpose,
            action=entry.action,
            data=entry.data,
            role=entry.actor_role,
            unit=entry.actor_unit,
            outcome=entry.outcome,
            reason=entry.reason,
            citations=cite(entry.norms, entry.at.date()),
            duties=tuple(duty.text or duty.id for duty in entry.duties),
            leaf_index=entry.index,
        ),
        run_id=entry.run_id,
        facts=_facts(receipt or {}),
        tree_size=tree_size,
        checkpoint=checkpoint,
    )


def refusal_table(made_at: datetime, table: Mapping[str, Any]) -> RefusalTable:
    """Show the counted refusals, largest first; what was withheld stays withheld."""
    counts = [
        ReasonCount(reason=key, claims=cell["lines"])
        for cell in table["cells"]
        for key in cell["key"]
        if key is not None
    ]
    total = next((cell["lines"] for cell in table["cells"] if cell["key"] == [None]), None)
    return RefusalTable(
        made_at=made_at,
        counts=tuple(sorted(counts, key=lambda count: (count.claims is None, -(count.claims or 0)))),
        total=total,
        minimum_persons=int(table["minimum_persons"]),
    )


def _nearest(gaps: Sequence[GapView]) -> tuple[str, ...]:
    """Give the norms that came nearest, each once, most often named first."""
    named = Counter(norm for gap in gaps for norm in gap.entry.norms)
    return tuple(norm for norm, _times in named.most_common(3))


def _facts(receipt: Mapping[str, Any]) -> tuple[FactView, ...]:
    facts = receipt.get("facts", {})
    return tuple(
        FactView(name=name, value=_value(facts[name]["value"]), source=str(facts[name]["source"]))
        for name in sorted(facts)
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(value)
