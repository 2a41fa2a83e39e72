"""Requests with the clock of each, as it stands today, for every desk where they are shown (verzoeken)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from zorgvuldig.interfaces.web.clocks import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Timed(Protocol):
    """Whatever was received, must be answered by a day, and was or was not."""

    @property
    def received_on(self) -> date:
        """Give when it came in."""

    @property
    def due_on(self) -> date:
        """Give the last day for an answer."""

    @property
    def answered_on(self) -> date | None:
        """Give when it was answered."""


def clocked(found: Iterable[Timed]) -> list[dict[str, Any]]:
    """Set the clock of each request, as it stands today."""
    today = timezone.localdate()
    return [
        {
            "request": each,
            "clock": clock(
                _("Antwoord"), each.due_on, today, started_on=each.received_on, done_on=each.answered_on
            ),
        }
        for each in found
    ]
