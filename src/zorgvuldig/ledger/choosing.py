"""Keep the own choices of the insurer, which stand in the records, with the norms (eigen keuzen).

A choice begins two days after its approval at the earliest, so whoever reads them once a day has each one in
time: at the first question of a day, before anything is decided.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from zorgvuldig.ledger import gate
from zorgvuldig.norms import Choice, lay_choices

__all__ = ["DAYS_AHEAD", "read_choices", "read_choices_of_the_day"]

#: From how many days after its approval a choice may hold: no process that runs can then miss its first day.
DAYS_AHEAD = 2

_read_on = {"last": date.min}


def read_choices_of_the_day(on: date, *, using: str = "default") -> None:
    """Read the choices where that was not done for this day; what cannot be read opens nothing."""
    if _read_on["last"] != on:
        read_choices(using=using)
        _read_on["last"] = on


def read_choices(*, using: str = "default") -> None:
    """Read every choice that was made, and lay them with the norms."""
    told: Any = gate.ask(using, "norm_choices", "choices", {}) or []
    lay_choices(Choice(str(name), date.fromisoformat(since), value) for name, since, value in told)
