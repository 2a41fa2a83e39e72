"""Who asks, about whom and for what: the words in which a process asks for a decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

_NO_FACTS: Mapping[str, Sourced] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sourced:
    """A fact's value together with where it comes from (art. 3.7: the origin is recorded)."""

    value: Any
    source: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts: an employee, the person concerned, a provider or partner, a service (art. 4.0.1)."""

    kind: Literal["staff", "subject", "party", "system"]
    identifier: str
    role: str
    unit: str | None
    facts: Mapping[str, Sourced] = field(default_factory=lambda: _NO_FACTS)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a processing concerns (betrokkenen): one person, several, the persons of a run, or nobody."""

    kind: Literal["subject", "subjects", "run", "none"]
    subject_ids: tuple[UUID, ...] = ()
    run_id: UUID | None = None
    subject_indexes: tuple[bytes, ...] = ()

    @classmethod
    def subject(cls, subject_id: UUID) -> Scope:
        """Return the scope of one person."""
        return cls("subject", (subject_id,))

    @classmethod
    def subjects(cls, subject_ids: Sequence[UUID]) -> Scope:
        """Return the scope of several named persons."""
        return cls("subjects", tuple(subject_ids))

    @classmethod
    def run(cls, run_id: UUID, subject_indexes: Sequence[bytes]) -> Scope:
        """Return the scope of a run and the persons in it, by the blind indexes of their BSN."""
        return cls("run", (), run_id, tuple(subject_indexes))

    @classmethod
    def none(cls) -> Scope:
        """Return the scope of a processing about nobody in particular."""
        return cls("none")


@dataclass(frozen=True, slots=True)
class Act:
    """A duty done by this processing, so that nobody does a conflicting one (functiescheiding).

    The object is a case, a payment, a plan; none means the one person whom the processing is about.
    """

    duty: str
    object_id: UUID | None


@dataclass(frozen=True, slots=True)
class Deferral:
    """Why a person does not see this yet, and when that is looked at again (uitgestelde inzage)."""

    review_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ProcessingRequest:
    """What a process wants to do with personal data (verwerking, art. 1 sub 23)."""

    purpose: str
    action: str
    data: frozenset[str]
    scope: Scope
    facts: Mapping[str, Sourced] = field(default_factory=lambda: _NO_FACTS)
    act: Act | None = None
    confidential: Deferral | None = None

    @property
    def act_object(self) -> UUID | None:
        """Give what the act is about: its object, or else the one person of the processing."""
        if self.act is None:
            return None
        if self.act.object_id is None and len(self.scope.subject_ids) == 1:
            return self.scope.subject_ids[0]
        return self.act.object_id
