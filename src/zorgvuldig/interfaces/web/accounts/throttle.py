"""Slowing down who guesses: an increasing delay per account and per address, without a lock on anybody.

An attempt is counted before it is judged, in one statement, so that a hundred at once are a hundred. The
counts stand at the gate (`ledger.login_delays`), where SQL alone does not empty them. What counts is what was
typed, whether such an account exists or not, so that a delay tells nothing. A browser in which the holder
once came in with two factors carries a mark and is counted apart, at both steps: whoever guesses at a
colleague's account slows strangers down, not the colleague (OWASP, "device cookies"). No delay is longer than
five minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.core import context

from zorgvuldig.interfaces.web.accounts import devices
from zorgvuldig.interfaces.web.accounts.origins import origin_of
from zorgvuldig.interfaces.web.accounts.pseudonyms import pseudonym
from zorgvuldig.ledger import login_delays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

#: Counted on a connection of its own: an attempt that ends in an error counts too.
USING = "refusals"


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
    """Give what an attempt at a second factor counts for; who comes here knew the password.

    That need not be the holder: in a browser that the holder came in with before, it is counted apart too.
    """
    request = context.request
    device = devices.known_device(request, username) if request is not None else ""
    if device:
        return [Lane(f"dc:{device}", free=4)]
    return [Lane(f"c:{pseudonym('account', username)}", free=4)]


def enrolment_lanes(request: HttpRequest) -> list[Lane]:
    """Give what an attempt at a one-time code counts for."""
    return [Lane(f"e:{pseudonym('origin', origin_of(request))}", free=10)]


def take(lanes: Sequence[Lane]) -> None:
    """Count an attempt before it is judged.

    Raises:
        TooOftenError: one of the lanes is closed at this moment; the attempt is not judged.
    """
    counted: list[dict[str, str | int]] = [
        {"key": lane.key, "free": lane.free, "first": lane.first, "most": lane.most} for lane in lanes
    ]
    wait = login_delays.take(counted, using=USING)
    if wait is not None:
        raise TooOftenError(wait)


def succeeded(lanes: Sequence[Lane]) -> None:
    """Take a right attempt back; a shared count stays, or a guesser could wipe it with own logins."""
    login_delays.succeeded(
        forgiven=[lane.key for lane in lanes if lane.forgiven],
        shared=[lane.key for lane in lanes if not lane.forgiven],
        using=USING,
    )
