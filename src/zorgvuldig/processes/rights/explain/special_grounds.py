"""Tells the officer which refusals wait for a word, and which stand until when (art. 3.13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.rights.explain.handling import OUTCOMES, VIEWS
from zorgvuldig.processes.rights.explain.requests import RIGHTS
from zorgvuldig.processes.rights.intake import machine
from zorgvuldig.processes.rights.intake.grounds import grounds

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from zorgvuldig.norms.citing import Citation
    from zorgvuldig.records.stored_requests import GroundPlace, StoredRequest


@dataclass(frozen=True, kw_only=True)
class GroundLine:
    """One refusal on the officer's list: which right, on which ground, until when."""

    request_id: UUID
    right: str
    ground: str
    received_on: date
    due_on: date
    until: date | None
    withheld: bool
    passed: bool
    """Whether its day is here or past, so that it must be looked at now."""


@dataclass(frozen=True, kw_only=True)
class GroundPage:
    """One refusal as the officer judges it: what was asked, what is answered, and on which ground."""

    request_id: UUID
    right: str
    asked: str
    received_on: date
    due_on: date
    outcome: str
    answer: str
    ground: str
    until: date | None
    withheld: bool
    passed: bool
    view: str
    view_words: str
    said: str
    """What the officer said before."""
    steps: frozenset[str]
    articles: tuple[Citation, ...]


def ground_line(place: GroundPlace, *, on: date) -> GroundLine:
    """Tell of one refusal on the list, without whose it is."""
    return GroundLine(
        request_id=place.id,
        right=RIGHTS[place.kind][0],
        ground=_called(place.ground),
        received_on=place.received_on,
        due_on=place.due_on,
        until=place.until,
        withheld=place.withheld,
        passed=_passed(place.until, on, withheld=place.withheld),
    )


def ground_page(asked: StoredRequest, *, by: str, on: date) -> GroundPage:
    """Tell the officer what is asked, what is or will be answered, and which steps there are."""
    place = machine.where(asked)
    norm = grounds()[asked.ground].norm if asked.ground in grounds() else "GC-3.13"
    return GroundPage(
        request_id=asked.id,
        right=RIGHTS[asked.kind][0],
        asked=asked.asked,
        received_on=asked.asked_on,
        due_on=asked.due_on,
        outcome=OUTCOMES.get(asked.proposed_outcome, ""),
        answer=asked.answer or asked.proposed,
        ground=_called(asked.ground),
        until=asked.ground_until,
        withheld=asked.withheld,
        passed=_passed(asked.ground_until, on, withheld=asked.withheld),
        view=VIEWS.get(asked.view_outcome, ""),
        view_words=asked.view,
        said=asked.officer,
        steps=frozenset(machine.possible(place, by=by, acting="officer")),
        articles=cite(tuple(dict.fromkeys((norm, "GC-3.13", "GC-T-5.2-weigering"))), on),
    )


def _called(name: str) -> str:
    ground = grounds().get(name)
    return ground.called if ground else name


def _passed(until: date | None, on: date, *, withheld: bool) -> bool:
    return withheld and until is not None and until <= on
