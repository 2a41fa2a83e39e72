"""A made-up overview of what is held about a person, with a table of each look: one row, some, and wide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from zorgvuldig.ledger.views import Use
from zorgvuldig.processes.rights.explain.handling import request_page
from zorgvuldig.processes.rights.explain.overview import my_data, party_data
from zorgvuldig.processes.rights.explain.requests import my_request, waiting_request
from zorgvuldig.records.retention import RETENTION_CLASSES
from zorgvuldig.records.stored_overview import HeldTable
from zorgvuldig.records.stored_requests import RequestPlace, StoredRequest

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_ADMINISTRATION = ("the person or the population register", "policy-administration")
_CLAIMS = ("a claim message of a care provider", "claims")


def _table(name, section, origin, fields, *rows):
    return HeldTable(
        name=name,
        section=section,
        source=origin[0],
        purpose=origin[1],
        retention=RETENTION_CLASSES["insurance"],
        categories=("policy",),
        fields=fields,
        rows=rows,
    )


def held():
    """Give one table with a single row, one with a few, and a wide one that is folded."""
    lines = [
        ("", "041", "7120", "Consult", date(2026, 3, day), None, "", 1, 9500, 9500, 0, "Toegekend")
        for day in range(1, 13)
    ]
    return [
        _table("PersonContact", "reach", _ADMINISTRATION, ("email", "phone"), ("wie@post.example", "06001")),
        _table(
            "PolicyCoverage",
            "insurance",
            _ADMINISTRATION,
            ("regime", "insured_during"),
            ("Zorgverzekeringswet", (date(2024, 1, 1), None)),
            ("Aanvullende verzekering", (date(2024, 1, 1), date(2026, 1, 1))),
        ),
        _table(
            "ClaimLine",
            "claims",
            _CLAIMS,
            (
                "reference",
                "service_code_list",
                "service_code",
                "service_name",
                "started_on",
                "ended_on",
                "distinction",
                "quantity",
                "charged_cents",
                "approved_cents",
                "own_share_cents",
                "state",
            ),
            *lines,
        ),
    ]


def my_overview():
    """Give the page."""
    used = Use(purpose="claims", data=frozenset({"policy"}), outward=False, times=3, last=AT)
    return my_data(held(), [used], on=AT.date())


def party_overview():
    """Give the page of a party."""
    fields = ("kind", "name", "kvk_number", "contact_name", "email", "phone")
    row = ("Tussenpersoon", "Bureau Beukenhof", "90000001", "R. Beukenhof", "bureau@post.example", "")
    origin = ("the partner and the trade register", "partner-relations")
    return party_data([_table("BusinessPartner", "partner", origin, fields, row)], on=AT.date())


def _waiting():
    """Give a request that waits, extended once."""
    return StoredRequest(
        id=UUID(int=7),
        subject_id=UUID(int=1),
        kind="rectification",
        state="extended",
        received_on=date(2026, 11, 2),
        aim_on=date(2026, 11, 30),
        due_on=date(2027, 1, 2),
        asked="Mijn straatnaam klopt niet.",
        extended_on=date(2026, 11, 9),
        extension_reason="Er zijn drie systemen.",
    )


def my_own_requests():
    """Give one request that waits and one that was refused in part."""
    waits = _waiting()
    closed = replace(
        waits, kind="erasure", state="partly", answered_on=date(2026, 11, 12), answer="De wet zegt hoe lang."
    )
    return tuple(my_request(each, on=AT.date()) for each in (waits, closed))


def open_requests():
    """Give the work list."""
    place = RequestPlace(
        id=UUID(int=7),
        subject_id=UUID(int=1),
        kind="access",
        state="received",
        received_on=date(2026, 11, 2),
        due_on=date(2026, 12, 2),
    )
    return (waiting_request(place),)


def one_request():
    """Give a request by letter as whoever handles it sees it: who asks, and a proposal of a colleague."""
    letter = replace(
        _waiting(),
        channel="letter",
        dated_on=date(2026, 10, 30),
        identified_on=date(2026, 11, 5),
        identified_how="called-back",
        view_asked_on=date(2026, 11, 6),
        view_due_on=date(2026, 11, 16),
        view_given_on=date(2026, 11, 12),
        view_outcome="heard",
        view="Mijn naam hoeft er niet in.",
        proposed_outcome="partly",
        proposed="De straat is verbeterd. Het oude adres blijft tot en met 1 januari 2034 in de declaraties.",
        proposed_by="a colleague",
    )
    return request_page(letter, name="A. Aalbers", by="me", on=date(2026, 11, 21))
