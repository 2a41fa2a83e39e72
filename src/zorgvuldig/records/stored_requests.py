"""Requests of persons as plain data, and where one stands before anything of it is shown (verzoeken)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

#: The states in which a request still waits for an answer.
OPEN = frozenset({"received", "extended"})
#: The states in which something of it was refused.
REFUSED = frozenset({"partly", "refused"})


@dataclass(frozen=True, kw_only=True)
class RequestPlace:
    """Whose request this is and until when it may wait; nothing of what is asked."""

    id: UUID
    subject_id: UUID
    kind: str
    state: str
    received_on: date
    due_on: date


@dataclass(frozen=True, kw_only=True)
class StoredRequest:
    """One request (verzoek) with its clocks, its words and its answer."""

    id: UUID
    subject_id: UUID
    kind: str
    state: str
    received_on: date
    aim_on: date
    due_on: date
    asked: str
    extended_on: date | None = None
    extension_reason: str = ""
    answered_on: date | None = None
    answer: str = ""
    concerns: tuple[str, ...] = ()
    lifted_on: date | None = None
    effected_on: date | None = None
    told_state: str = ""
    about_claim: UUID | None = None
    mandate_id: UUID | None = None
    channel: str = "desk"
    dated_on: date | None = None
    identified_on: date | None = None
    identified_how: str = ""
    view_asked_on: date | None = None
    view_due_on: date | None = None
    view_given_on: date | None = None
    view: str = ""
    view_outcome: str = ""
    proposed_outcome: str = ""
    proposed: str = ""
    proposed_by: str = ""
    ground: str = ""
    ground_until: date | None = None
    officer_asked: bool = False
    officer_on: date | None = None
    officer: str = ""
    prolonged_on: date | None = None
    ground_ended_on: date | None = None

    @property
    def identified(self) -> bool:
        """Whether it is certain who asks: by the login at the own desk, or established here."""
        return self.channel == "desk" or self.identified_on is not None

    @property
    def withheld(self) -> bool:
        """Whether it was refused for a special circumstance of article 3.13 that still stands."""
        return self.state in REFUSED and self.ground_until is not None and not self.ground_ended_on

    @property
    def asked_on(self) -> date:
        """Give the day that the person knows: of a request that is looked at again, the first time."""
        return self.dated_on if self.channel == "again" and self.dated_on else self.received_on


@dataclass(frozen=True, kw_only=True)
class GroundPlace:
    """A refusal that the data protection officer is heard on or looks at again; nothing of what is asked."""

    id: UUID
    kind: str
    ground: str
    received_on: date
    due_on: date
    until: date | None
    """Until when a special circumstance stands at most; None for another ground."""
    withheld: bool
    """Whether it was refused already, and is looked at again; else it waits for the officer's word."""


@dataclass(frozen=True, kw_only=True)
class RequestFigures:
    """How many requests about a right came in during a year, and how they ended."""

    kind: str | None
    """The right; None for all rights together."""
    received: int
    waiting: int
    granted: int
    partly: int
    refused: int
    no_data: int
    withdrawn: int
    extended: int
    late: int
    """Answered after the term, or waiting beyond it on the day of asking."""
    median_days: int | None
    """Days from receipt to answer; None where nothing was answered yet."""
