"""Slowing down who guesses: an increasing delay per account and per address, without a lock on anybody.

An attempt is counted before it is judged, in one statement, so that a hundred at once are a hundred. What
counts is what was typed, whether such an account exists or not, so that a delay tells nothing. A browser in
which the holder once came in with two factors carries a mark and is counted apart: whoever guesses at a
colleague's account slows strangers down, not the colleague (OWASP, "device cookies"). No delay is longer than
five minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connections
from django.utils import timezone

from zorgvuldig.interfaces.web.accounts import devices
from zorgvuldig.interfaces.web.accounts.origins import origin_of
from zorgvuldig.interfaces.web.accounts.pseudonyms import pseudonym

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest

#: Counted on a connection of its own: an attempt that ends in an error counts too.
USING = "refusals"
FORGOTTEN_AFTER = timedelta(hours=1)
_TAKE = """
    INSERT INTO accounts_logindelay AS d (key, failures, last_at, until) VALUES (%(key)s, 1, %(now)s, %(now)s)
    ON CONFLICT (key) DO UPDATE SET
        failures = CASE WHEN d.last_at < %(forgotten)s THEN 1 ELSE least(d.failures + 1, 1000) END,
        last_at = %(now)s,
        until = %(now)s + make_interval(secs => CASE
            WHEN d.last_at < %(forgotten)s OR d.failures < %(free)s THEN 0
            ELSE least(%(most)s, %(first)s * power(2, least(d.failures - %(free)s, 20))) END)
    WHERE d.until <= %(now)s
    RETURNING 1
"""
_WAIT = "SELECT greatest(0, extract(epoch FROM until - %s))::integer FROM accounts_logindelay WHERE key = %s"
_GIVE_BACK = (
    "UPDATE accounts_logindelay SET failures = greatest(failures - 1, 0), until = %s WHERE key = ANY (%s)"
)
_FORGET = "DELETE FROM accounts_logindelay WHERE key = ANY (%s)"
_CLEAR_AWAY = """
    DELETE FROM accounts_logindelay WHERE key IN (
        SELECT key FROM accounts_logindelay WHERE last_at < %s LIMIT 20 FOR UPDATE SKIP LOCKED
    )
"""


@dataclass(frozen=True)
class Lane:
    """What is counted together, how many attempts are free, and how long the delays grow (seconds)."""

    key: str
    free: int
    first: int = 5
    most: int = 300
    forgiven: bool = True


class TooOftenError(Exception):
    """It was tried too often; `seconds` tells how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


def password_lanes(request: HttpRequest, username: str) -> list[Lane]:
    """Give what an attempt with a password counts for."""
    if device := devices.known_device(request, username):
        return [Lane(f"d:{device}", free=4)]
    who, origin = pseudonym("account", username), pseudonym("origin", origin_of(request))
    return [
        Lane(f"ao:{pseudonym('account-origin', who + origin)}", free=4),
        Lane(f"o:{origin}", free=20, first=2, most=60, forgiven=False),
        # Over all addresses together the delay stays short, for here it meets the holder too.
        Lane(f"a:{who}", free=30, first=2, most=30, forgiven=False),
    ]


def code_lanes(username: str) -> list[Lane]:
    """Give what an attempt at a second factor counts for; who comes here knew the password."""
    return [Lane(f"c:{pseudonym('account', username)}", free=4)]


def enrolment_lanes(request: HttpRequest) -> list[Lane]:
    """Give what an attempt at a one-time code counts for."""
    return [Lane(f"e:{pseudonym('origin', origin_of(request))}", free=10)]


def take(lanes: Sequence[Lane]) -> None:
    """Count an attempt before it is judged.

    Raises:
        TooOftenError: one of the lanes is closed at this moment; the attempt is not judged.
    """
    now = timezone.now()
    taken: list[Lane] = []
    with connections[USING].cursor() as cursor:
        cursor.execute(_CLEAR_AWAY, [now - timedelta(days=1)])
        for lane in lanes:
            words: dict[str, str | int | datetime] = {
                "key": lane.key,
                "now": now,
                "forgotten": now - FORGOTTEN_AFTER,
                "free": lane.free,
                "first": lane.first,
                "most": lane.most,
            }
            cursor.execute(_TAKE, words)
            if cursor.fetchone() is None:
                cursor.execute(_GIVE_BACK, [now, [each.key for each in taken]])
                cursor.execute(_WAIT, [now, lane.key])
                row = cursor.fetchone()
                raise TooOftenError(max(1, row[0] if row else 1))
            taken.append(lane)


def succeeded(lanes: Sequence[Lane]) -> None:
    """Take a right attempt back; a shared count stays, or a guesser could wipe it with own logins."""
    with connections[USING].cursor() as cursor:
        cursor.execute(_FORGET, [[lane.key for lane in lanes if lane.forgiven]])
        cursor.execute(_GIVE_BACK, [timezone.now(), [lane.key for lane in lanes if not lane.forgiven]])
