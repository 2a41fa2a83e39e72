"""The adapter point: what every scheme of login can do, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zorgvuldig.interfaces.identity.assurance import Level

DIGID, EHERKENNING, STAFF = "digid", "eherkenning", "staff"


class SchemeError(RuntimeError):
    """A login by a scheme that came to nothing; `reason` is a word for the log and never holds data."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"login refused: {reason}")
        self.reason = reason


class CancelledError(SchemeError):
    """The person went back."""


class LevelTooLowError(SchemeError):
    """The means that was used is not strong enough."""

    def __init__(self, got: Level, needed: Level) -> None:
        super().__init__("level-too-low")
        self.got, self.needed = got, needed


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and what this session must remember until it comes back."""

    address: str
    memory: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Assertion:
    """What a scheme says about who came: never shown whole, for the identity may be a BSN."""

    scheme: str
    level: Level
    #: BSN, KvK number or the subject at the employer's provider.
    identity: str = field(repr=False)
    issuer: str
    moment: datetime
    two_factors: bool
    #: eHerkenning: the service for which the mandate register let somebody act.
    service: str = ""


class NationalScheme(Protocol):
    """A scheme by which people log in elsewhere (inlogmiddel)."""

    name: str

    def begin(self, *, callback: str, level: Level, at: datetime) -> Begun:
        """Start a login that must be at a level and comes back at an address of ours."""
        ...

    def finish(self, *, memory: Mapping[str, str], answer: Mapping[str, str], at: datetime) -> Assertion:
        """Turn what came back into an assertion.

        Raises:
            SchemeError: it is not the answer to what this session asked, or not strong enough.
        """
        ...
