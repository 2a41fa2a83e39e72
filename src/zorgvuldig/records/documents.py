"""Keep the letters that leave: seal what they say, and note what became of them (uitgaande brieven).

This room keeps and opens; whether a letter may be written, sent or read is decided before, by the process
that it belongs to, and the database opens no more than that decision granted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from zorgvuldig.decisions.state_machines import MachineError
from zorgvuldig.records import applied, envelope
from zorgvuldig.records.letter_life import LETTER_LIFE, RETURNED, SENT
from zorgvuldig.records.models import OutboundDocument, Person, PersonAddress, RunLetters
from zorgvuldig.records.stored_letters import KeptLetter
from zorgvuldig.records.writing import spaced_postcode, street_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

RETENTION = "insurance"
SAFE = "safe"
_COMPARTMENT = "all"
_CONTENT, _ADDRESS = "outbound_document.sealed", "outbound_document.address_sealed"

_EACH = frozenset({"date", "recipient_name", "subject_line"})
#: What each template needs; the tests hold the templates to it.
FIELDS: Mapping[str, frozenset[str]] = {
    "settlement-notice": _EACH | {"about", "own", "claims", "charged", "approved", "own_share"},
    "settlement-summary": _EACH | {"about", "lines", "charged", "approved", "own_share"},
    "provider-refusal": _EACH | {"agb_code", "claims"},
    "access-answer": _EACH | {"asked_on", "processings", "since"},
    "request-received": _EACH | {"asked_on", "asked", "aim_on", "due_on"},
    "request-extended": _EACH | {"asked_on", "asked", "reason", "due_on"},
    "request-lifting": _EACH | {"asked_on", "reason", "lifts_on"},
    "shield-ends": _EACH | {"reason", "days"},
    "shield-asks": _EACH | {"since"},
    "objection-judged": _EACH | {"asked_on", "use", "decision", "upheld", "weighing"},
    "request-answered": _EACH | {"asked_on", "asked", "answer"},
    # To somebody of whom nothing is held: neither letter nor name is kept.
    "request-nothing": _EACH | {"asked_on", "asked", "found_by"},
    "request-refused": _EACH | {"asked_on", "asked", "decision", "reasons"},
    # Set when a party fetches it: the request itself is what is kept.
    "party-request": _EACH | {"title", "asked_on", "right", "asked", "heading", "answer"},
}


class MissingFieldError(ValueError):
    """A letter without something that its template needs; nothing was kept."""


class StepError(ValueError):
    """A letter cannot go from its state to the one asked."""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A letter to be kept: what it is, for whom, by which way, and all that its template needs."""

    id: UUID
    kind: str
    data_category: str
    purpose: str
    subject_id: UUID | None
    run_id: UUID | None
    route: str
    content: Mapping[str, Any]
    label_id: UUID | None = None
    """Under whose letterhead it leaves; none in particular where the letter is about no claim."""


@dataclass(frozen=True)
class Reader:
    """Who receives a letter: the name to write to, and whether the whereabouts must not leave (GC-4.0.6)."""

    name: str
    shielded: bool

    @property
    def route(self) -> str:
        """Give the way by which a letter goes: whoever is shielded gets it by the safe route alone."""
        return SAFE if self.shielded else "post"


def about_rights(
    to: Reader, *, letter_id: UUID, kind: str, subject_id: UUID, content: Mapping[str, Any]
) -> Outgoing:
    """Make a letter to a person about the use of a right, an exchange with that person (brief)."""
    return Outgoing(
        id=letter_id,
        kind=kind,
        data_category="correspondence",
        purpose="data-subject-rights",
        subject_id=subject_id,
        run_id=None,
        route=to.route,
        content=content,
    )


def archive(letter: Outgoing, *, entry_id: UUID, at: datetime) -> None:
    """Keep a letter, sealed, inside the grant of its process (archiveren).

    Raises:
        MissingFieldError: the template needs something that is not there.
    """
    lacking = sorted(FIELDS[letter.kind] - {name for name, value in letter.content.items() if value != ""})
    if lacking:
        raise MissingFieldError(
            f"a letter of kind {letter.kind} lacks {', '.join(lacking)}: nothing was kept. Its template "
            "needs each of these; let the process that writes it give them"
        )
    # Kept with the letter: set anew, it is what left, whatever the letterhead is by then.
    head = applied.letterhead_of(letter.label_id, on=timezone.localdate(at))
    content = {**letter.content, **({"letterhead": head} if head else {})}
    OutboundDocument.objects.bulk_create(
        [
            OutboundDocument(
                id=letter.id,
                kind=letter.kind,
                data_category=letter.data_category,
                purpose=letter.purpose,
                subject_id=letter.subject_id,
                run_id=letter.run_id,
                route=letter.route,
                made_at=at,
                made_by_entry=entry_id,
                sealed=_seal(content, subject=letter.subject_id, field=_CONTENT, year=at.year),
            )
        ]
    )


def opened(document_id: UUID) -> KeptLetter | None:
    """Open one letter; nothing if the grant does not open it (brief openen)."""
    row = OutboundDocument.objects.filter(id=document_id).first()
    return _kept(row) if row else None


def letters_of(subject_id: UUID) -> tuple[KeptLetter, ...]:
    """Give the letters to one person, newest first (mijn brieven)."""
    rows = OutboundDocument.objects.filter(subject_id=subject_id).order_by("-made_at", "id")
    return tuple(_kept(row) for row in rows)


def mark_sent(
    document_id: UUID, *, address: tuple[str, ...], route: str, digest: str, entry_id: UUID, at: datetime
) -> None:
    """Note that a letter left, to which address and as which bytes (verzonden)."""
    row = _for_step(document_id, SENT)
    row.address_sealed = (
        _seal(list(address), subject=row.subject_id, field=_ADDRESS, year=row.made_at.year)
        if address
        else None
    )
    row.state, row.route, row.digest, row.sent_at, row.sent_by_entry = SENT, route, digest, at, entry_id
    row.save(update_fields=["address_sealed", "state", "route", "digest", "sent_at", "sent_by_entry"])


def note_run(run_id: UUID, *, written: int, refused: int, entry_id: UUID) -> None:
    """Keep that the letters about a run were written, and how many of them the rules refused."""
    row = RunLetters(run_id=run_id, written=written, refused=refused, written_by_entry=entry_id)
    RunLetters.objects.bulk_create([row])


def mark_returned(document_id: UUID, *, at: datetime) -> None:
    """Note that a letter came back (retour)."""
    row = _for_step(document_id, RETURNED)
    row.state, row.returned_at = RETURNED, at
    row.save(update_fields=["state", "returned_at"])


def reader(person_id: UUID) -> Reader | None:
    """Give whom a letter is addressed to, without the whereabouts."""
    row = (
        Person.objects.filter(id=person_id)
        .values_list("initials", "name_prefix", "family_name", "shielded")
        .first()
    )
    if row is None:
        return None
    *names, shielded = row
    return Reader(" ".join(str(part) for part in names if part), bool(shielded))


def demand_reader(person_id: UUID) -> Reader:
    """Give whom a letter is addressed to.

    Raises:
        LookupError: there is nobody of this number within what the grant opens.
    """
    found = reader(person_id)
    if found is None:
        raise LookupError("there is nobody of this number to write to")
    return found


def address_of(person_id: UUID, *, on: date) -> tuple[str, ...]:
    """Give the lines of the address where a person lives; none when there is none that may leave.

    The role that writes letters cannot see a shielded address: the wall hides such a row.
    """
    return _address(PersonAddress.objects.filter(subject_id=person_id, shielded=False), on)


def shielded_address_of(person_id: UUID, *, on: date) -> tuple[str, ...]:
    """Give the lines of an address that is known to security affairs alone (afgeschermd adres, GC-4.0.6)."""
    return _address(PersonAddress.objects.filter(subject_id=person_id), on)


def _address(held: QuerySet[PersonAddress], on: date) -> tuple[str, ...]:
    row = held.filter(valid_during__contains=on).first()
    if row is None:
        return ()
    postcode = spaced_postcode(row.postcode) if row.country == "NL" else row.postcode
    street = street_line(row.street, row.house_number, row.house_number_suffix)
    return (street, f"{postcode}  {row.city.upper()}")


def _for_step(document_id: UUID, wanted: str) -> OutboundDocument:
    row = OutboundDocument.objects.filter(id=document_id).first()
    if row is None:
        raise StepError(f"there is no letter {document_id} within what the grant opens")
    try:
        LETTER_LIFE.demand(row.state, wanted)
    except MachineError:
        raise StepError(f"letter {document_id} is {row.state} and cannot become {wanted}") from None
    return row


def _seal(content: object, *, subject: UUID | None, field: str, year: int) -> bytes:
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return envelope.seal(
        plain, subject=subject, compartment=_COMPARTMENT, retention_class=RETENTION, year=year, field=field
    )


def _open(sealed: bytes | memoryview, *, subject: UUID | None, field: str) -> Any:  # noqa: ANN401 — JSON is any value
    return json.loads(envelope.open_sealed(bytes(sealed), subject=subject, field=field))


def _kept(row: OutboundDocument) -> KeptLetter:
    sealed = row.address_sealed
    return KeptLetter(
        id=row.id,
        kind=row.kind,
        purpose=row.purpose,
        route=row.route,
        state=row.state,
        made_at=row.made_at,
        sent_at=row.sent_at,
        digest=row.digest,
        content=_open(row.sealed, subject=row.subject_id, field=_CONTENT),
        address=tuple(_open(sealed, subject=row.subject_id, field=_ADDRESS)) if sealed else (),
    )
