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

_ENFORCED = frozenset({"rule", "duty", "process-step", "register"})
"""What a process does; a definition, a parameter or an open norm holds without one."""

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
"""Processes that stand. A norm of any other is planned: decided now, kept once its process is built."""


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
            norm.id: _form(norm, bundle) if norm.id in bundle.sections else "missing"
            for norm in catalogue().norms.values()
        }
    )


def _form(norm: CatalogueNorm, bundle: Bundle) -> str:
    section = bundle.sections[norm.id]
    form = written_form(section, bundle)
    waits = norm.process not in BUILT or any(note.planned for note in section.notes)
    return "planned" if form in _ENFORCED and waits else form


def written_form(section: Section, bundle: Bundle) -> str:
    """Return what a norm is by what stands under it, whether or not its process is built."""
    if section.rules:
        return "rule"
    if section.duties:
        return "duty"
    if section.open_norms:
        return "open-norm"
    if section.notes:
        return section.notes[0].form
    if section.examples:
        shown = bundle.sections.get(section.examples[0].of)
        return "missing" if shown is None or shown is section else written_form(shown, bundle)
    return "parameter" if section.parameters else "definition"
