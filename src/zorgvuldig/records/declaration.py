"""What a model says of itself: the data category of each field, how long, from whom, about whom.

The wall (`zorgvuldig.records.wall`) is generated from these declarations; a model that lacks one
stops the build.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from django.db import models

#: Technical keys and facts about no person; no decision has to name them.
NOT_PERSONAL = "none"
#: A table about no one: labels, tariffs, households without their members.
REFERENCE = "reference"
#: The frame of a case or signal; what it reveals depends on the row, which names its own category.
CASE_FRAME = "case-frame"
#: The frame of what a care provider or business partner asks, likewise; of no insured person.
PARTY_FRAME = "party-frame"
#: The frame of a letter, likewise: a row names the category of what the letter tells.
LETTER_FRAME = "letter-frame"
#: The frame of a proposal to change what people keep here (voorstel): kind, dates, state and who acted.
PROPOSAL_FRAME = "proposal-frame"
#: A hold on a person (vernietigingsverbod): why nothing of this person goes, and until when.
HOLD_FRAME = "hold-frame"
#: Wrapped data keys, worthless without the key that wraps them.
DATA_KEY = "data-key"
#: Our own names beside the categories of the norms: a family needs the right, a decision not the name.
OWN_CATEGORIES = frozenset(
    {NOT_PERSONAL, REFERENCE, CASE_FRAME, PARTY_FRAME, LETTER_FRAME, PROPOSAL_FRAME, HOLD_FRAME, DATA_KEY}
)

#: Compartments (Zvw, AV and Wlz data stay apart, GC-4.0.9); "all" serves every regime.
COMPARTMENTS = frozenset({"Zvw", "AV", "Wlz", "all"})

#: The parts of what a person gets to see of all that is held (inzage, GDPR art. 15), with their headings.
SECTIONS = {
    "identity": "Wie u bent",
    "reach": "Waar wij u bereiken",
    "household": "Uw gezin en wie u vertegenwoordigt",
    "insurance": "Hoe u verzekerd bent",
    "claims": "Uw declaraties",
    "wishes": "Uw toestemmingen en bezwaren",
    "letters": "Brieven aan u",
    "cases": "Uw vragen, klachten en andere zaken",
    "looked-at": "Wie uw gegevens heeft gezien",
    "account": "Uw toegang tot deze website",
    "provider": "Uw gegevens als zorgaanbieder",
    "partner": "Uw gegevens als zakelijke relatie",
    "asked": "Wat u ons vroeg",
    "work": "Uw werk bij ons",
}

_Field = TypeVar("_Field", bound="models.Field[Any, Any]")


class WithoutSubject(StrEnum):
    """What a row may be about when it names no person."""

    NEVER = "never"
    #: someone not insured with us: met in the run in which it came in
    IN_A_RUN = "in a run"
    #: a contract with an employer: written before anyone is covered, read through whom it covers
    WRITE_ONLY = "write only"
    #: a provider or a process: met with any grant of the family
    BY_GRANT = "by grant"


@dataclass(frozen=True)
class Origin:
    """From whom, when and for which purpose a row was obtained (herkomst, GDPR art. 14)."""

    source: str
    obtained: str
    purpose: str


@dataclass(frozen=True)
class Hidden:
    """Why rows are left out of what a person gets to see (inzage)."""

    reason: str


@dataclass(frozen=True)
class Declaration:
    """What the wall needs to know of a table.

    Attributes:
        category: the data category without which a row of this table is not opened at all.
        retention: a class of `zorgvuldig.records.retention`.
        compartment: one of `COMPARTMENTS`, or the column (or path) that holds it.
        origin: from whom, when, for which purpose.
        subject: the column with the person whom a row concerns; None for a table about no one.
        run: the column with the run in which a row came in.
        policies_of: the column with an insurance policy: a row also concerns whom that policy covers.
        row_category: the column with the data category of a single row.
        shielded: the column that marks a whereabouts that must not leave (GC-4.0.6).
        without_subject: whether a row may stand without a person, and who may then meet it.
        party: the column with the care provider or business partner whom a row concerns: only these rows open
            to whoever logs in for that party.
        party_run: the column with the run whose sender (the provider of that file) the row concerns.
        overview: the part of a person's own overview in which the rows stand (`SECTIONS`), or why in none;
            a table with nothing personal needs neither.
    """

    category: str
    retention: str
    compartment: str
    origin: Origin
    subject: str | None = None
    run: str | None = None
    policies_of: str | None = None
    row_category: str | None = None
    shielded: str | None = None
    without_subject: WithoutSubject = WithoutSubject.NEVER
    party: str | None = None
    party_run: str | None = None
    overview: str | Hidden | None = None


def held(field: _Field, category: str) -> _Field:
    """Declare the data category of a field (categorie persoonsgegevens, names of the norms)."""
    field.data_category = category  # type: ignore[attr-defined] # read back by the wall
    return field
