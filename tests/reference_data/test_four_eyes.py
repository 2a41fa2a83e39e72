"""One proposes, another looks and approves exactly that; nothing is written otherwise."""

from datetime import date

import psycopg
import pytest
from django.utils import timezone

from zorgvuldig.ledger.processing import Refused
from zorgvuldig.processes.reference_data import usecases
from zorgvuldig.processes.reference_data.usecases import (
    ChangedSinceError,
    InputError,
    NothingToDoError,
    NotOpenError,
    NotOwnError,
    UnknownProposalError,
)

RAISED = "9998;041;1000;45,50;"


def tariffs(owner):
    rows = owner.execute(
        "SELECT service_code, amount_cents, lower(valid_during), upper(valid_during) FROM records.tariff "
        "ORDER BY service_code, valid_during"
    )
    return rows.fetchall()


def test_an_approved_tariff_begins_and_the_old_one_ends_and_stays(desk, owner_connection):
    proposal_id = desk.proposes("tariffs", [RAISED, "9998;041;1001;10;2026-12-31"])
    page = desk.sees(proposal_id)
    assert (page.added, page.changed, page.ended, page.unchanged) == (1, 1, 0, 0)
    changed = next(row for row in page.rows if row.how == "changed")
    assert [value for _, value in changed.keys] == ["9998", "041", "1000"]
    assert changed.cells == (("Tarief", "40,00", "45,50"),)
    desk.approves(proposal_id)
    assert tariffs(owner_connection) == [
        ("1000", 4000, date(2026, 1, 1), date(2026, 7, 1)),
        ("1000", 4550, date(2026, 7, 1), None),
        ("1001", 1000, date(2026, 7, 1), date(2027, 1, 1)),
    ]
    assert desk.sees(proposal_id).proposal.state == "applied"
