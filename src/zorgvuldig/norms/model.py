"""What a literate norm file holds, as plain values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

PERIOD = re.compile(r"^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")
"""A period of whole years, months, weeks and days in ISO 8601, such as P4W."""

Tree = dict[str, Any]
"""One node of Cedar's JSON form of an expression."""

ParameterValue = bool | int | str | tuple[str, ...]

SOURCES = {
    "code_of_conduct": ("GC-",),
    "control_protocol": ("PMC-",),
    "approval": ("CBP-",),
    "partner_statement": ("VGZ-",),
    "security_measures": ("MZ-",),
    "email": ("EM-",),
    "disclosure": ("RD-",),
    "current_law": ("GC-", "PMC-", "CBP-", "VGZ-", "MZ-", "EM-", "RD-"),
}
"""The sources of norms and the ids that each may hold; `current_law` overlays all of them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a norm file, from the folder of norms, and a line in it."""

    file: str
    line: int

    def __str__(self) -> str:
        """Return the place as editors understand it."""
        return f"{self.file}:{self.line}"


class NormError(Exception):
    """A norm file cannot be used as it stands; the message names file, line and how to mend it."""

    def __init__(self, place: Place, problem: str, mend: str) -> None:
        super().__init__(f"{place}: {problem}. {mend}.")
        self.place = place


@dataclass(frozen=True, slots=True)
class Rule:
    """One Cedar rule: a legal ground (permit) or a further condition (forbid)."""

    key: str
    effect: str
    reason: str
    english: str
    tree: Tree
    place: Place

    @property
    def norm(self) -> str:
        """Return the id of the norm, without the mark of a second rule."""
        return self.key.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Term:
    """A defined term (begripsbepaling): an expression over facts, or a date moved by a period."""

    name: str
    norm: str
    place: Place
    tree: Tree | None = None
    date_fact: str | None = None
    plus: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated number, period or list that rules use by name, with the reference that sets it."""

    name: str
    norm: str
    value: ParameterValue
    valid_from: date
    reference: str
    place: Place


@dataclass(frozen=True, slots=True)
class DutyRule:
    """What a permitted processing obliges to, when it applies and how long there is for it."""

    id: str
    norm: str
    text: str
    when: Tree
    due: str | None
    starts: str | None
    period: str | None
    discharger: str
    how: str
    place: Place


@dataclass(frozen=True, slots=True)
class Purpose:
    """A registered purpose (doel, art. 3.3): from when, on which article, with which data."""

    name: str
    valid_from: date
    reference: str
    health_data: str
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpenNorm:
    """What no rule can decide: which fact holds the written answer, who gives it, what it records."""

    norm: str
    fact: str
    decided_by: str
    written: str
    place: Place


@dataclass(frozen=True, slots=True)
class Scenario:
    """One situation as a sentence, with the decision that the norms must give."""

    sentence: str
    norm: str
    facts: Mapping[str, Any]
    at: date | None
    outcome: str
    norms: tuple[str, ...]
    missing: tuple[str, ...] | None
    duties: tuple[str, ...] | None
    place: Place


@dataclass(frozen=True, slots=True)
class Note:
    """A norm met by something other than a rule: a definition, a register, a step of a process.

    A register or a step names where the software keeps it (`kept`, such as `ledger/gate.py:discharge`), or
    the process that will (`planned`).
    """

    form: str
    norm: str
    text: str
    place: Place
    kept: str | None = None
    planned: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A norm that shows how another one works (voorbeeld): its scenarios are decided by that other norm."""

    norm: str
    of: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Resolution:
    """Two norms that differ (botsing), and the rule, duty or parameter in which one of them wins."""

    norm: str
    other: str
    by: str
    why: str
    place: Place


@dataclass(slots=True)
class Section:
    """One article: its text in Dutch with the citation, and all that follows from it."""

    norm: str
    title: str
    citation: str
    text: str
    place: Place
    supersedes: str | None = None
    why_superseded: str = ""
    rules: list[Rule] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    duties: list[DutyRule] = field(default_factory=list)
    purposes: list[Purpose] = field(default_factory=list)
    open_norms: list[OpenNorm] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One norm file: a chapter of one source, valid from a date."""

    source: str
    valid_from: date
    name: str
    file: str
    text: str
    sections: tuple[Section, ...]
