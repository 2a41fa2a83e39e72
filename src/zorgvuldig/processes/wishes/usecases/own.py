"""Who it is that has wishes, and on which day (wie, en wanneer)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from zorgvuldig.decisions import DUTCH_TIME

if TYPE_CHECKING:
    from datetime import date, datetime

    from zorgvuldig.decisions import Actor


class NotAPersonError(LookupError):
    """A login of staff or of a service has no wishes of its own here."""


def person_of(actor: Actor) -> UUID:
    """Give the insured person behind an actor.

    Raises:
        NotAPersonError: it is none.
    """
    if actor.kind != "subject":
        raise NotAPersonError("this desk records a person's own wishes; this login belongs to nobody insured")
    return UUID(actor.identifier)


def day_of(at: datetime) -> date:
    """Give the day of a moment as the Netherlands count it."""
    return at.astimezone(DUTCH_TIME).date()
