"""Made-up answers for the desks of care providers and partners, whose use cases have tests of their own."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from web_samples import AT, INSURED_ON_DATE, RUN

from zorgvuldig.interfaces.web import letter_files
from zorgvuldig.interfaces.web.views import hand_in, partner, party_requests, provider
from zorgvuldig.processes.business_relations import explain
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.explain.party_letters import about_party_request
from zorgvuldig.processes.rights.explain.party_requests import party_asked, party_request_page
from zorgvuldig.records.stored_letters import KeptLetter
from zorgvuldig.records.stored_parties import (
    Agreement,
    Qualification,
    Span,
    StoredPartner,
    StoredPayment,
    StoredProvider,
)
from zorgvuldig.records.stored_party_requests import StoredPartyRequest

LETTER = UUID("5f0c7a52-6f0e-4b1d-9d7b-0a4f5a1c2e32")
SINCE = date(2024, 1, 1)
OPEN, ENDED = Span(SINCE, None), Span(date(2021, 1, 1), SINCE)

WHY = explain.WhyRefused(
    sentence="De persoon was op de eerste dag van de zorg niet bij ons verzekerd.",
    return_code="8104",
    articles=(INSURED_ON_DATE,),
    service="Consult psycholoog",
    started_on=date(2026, 10, 5),
    charged_cents=12_345,
)


def own_file(name="0007-GZ321-9101.asc", *, claims=12, accepted=11, state="processed", why=()):
    return explain.OwnFile(
        run_id=RUN,
        name=name,
        message="GZ321 1.0",
        received_at=AT,
        state=state,
        claims=claims,
        accepted=accepted,
        charged_cents=150_000,
        approved_cents=137_655,
        has_return=True,
        why=why,
    )


FILES = (own_file(), own_file("0009-GZ321-9101.asc", claims=0, accepted=0, state="refused", why=(WHY,)))
PAYMENT = StoredPayment(
    run_id=RUN,
    reference=RUN.hex,
    label_name="Zilverlinde",
    amount_cents=137_655,
    execute_on=date(2026, 11, 23),
)
PROVIDER = StoredProvider(
    agb_code="54900001",
    name="GGZ-centrum Voorbeeld",
    kind="Zorgaanbieder",
    iban="NL02TEST0054900001",
    qualifications=(Qualification("54", OPEN), Qualification("9401", ENDED)),
    contracts=(Agreement("Zilverlinde", "", OPEN),),
)
PARTNER = StoredPartner(
    kind="Tussenpersoon",
    name="Assurantiekantoor Voorbeeld",
    kvk_number="90000011",
    contact_name="C. Contact",
    email="contact@voorbeeld.test",
    phone="0850000000",
    contracts=(
        Agreement("Zilverlinde", "Bemiddeling bij zorgverzekeringen", OPEN),
        Agreement("Molenrad", "Bemiddeling bij zorgverzekeringen", ENDED),
    ),
)
CLAIM = explain.OwnClaim(
    number="P0000123",
    invoice="F000007",
    started_on=date(2026, 10, 5),
    ended_on=None,
    charged_cents=12_345,
    approved_cents=0,
    state="refused",
    why=(WHY,),
)
OWN_LETTER = explain.OwnLetter(letter_id=LETTER, title="Afgewezen declaraties", made_at=AT, sent_at=AT)


class Relations:
    """One provider with two files, and one partner; nothing of any other is there."""

    def view_provider_home(self, **_asked):
        return explain.provider_home(PROVIDER, files=FILES, payments=[PAYMENT], letters=[OWN_LETTER])

    def view_own_files(self, **_asked):
        return FILES

    def view_own_file(self, **_asked):
        return explain.OwnFilePage(file=FILES[0], claims=(CLAIM,), payment=PAYMENT)

    def fetch_return(self, **_asked):
        return "GZ322-voorbeeld.ASC", b"01322"

    def view_own_payments(self, **_asked):
        return (PAYMENT,)

    def view_own_letters(self, **_asked):
        return (OWN_LETTER,)

    def open_own_letter(self, **_asked):
        return KeptLetter(
            id=LETTER,
            kind="provider-refusal",
            purpose="claims",
            route="provider",
            state="sent",
            made_at=AT,
            sent_at=AT,
            digest="",
            content={},
            address=(),
        )

    def view_provider(self, **_asked):
        return PROVIDER

    def permit_hand_in(self, **_asked):
        return PROVIDER

    def view_partner(self, **_asked):
        return PARTNER


WAITS = StoredPartyRequest(
    id=LETTER,
    party_id=RUN,
    party_kind="provider",
    kind="rectification",
    state="received",
    received_on=date(2026, 11, 2),
    due_on=date(2026, 12, 2),
    asked="Het telefoonnummer is oud.",
)
REFUSED = replace(
    WAITS,
    kind="erasure",
    state="refused",
    extended_on=date(2026, 11, 20),
    extension_reason="Drie systemen.",
    answered_on=date(2026, 11, 21),
    answer="De wet zegt hoe lang.",
)


class PartyRights:
    """What parties asked by right."""

    SettledBeforeError = rights.SettledBeforeError

    def view_party_requests(self, **_asked):
        return tuple(party_asked(each, on=AT.date()) for each in (WAITS, REFUSED))

    def ask_as_party(self, **_asked):
        return LETTER

    def letter_to_party(self, **_asked):
        content = about_party_request(REFUSED, name=PROVIDER.name, on=REFUSED.answered_on)
        return rights.parties.PartyLetter(LETTER, content, REFUSED.answered_on)

    def withdraw_as_party(self, **_asked):
        return True

    def list_party_requests(self, **_asked):
        return ((party_asked(WAITS, on=AT.date()), PROVIDER.name),)

    def view_party_request(self, **_asked):
        return party_request_page(WAITS, name=PROVIDER.name, on=AT.date())

    def extend_party_request(self, **_asked):
        return True

    def answer_party_request(self, **_asked):
        return True


def show(monkeypatch):
    """Let the pages of providers and partners show these."""
    for module in (provider, partner, hand_in):
        monkeypatch.setattr(module, "relations", Relations())
    monkeypatch.setattr(party_requests, "rights", PartyRights())
    monkeypatch.setattr(letter_files, "set_one", lambda _manuscript: b"%PDF-")
