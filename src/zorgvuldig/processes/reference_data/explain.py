"""What the pages of reference data show: proposals, differences, what holds, and which step is whose."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from zorgvuldig.norms import is_own_choice, parameters_at, separation
from zorgvuldig.processes.reference_data.intake.difference import ADDED, CHANGED, ENDED
from zorgvuldig.processes.reference_data.intake.kinds import CHOICES, KINDS, parameter_words, written
from zorgvuldig.processes.reference_data.intake.machine import (
    APPROVED,
    DRAFT,
    PROPOSAL_MACHINE,
    PROPOSED,
    REJECTED,
    WITHDRAWN,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.processes.reference_data.intake.difference import Change, Difference, Standing
    from zorgvuldig.processes.reference_data.intake.kinds import Column, Kind
    from zorgvuldig.processes.reference_data.intake.reading import Problem

#: What each own choice is about, for whoever does not know its name.
CHOICE_WORDS = {
    "access_review_days": "Binnen hoeveel dagen na een kwartaal alle toegang opnieuw is bekeken",
    "access_review_lapses": "Of toegang vanzelf vervalt als niemand haar op tijd bekijkt",
    "break_glass_minutes": "Hoeveel minuten noodtoegang open blijft",
    "break_glass_review_days": "Binnen hoeveel werkdagen noodtoegang wordt beoordeeld",
    "marketing_retention": "Hoe lang gegevens voor marketing bewaard blijven",
    "privileged_hours": "Hoeveel uur verregaande bevoegdheden hooguit duren",
    "reaction_days": "Hoeveel dagen een zorgaanbieder heeft om te reageren",
    "settlement_notice": "Binnen welke tijd een verzekerde hoort hoe een declaratie afliep",
    "training_validity": "Hoe lang een privacytraining geldt",
    "vital_interest_report": "Binnen welke tijd noodtoegang wordt gemeld",
}
HOW_WORDS = {ADDED: "nieuw", CHANGED: "gewijzigd", ENDED: "eindigt"}
ROWS_ON_A_PAGE = 100
A_DAY = timedelta(days=1)
_STEPS = {
    "propose": (PROPOSED, "Leg voor"),
    "approve": (APPROVED, "Keur goed"),
    "reject": (REJECTED, "Wijs af"),
    "withdraw": (WITHDRAWN, "Trek in"),
}
_OF_THE_PROPOSER = frozenset({"propose", "withdraw"})


@dataclass(frozen=True)
class Button:
    """A step that a page offers, or why it does not."""

    step: str
    words: str
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class ProposalView:
    """A proposal in one line (voorstel)."""

    proposal_id: UUID
    kind: Kind
    state: str
    state_words: str
    valid_from: date
    reason: str
    file_name: str
    own: bool
    proposed_role: str
    proposed_at: datetime
    decided_role: str
    decided_at: datetime | None
    decision_reason: str
    entry_id: UUID | None

    @property
    def open(self) -> bool:
        """Tell whether it still waits for somebody."""
        return self.state in {DRAFT, PROPOSED}


@dataclass(frozen=True)
class ChangeView:
    """One row of the difference: what stood beside what comes."""

    how: str
    words: str
    keys: tuple[tuple[str, str], ...]
    """The words of each column of the key, with what stands in it."""
    cells: tuple[tuple[str, str, str], ...]
    """The words of each other column, with old and new as people write them."""
    first: date
    last: date | None

    @property
    def ends_on(self) -> date:
        """Give the last day of what ends."""
        return self.first - A_DAY


@dataclass(frozen=True, kw_only=True)
class ProposalPage:
    """A proposal with all that it would change, and who may do what with it now."""

    proposal: ProposalView
    rows: tuple[ChangeView, ...]
    added: int
    changed: int
    ended: int
    unchanged: int
    problems: tuple[Problem, ...]
    buttons: tuple[Button, ...]
    seen: str
    page: int

    @property
    def judges(self) -> bool:
        """Tell whether the reader is the second pair of eyes now."""
        return any(button.step == "reject" and not button.why_not for button in self.buttons)


@dataclass(frozen=True, kw_only=True)
class KindCard:
    """One kind on the first page: how much holds, what waits, and whether one may propose."""

    kind: Kind
    holds: int
    waiting: int
    may_propose: bool


@dataclass(frozen=True, kw_only=True)
class Home:
    """The first page: what waits for me, what of mine runs, every kind, and what was changed lately."""

    to_judge: tuple[ProposalView, ...]
    mine: tuple[ProposalView, ...]
    others: tuple[ProposalView, ...]
    lately: tuple[ProposalView, ...]
    kinds: tuple[KindCard, ...]


@dataclass(frozen=True)
class Line:
    """One row that holds, as people write it."""

    cells: tuple[str, ...]
    first: date
    last: date | None
    words: tuple[str, ...]
    note: str = ""

    @property
    def labelled(self) -> tuple[tuple[str, str], ...]:
        """Give each cell with the words of its column."""
        return tuple(zip(self.words, self.cells, strict=True))


@dataclass(frozen=True, kw_only=True)
class KindPage:
    """One kind: what holds on a day, what comes later, and the proposals about it."""

    kind: Kind
    on: date
    lines: tuple[Line, ...]
    total: int
    later: tuple[Line, ...]
    proposals: tuple[ProposalView, ...]
    fixed: tuple[tuple[str, str, str], ...]
    """What a text fixes: name, value and reference."""
    may_propose: bool
    page: int

    @property
    def open(self) -> tuple[ProposalView, ...]:
        """Give the proposals that wait for somebody."""
        return tuple(each for each in self.proposals if each.open)

    @property
    def closed(self) -> tuple[ProposalView, ...]:
        """Give those that were dealt with."""
        return tuple(each for each in self.proposals if not each.open)


def may_propose(kind: Kind, role: str) -> bool:
    """Tell whether a role proposes changes of a kind by its function."""
    return kind.propose in separation().of_role(role) and role in _PROPOSERS[kind.purpose]


#: Whose work a kind is, among those who hold the duty: the access matrix says the same at the act.
_PROPOSERS = {
    "procurement": frozenset({"procurement-officer"}),
    "compliance": frozenset({"ciso", "communication-officer"}),
}


def buttons(proposal: ProposalView, *, role: str, stuck: bool) -> tuple[Button, ...]:
    """Give every step that leads on from where a proposal stands, with why not where it is not this one's."""
    found = []
    for step, (target, words) in _STEPS.items():
        if PROPOSAL_MACHINE.allows(proposal.state, target):
            found.append(Button(step, words, _why_not(step, proposal, role, stuck=stuck)))
    return tuple(found)


def _why_not(step: str, proposal: ProposalView, role: str, *, stuck: bool) -> str:
    if step in _OF_THE_PROPOSER:
        if not proposal.own:
            return "Dat doet alleen wie het voorstelde."
        waits = "Dat kan pas als er niets meer in de weg staat, en er iets verandert."
        return waits if step == "propose" and stuck else ""
    if proposal.own:
        return "U stelde dit zelf voor. Een ander kijkt ernaar (MZ-functiescheiding)."
    if proposal.kind.approve not in separation().of_role(role):
        return "Dat hoort niet bij uw functie (MZ-functiescheiding)."
    return "Dit voorstel past niet meer op wat nu geldt." if step == "approve" and stuck else ""


def proposal_page(
    proposal: ProposalView, found: Difference, *, role: str, seen: str, page: int
) -> ProposalPage:
    """Show a proposal with a part of its rows."""
    page = min(page, max(-(-len(found.changes) // ROWS_ON_A_PAGE), 1))
    shown = found.changes[(page - 1) * ROWS_ON_A_PAGE : page * ROWS_ON_A_PAGE]
    stuck = bool(found.problems) or not found.changes
    return ProposalPage(
        proposal=proposal,
        rows=tuple(change_view(proposal.kind, change) for change in shown),
        added=found.count(ADDED),
        changed=found.count(CHANGED),
        ended=found.count(ENDED),
        unchanged=found.unchanged,
        problems=found.problems,
        buttons=buttons(proposal, role=role, stuck=stuck),
        seen=seen,
        page=page,
    )


def change_view(kind: Kind, change: Change) -> ChangeView:
    """Write one row of the difference."""
    nothing = ("",) * len(kind.held)
    told = zip(kind.held, change.old.held if change.old else nothing, change.new or nothing, strict=True)
    return ChangeView(
        change.how,
        HOW_WORDS[change.how],
        tuple(
            (column.words, _written(column, one)) for column, one in zip(kind.keys, change.key, strict=True)
        ),
        tuple((column.words, _written(column, old), _written(column, new)) for column, old, new in told),
        change.first,
        change.last,
    )


def _written(column: Column, told: str) -> str:
    return written(column, told) if told else ""


def lines(kind: Kind, standing: Iterable[Standing]) -> list[Line]:
    """Write what stands, in the order of the keys."""
    return [
        Line(
            _cells(kind, each),
            each.first,
            each.until - A_DAY if each.until else None,
            tuple(column.words for column in kind.columns),
            _note(kind, each),
        )
        for each in sorted(standing, key=lambda each: (each.key, each.first))
    ]


def _note(kind: Kind, standing: Standing) -> str:
    """Say of an own choice why the norms leave it to us."""
    if kind is not CHOICES:
        return ""
    name = standing.key[0]
    parameter = parameters_at(standing.first).get(name)
    words = [CHOICE_WORDS[name]] if name in CHOICE_WORDS else []
    return ". ".join([*words, *([parameter.reference] if parameter else [])])


def _cells(kind: Kind, standing: Standing) -> tuple[str, ...]:
    told = {column.name: value for column, value in zip(kind.keys, standing.key, strict=True)}
    told |= {column.name: value for column, value in zip(kind.held, standing.held, strict=True)}
    return tuple(_written(column, told[column.name]) for column in kind.columns)


def as_file(kind: Kind, standing: Iterable[Standing]) -> str:
    """Write what stands as a file that can be changed and proposed again (CSV)."""
    told = io.StringIO()
    writer = csv.writer(told, delimiter=";", lineterminator="\r\n")
    writer.writerow(kind.header)
    for line in lines(kind, standing):
        writer.writerow([*line.cells, *([line.last or ""] if kind.ends else [])])
    return told.getvalue()


def template(kind: Kind) -> str:
    """Write a file of this kind with one row as an example (voorbeeldbestand)."""
    example = [column.example for column in kind.columns]
    return ";".join(kind.header) + "\r\n" + ";".join([*example, *([""] if kind.ends else [])]) + "\r\n"


def home(waiting: list[ProposalView], done: list[ProposalView], counts: dict[str, int], *, role: str) -> Home:
    """Lay out the first page; a draft is seen by whoever is at work on it alone."""
    duties = separation().of_role(role)
    mine = [each for each in waiting if each.own]
    others = [each for each in waiting if not each.own and each.state != DRAFT]
    to_judge = [each for each in others if each.kind.approve in duties]
    return Home(
        to_judge=tuple(to_judge),
        mine=tuple(mine),
        others=tuple(each for each in others if each not in to_judge),
        lately=tuple(done),
        kinds=tuple(
            KindCard(
                kind=kind,
                holds=counts[name],
                waiting=sum(each.kind is kind and each.state == PROPOSED for each in waiting),
                may_propose=may_propose(kind, role),
            )
            for name, kind in KINDS.items()
        ),
    )


def kind_page(
    kind: Kind, standing: list[Standing], proposals: list[ProposalView], *, role: str, on: date, page: int
) -> KindPage:
    """Lay out the page of one kind, with a part of what holds."""
    now = lines(kind, (each for each in standing if each.holds(on)))
    page = min(page, max(-(-len(now) // ROWS_ON_A_PAGE), 1))
    return KindPage(
        kind=kind,
        on=on,
        lines=tuple(now[(page - 1) * ROWS_ON_A_PAGE : page * ROWS_ON_A_PAGE]),
        total=len(now),
        later=tuple(lines(kind, (each for each in standing if each.first > on)))[:ROWS_ON_A_PAGE],
        proposals=tuple(each for each in proposals if each.own or each.state != DRAFT),
        fixed=_fixed(on) if kind is CHOICES else (),
        may_propose=may_propose(kind, role),
        page=page,
    )


def _fixed(on: date) -> tuple[tuple[str, str, str], ...]:
    """List the parameters that are not ours to choose, with what fixes each."""
    return tuple(
        (name, parameter_words(parameter.value), parameter.reference)
        for name, parameter in sorted(parameters_at(on).items())
        if not is_own_choice(parameter) or isinstance(parameter.value, tuple)
    )
