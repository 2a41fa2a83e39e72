"""What is wrong with a FHIR file, and where: kept together, and told as OperationOutcome (afkeuring)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: What goes back names so many; whoever mends those sends the file again.
MOST_TOLD = 200
#: Of a file that is wrong all through no more is kept.
MOST_KEPT = 2000
_LONGEST_QUOTE = 100


@dataclass(frozen=True, slots=True)
class Trouble:
    """One reason to refuse a FHIR file: its place as a path, the kind of issue by FHIR, a Dutch sentence."""

    place: str
    kind: str
    text: str
    resource: str = ""

    @property
    def sentence(self) -> str:
        """Give the place and the sentence in one, as a page shows it."""
        where = f"{self.resource}, {self.place}" if self.resource else self.place
        return f"{where}: {self.text}"

    def as_json(self) -> dict[str, str]:
        """Give the trouble as the command line prints it."""
        return {"place": self.place, "resource": self.resource, "issue": self.kind, "message": self.text}


@dataclass
class Troubles:
    """All that is wrong with one file, in the order in which it was found; each place is named once."""

    found: list[Trouble] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def add(self, place: str, kind: str, text: str, resource: str = "") -> None:
        """Name one trouble (issue type by FHIR, such as `required` or `value`)."""
        if place not in self._seen and len(self.found) < MOST_KEPT:
            self._seen.add(place)
            self.found.append(Trouble(place, kind, text, resource))

    def __bool__(self) -> bool:
        """Say whether anything is wrong."""
        return bool(self.found)


def operation_outcome(troubles: list[Trouble] | tuple[Trouble, ...]) -> dict[str, Any]:
    """Give the troubles of a file as an OperationOutcome; beyond a limit they are counted only."""
    issues = [
        {
            "severity": "error",
            "code": each.kind,
            "details": {"text": each.text},
            "diagnostics": each.sentence,
            "expression": [each.place],
        }
        for each in troubles[:MOST_TOLD]
    ]
    if len(troubles) > MOST_TOLD:
        text = f"Er zijn nog {len(troubles) - MOST_TOLD} andere punten. Verbeter eerst deze."
        issues.append({"severity": "information", "code": "informational", "details": {"text": text}})
    return {"resourceType": "OperationOutcome", "issue": issues}


def quoted(text: str) -> str:
    """Quote a name that a sender wrote, such as of a code system: readable signs only, and not for ever."""
    shown = "".join(sign if sign.isascii() and sign.isprintable() else "?" for sign in text[:_LONGEST_QUOTE])
    return f"'{shown}'"
