"""Which norms are met, and how: every id of the catalogue counted once, honestly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.norms.catalogue import CatalogueNorm, catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.norms.bundle import Bundle
    from zorgvuldig.norms.model import Section

FORMS = (
    "rule",
    "duty",
    "process-step",
    "definition",
    "register",
    "parameter",
    "open-norm",
    "planned",
    "missing",
)

BUILT = frozenset(
    {
        "access-control",
        "claims",
        "compliance",
        "data-subject-rights",
        "formal-control",
        "general",
        "policy-administration",
        "shielding",
    }
)
"""Processes that stand; a decidable norm of any other process is planned, one of these is missing."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How each norm of the catalogue is met."""

    forms: Mapping[str, str]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many norms take each form, every form named."""
        found = Counter(self.forms.values())
        return {form: found[form] for form in FORMS}

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the norms that nothing meets yet, in the order of the catalogue."""
        return tuple(norm for norm, form in self.forms.items() if form == "missing")


def coverage(bundle: Bundle) -> Coverage:
    """Return how every norm of the catalogue is met by the norms in force."""
    return Coverage(
        {
            norm.id: _form(bundle.sections[norm.id]) if norm.id in bundle.sections else _absent(norm)
            for norm in catalogue().norms.values()
        }
    )


def _absent(norm: CatalogueNorm) -> str:
    return "planned" if norm.decidable and norm.process not in BUILT else "missing"


def _form(section: Section) -> str:
    if section.rules:
        return "rule"
    if section.duties:
        return "duty"
    if section.open_norms:
        return "open-norm"
    if section.notes:
        return section.notes[0].form
    return "parameter" if section.parameters else "definition"
