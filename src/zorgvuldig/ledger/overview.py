"""Read the ledger as oversight asks: counts, decisions page by page, gaps, one person, open duties.

Every function reads inside a grant of oversight (`zv_audit`) and through a function of the gate, which looks
at that grant first and then in an index; without a grant PostgreSQL refuses.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connections

from zorgvuldig.ledger import storage
from zorgvuldig.ledger.asked import Counted, GapView, LookView, OpenDutyView, Period, Wanted
from zorgvuldig.ledger.keys import wrapping_key
from zorgvuldig.ledger.personal import SealError
from zorgvuldig.ledger.stored import DESKS, entries_at
from zorgvuldig.ledger.views import personal_part, view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.ledger.personal import PersonalPart
    from zorgvuldig.ledger.storage import Words
    from zorgvuldig.ledger.views import EntryView, StoredEntry

__all__ = [
    "Counted",
    "GapView",
    "LookView",
    "OpenDutyView",
    "Period",
    "Wanted",
    "applied",
    "counts",
    "entries_between",
    "gaps",
    "looks",
    "open_duties",
]

_COUNTS = """
SELECT c.purpose, c.outcome, c.times
FROM gate.counts_between(%(since)s::timestamptz, %(until)s::timestamptz) c
"""
_BETWEEN = """
SELECT p FROM gate.places_between(%(since)s::timestamptz, %(until)s::timestamptz, %(outcome)s, %(purpose)s,
    %(role)s, %(before)s::bigint, %(limit)s::integer) p
"""
_OF_PERSON = """
SELECT p FROM gate.places_of_person(%(since)s::timestamptz, %(until)s::timestamptz, %(before)s::bigint,
    %(limit)s::integer) p
"""
_APPLIED = "SELECT a.outcome, a.times FROM gate.applied(%(norm)s, %(limit)s::integer) a"
_DUTIES = "SELECT d.* FROM gate.duties_open(%(limit)s::integer) d"


def counts(period: Period) -> list[Counted]:
    """Count the decisions of a period by purpose and outcome."""
    with connections[DESKS].cursor() as cursor:
        found = storage.rows(cursor, _COUNTS, period.words())
    return [Counted(purpose=purpose, outcome=outcome, times=times) for purpose, outcome, times in found]


def entries_between(period: Period, wanted: Wanted, *, limit: int) -> list[EntryView]:
    """List the decisions of a period that fit, newest first."""
    words: Words = {**period.words(), **wanted.words(), "limit": limit}
    return [view(stored, wrapping_key=wrapping_key()) for stored in _at(_BETWEEN, words)]


def looks(period: Period, *, limit: int, before: int | None = None) -> list[LookView]:
    """List the processings about the one person whom the decision in force names, newest first."""
    words: Words = {**period.words(), "before": before, "limit": limit}
    return [
        LookView(entry=view(stored, wrapping_key=wrapping_key()), actor=_actor(_opened(stored)))
        for stored in _at(_OF_PERSON, words)
    ]


def gaps(period: Period, *, limit: int) -> list[GapView]:
    """List the newest decisions of a period that lacked a fact, with what was missing."""
    words: Words = {**period.words(), **Wanted(outcome="gap").words(), "limit": limit}
    return [
        GapView(entry=view(stored, wrapping_key=wrapping_key()), missing=_missing(_opened(stored)))
        for stored in _at(_BETWEEN, words)
    ]


def applied(norm: str, *, latest: int) -> Mapping[str, int]:
    """Count by outcome how often a norm decided, among the newest decisions."""
    with connections[DESKS].cursor() as cursor:
        found = storage.rows(cursor, _APPLIED, {"norm": norm, "limit": latest})
    return dict(found)


def open_duties(*, limit: int) -> list[OpenDutyView]:
    """List the duties that are still open, by the day on which they must be done."""
    with connections[DESKS].cursor() as cursor:
        found = storage.rows(cursor, _DUTIES, {"limit": limit})
    return [
        OpenDutyView(
            duty=duty,
            norm=norm,
            words=words,
            due=date.fromisoformat(due[:10]) if due else None,
            discharger=discharger,
            purpose=purpose,
            times=times,
            since=since,
            oldest=oldest,
        )
        for duty, norm, words, due, discharger, purpose, times, since, oldest in found
    ]


def _at(statement: str, words: Words) -> list[StoredEntry]:
    """Find the places first, and open only the entries that stand there."""
    with connections[DESKS].cursor() as cursor:
        places = [place for (place,) in storage.rows(cursor, statement, words)]
        return entries_at(cursor, places, audited=True)


def _opened(stored: StoredEntry) -> PersonalPart | None:
    """Open what is beside the leaf; a listing must not break on one entry that does not open."""
    try:
        return personal_part(stored, wrapping_key())
    except SealError:
        return None


def _actor(part: PersonalPart | None) -> str | None:
    return part.actor.value.decode() if part else None


def _missing(part: PersonalPart | None) -> tuple[str, ...]:
    told: Mapping[str, Any] = (part.decision if part else None) or {}
    return tuple(told.get("missing", ()))
