"""The front door for care providers and business partners: their own files, payments, letters and data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger.processing import Refused, SegmentRow, processing
from zorgvuldig.processes.business_relations import decide
from zorgvuldig.processes.business_relations.explain import (
    OwnFilePage,
    own_claims,
    own_file,
    own_letter,
    provider_home,
)
from zorgvuldig.records import claim_reading, documents, party_reading

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.business_relations.explain import OwnFile, OwnLetter, ProviderHome
    from zorgvuldig.records.stored_letters import KeptLetter
    from zorgvuldig.records.stored_parties import StoredPartner, StoredPayment, StoredProvider

__all__ = [
    "NotAPartyError",
    "Refused",
    "fetch_return",
    "open_own_letter",
    "permit_hand_in",
    "view_own_file",
    "view_own_files",
    "view_own_letters",
    "view_own_payments",
    "view_partner",
    "view_provider",
    "view_provider_home",
]


class NotAPartyError(LookupError):
    """A login that belongs to no care provider or business partner has nothing of its own to see here."""


def view_provider_home(*, actor: Actor, at: datetime) -> ProviderHome:
    """Show a care provider what waits, and its newest files, payments and letters (overzicht).

    Raises:
        Refused: the decision was no permit.
        NotAPartyError: the actor is no care provider.
    """
    return provider_home(
        view_provider(actor=actor, at=at),
        files=view_own_files(actor=actor, at=at),
        payments=view_own_payments(actor=actor, at=at),
        letters=view_own_letters(actor=actor, at=at),
    )


def view_own_files(*, actor: Actor, at: datetime) -> tuple[OwnFile, ...]:
    """Show a care provider the claim files that it sent, newest first (eigen declaratiebestanden).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_files(), actor=_party(actor), at=at):
        return tuple(own_file(file) for file in claim_reading.files())


def view_own_file(*, actor: Actor, run_id: UUID, at: datetime) -> OwnFilePage | None:
    """Show a care provider one of its files, with why each claim was refused; None where it sent no such.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_files(run_id=run_id), actor=_party(actor), at=at):
        file = claim_reading.file(run_id)
        if file is None:
            return None
        claims = claim_reading.claims_of(run_id, with_lines=True)
        paid = [each for each in party_reading.payments() if each.run_id == run_id]
    return OwnFilePage(
        file=own_file(file),
        claims=own_claims(claims),
        payment=paid[0] if paid else None,
    )


def fetch_return(*, actor: Actor, run_id: UUID, at: datetime) -> tuple[str, bytes] | None:
    """Give a care provider the return message of a file that it sent, as it went back (retourbericht).

    It names people, so each insured person in it sees that it was fetched (article 5.2).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.fetch_return(run_id=run_id), actor=_party(actor), at=at) as grant:
        found = party_reading.return_of(run_id)
        if found is not None and (persons := party_reading.persons_in(run_id)):
            grant.segment([SegmentRow(person, {"file": str(run_id)}) for person in persons])
        return found


def view_own_payments(*, actor: Actor, at: datetime) -> tuple[StoredPayment, ...]:
    """Show a care provider what we paid, by file (eigen betalingen).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_payments(), actor=_party(actor), at=at):
        return party_reading.payments()


def view_own_letters(*, actor: Actor, at: datetime) -> tuple[OwnLetter, ...]:
    """Show a care provider the letters to it, newest first (brieven).

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_files(), actor=_party(actor), at=at):
        kept = [documents.opened(each) for each in party_reading.letter_ids()]
    return tuple(own_letter(letter) for letter in kept if letter)


def open_own_letter(*, actor: Actor, letter_id: UUID, at: datetime) -> KeptLetter | None:
    """Give a care provider one letter to it, to set as it left; None where there is none of its own.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.view_files(), actor=_party(actor), at=at):
        return documents.opened(letter_id)


def view_provider(*, actor: Actor, at: datetime) -> StoredProvider:
    """Show a care provider what the register says of it (eigen gegevens).

    Raises:
        Refused: the decision was no permit.
        NotAPartyError: the actor is no care provider.
    """
    with processing(decide.view_registered(), actor=_party(actor), at=at):
        known = party_reading.provider()
    if known is None:
        raise NotAPartyError("this desk is for care providers; this login belongs to none")
    return known


def view_partner(*, actor: Actor, at: datetime) -> StoredPartner:
    """Show a business partner what is registered about it (eigen gegevens, overeenkomsten).

    Raises:
        Refused: the decision was no permit.
        NotAPartyError: the actor is no business partner.
    """
    with processing(decide.view_registered(), actor=_party(actor), at=at):
        known = party_reading.partner()
    if known is None:
        raise NotAPartyError("this desk is for business partners; this login belongs to none")
    return known


def permit_hand_in(*, actor: Actor, at: datetime) -> StoredProvider:
    """Ask whether this login may hand in claims, and for which provider (declaraties indienen).

    Raises:
        Refused: the decision was no permit.
        NotAPartyError: the actor is no care provider.
    """
    with processing(decide.hand_in(), actor=_party(actor), at=at):
        pass
    return view_provider(actor=actor, at=at)


def _party(actor: Actor) -> Actor:
    if actor.kind != "party":
        raise NotAPartyError("this desk shows a party what is its own; this login belongs to none")
    return actor
