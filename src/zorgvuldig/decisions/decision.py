"""What a decision says: outcome, norms, duties, reasons, and a receipt to compute it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FactValue = bool | int | str | date | frozenset[str]


class Outcome(StrEnum):
    """The four answers; only *permit* opens data."""

    PERMIT = "permit"
    FORBID = "forbid"
    NO_PERMIT = "no-permit"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Duty:
    """What a permitted processing obliges to (plicht), by when and who must discharge it."""

    id: str
    norm: str
    text: str
    due: str | None
    discharger: str

    @property
    def before_release(self) -> bool:
        """Return whether the duty must be discharged before the data are released."""
        return self.due == BEFORE_RELEASE

    def as_json(self) -> dict[str, str | None]:
        """Return the duty as the public commands print it."""
        return {"id": self.id, "norm": self.norm, "text": self.text, "due": self.due}


BEFORE_RELEASE = "before-release"
"""The `due` of a duty that the caller acknowledges before any data are opened."""


def plain(value: FactValue) -> bool | int | str | list[str]:
    """Return a fact's value in JSON: a set as a sorted list, a date in ISO 8601."""
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a processing may take place (besluit over een verwerking), and by which norms."""

    outcome: Outcome
    norms: tuple[str, ...]
    duties: tuple[Duty, ...]
    reason: str
    reason_english: str
    missing: tuple[str, ...]
    bundle: str
    facts: Mapping[str, FactValue]
    sources: Mapping[str, str]
    at: date
    engine: str

    @property
    def permitted(self) -> bool:
        """Return whether this decision opens data."""
        return self.outcome is Outcome.PERMIT

    def as_json(self) -> dict[str, Any]:
        """Return the decision as the public commands print it."""
        return {
            "outcome": self.outcome.value,
            "norms": list(self.norms),
            "duties": [duty.as_json() for duty in self.duties],
            "reason": self.reason,
            "missing": list(self.missing),
            "bundle": self.bundle,
        }

    def receipt(self) -> dict[str, Any]:
        """Return all that is needed to compute this decision again, years later."""
        return {
            **self.as_json(),
            "at": self.at.isoformat(),
            "engine": self.engine,
            "facts": {
                name: {"source": self.sources[name], "value": plain(value)}
                for name, value in sorted(self.facts.items())
            },
        }
