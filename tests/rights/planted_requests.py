"""Requests of persons at the state that a test needs, asked and answered at the real door."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import transaction

from zorgvuldig.decisions import Actor, Sourced
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.records import requests

ASKED_AT = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
ANSWERED_ON = date(2026, 11, 18)


def person(number):
    """Give somebody insured as the one who acts."""
    return Actor("subject", str(number), "insured", None, {"subject_kind": Sourced("insured", "test")})


def plant(connection, number, kind="erasure", state="received", *, words="Ons antwoord.", **more):
    """Ask as the person, settle as whoever answers, and set what no use case sets by itself."""
    me = person(number)
    with transaction.atomic():
        request_id = rights.ask(actor=me, kind=kind, words="Wat weet u van mij?", at=ASKED_AT)
        if state not in {"received", "extended"}:
            with processing(decide.withdraw(subject_id=number), actor=me, at=ASKED_AT):
                asked = requests.request(request_id)
                requests.settle(asked, state=state, answer=words, on=ANSWERED_ON)
    for column, value in {"state": state, **more}.items():
        change = f"UPDATE records.rights_request SET {column} = %s WHERE id = %s"  # noqa: S608 — our own words
        connection.execute(change, [value, request_id])
    return request_id
