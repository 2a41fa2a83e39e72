"""What whoever weighs an objection sees, and the letter about it (verzet, art. 5.3). Dutch, B1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.decisions.periods import later
from zorgvuldig.norms import bundle_at
from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.wishes.intake import relative_purposes
from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from zorgvuldig.norms.citing import Citation


@dataclass(frozen=True, kw_only=True)
class WaitingObjection:
    """An objection on the work list, without whose it is."""

    objection_id: UUID
    title: str
    received_on: date
    due_on: date
    proposed: bool = False
    """Whether somebody proposes to go on, which a colleague settles."""
    answered_on: None = None


@dataclass(frozen=True, kw_only=True)
class WeighingPage:
    """One objection as whoever weighs it sees it."""

    waiting: WaitingObjection
    circumstances: str
    weighing: str
    """Why somebody proposes to go on; empty where nothing is proposed."""
    own: bool
    """Whether whoever looks proposed it: a colleague settles."""
    articles: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class JudgedLetter:
    """That an objection was weighed, what came of it and why (bericht na de weging)."""

    recipient_name: str
    date: str
    subject_line: str
    asked_on: str
    use: str
    decision: str
    upheld: bool
    weighing: str


def waiting_objection(
    objection_id: UUID, *, purpose: str, made_on: date, proposed: bool = False
) -> WaitingObjection:
    """Tell of the work list what an objection is against, and until when it may wait (GC-5.3)."""
    term = str(bundle_at(made_on).parameters["objection_term"])
    return WaitingObjection(
        objection_id=objection_id,
        title=relative_purposes().get(purpose, "Een ander gebruik"),
        received_on=made_on,
        due_on=later(made_on, term),
        proposed=proposed,
    )


def weighing_page(
    waiting: WaitingObjection, *, circumstances: str, weighing: str = "", own: bool = False, on: date
) -> WeighingPage:
    """Tell whoever weighs an objection why it was made, and what somebody proposes."""
    return WeighingPage(
        waiting=waiting,
        circumstances=circumstances,
        weighing=weighing,
        own=own,
        articles=cite(["GC-5.3", "VGZ-R-bezwaar"], on),
    )


def judged_letter(
    name: str, *, purpose: str, made_on: date, upheld: bool, weighing: str, on: date
) -> JudgedLetter:
    """Write what came of an objection, with our weighing; the ways to complain stand in the template."""
    return JudgedLetter(
        recipient_name=name,
        date=day(on),
        subject_line="Uw bezwaar",
        asked_on=day(made_on),
        use=relative_purposes().get(purpose, "een ander gebruik"),
        decision="U krijgt gelijk: wij zijn gestopt" if upheld else "Wij gaan door met dit gebruik",
        upheld=upheld,
        weighing=weighing,
    )
