"""How requests went in a year, for whoever oversees it and for the yearly report (jaarcijfers)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger.processing import processing
from zorgvuldig.ledger.request_figures import refusals_by_ground, request_figures
from zorgvuldig.processes.rights import decide
from zorgvuldig.processes.rights.explain.figures import YearOfRequests, year_of_requests

if TYPE_CHECKING:
    from datetime import datetime

    from zorgvuldig.decisions import Actor


def view_request_figures(*, actor: Actor, year: int, at: datetime) -> YearOfRequests:
    """Tell how many requests came in during a year, how they ended and how long they took.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.oversee(), actor=actor, at=at):
        figures = request_figures(year, on=at.astimezone(DUTCH_TIME).date())
        return year_of_requests(year, figures, refusals_by_ground(year))
