"""The figures of a year tell how requests went, and no number of them points at one person."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import transaction

from zorgvuldig.decisions import Actor, Sourced
from zorgvuldig.ledger.processing import Refused
from zorgvuldig.ledger.request_figures import refusals_by_ground, request_figures
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.explain.figures import FEWEST, year_of_requests
from zorgvuldig.processes.rights.intake.grounds import grounds
from zorgvuldig.records.stored_requests import RequestFigures

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
_PLANT = """INSERT INTO records.rights_request (id, data_category, subject_id, kind, received_on, aim_on,
due_on, state, asked_sealed, extension_reason, channel, identified_how, concerns, proposed_outcome,
proposed_by, told_state, view_outcome, extended_on, answered_on) VALUES (%s, 'correspondence', %s, %s,
%s, %s, %s, %s, 'x', '', 'desk', '', '[]', '', '', '', '', %s, %s)"""


def plant(connection, person, kind, days, state, extended=None):
    """Keep a request that was received, due and perhaps answered on these days."""
    received, due, answered = (*days, None)[:3]
    connection.execute(_PLANT, [uuid4(), person, kind, received, due, due, state, extended, answered])


def officer(role="dpo"):
    return Actor("staff", str(uuid4()), role, "compliance", {"confidentiality_bound": Sourced(True, "test")})


def counted(kind, received):
    ends = dict.fromkeys(("waiting", "partly", "refused", "no_data", "withdrawn", "extended", "late"), 0)
    return RequestFigures(kind=kind, received=received, granted=received, median_days=9, **ends)


@pytest.fixture
def year(world, owner_connection):
    """Let Anna ask often in 2025: in time, late, extended, withdrawn, and one that waits beyond its term."""
    owner_connection.execute("DELETE FROM records.rights_request")
    anna = world.anna.id
    for answered in ("2025-01-11", "2025-01-21", "2025-02-10"):
        plant(owner_connection, anna, "access", ("2025-01-01", "2025-02-01", answered), "granted")
    long = ("2025-03-01", "2025-05-01", "2025-04-30")
    plant(owner_connection, anna, "access", long, "refused", extended="2025-03-20")
    plant(owner_connection, anna, "erasure", ("2025-12-31", "2026-01-31"), "received")
    plant(owner_connection, anna, "erasure", ("2025-06-01", "2025-07-01", "2025-08-01"), "withdrawn")
    plant(owner_connection, anna, "access", ("2026-01-01", "2026-02-01", "2026-01-02"), "granted")


def test_requests_count_in_the_year_of_receipt_with_what_came_late(year):
    with transaction.atomic():
        found = {each.kind: each for each in request_figures(2025, on=date(2026, 11, 21))}
    assert (found["access"].received, found["access"].granted, found["access"].refused) == (4, 3, 1)
    assert (found["access"].late, found["access"].extended, found["access"].median_days) == (1, 1, 20)
    assert (found["erasure"].waiting, found["erasure"].withdrawn, found["erasure"].late) == (1, 1, 1)
    assert found["erasure"].median_days is None
    assert (found[None].received, found[None].late) == (6, 2)


def test_what_waits_is_late_only_once_its_day_is_over(year):
    with transaction.atomic():
        on_the_day = {each.kind: each.late for each in request_figures(2025, on=date(2026, 1, 31))}
        day_after = {each.kind: each.late for each in request_figures(2025, on=date(2026, 2, 1))}
    assert (on_the_day["erasure"], day_after["erasure"]) == (0, 1)


def test_a_year_without_requests_is_empty_and_not_an_error(year):
    with transaction.atomic():
        told = rights.view_request_figures(actor=officer(), year=2019, at=AT)
    assert (told.rights, told.total.received, told.too_few) == ((), 0, False)


def test_who_does_not_oversee_gets_no_figures(year):
    with transaction.atomic(), pytest.raises(Refused):
        rights.view_request_figures(actor=officer("claims-handler"), year=2025, at=AT)


def test_rare_rights_stand_together_and_never_alone():
    figures = [counted("access", 40), counted("objection", 6), counted("erasure", 2), counted(None, 48)]
    told = year_of_requests(2025, figures)
    assert [(each.right, each.received) for each in told.rights] == [("Inzage", 40), ("Overige rechten", 8)]
    assert told.rights[1].median_days is None
    assert told.total.received == 48


def test_rare_rights_that_are_many_enough_together_take_no_other_along():
    figures = [counted("access", 40), counted("erasure", 4), counted("objection", 3), counted(None, 47)]
    told = year_of_requests(2025, figures)
    assert [each.received for each in told.rights] == [40, 7]


def test_of_a_year_with_hardly_a_request_only_that_is_told():
    told = year_of_requests(2025, [counted("access", FEWEST - 1), counted(None, FEWEST - 1)])
    assert told.too_few


def test_refusals_count_by_ground_and_a_rare_one_never_alone(year, owner_connection, world):
    for _ in range(6):
        days = ("2025-03-01", "2025-04-01", "2025-03-20")
        plant(owner_connection, world.anna.id, "access", days, "refused")
    owner_connection.execute("UPDATE records.rights_request SET ground = 'too-often' WHERE state = 'refused'")
    with transaction.atomic():
        assert refusals_by_ground(2025) == {"too-often": 7}
        told = rights.view_request_figures(actor=officer(), year=2025, at=AT)
    assert told.grounds == ((grounds()["too-often"].called, 7),)


@pytest.mark.parametrize(
    ("refusals", "counts"),
    [
        ({}, []),
        ({"too-often": 4}, []),
        ({"too-often": 9, "unknown": 2}, [11]),
        ({"too-often": 9, "unknown": 6, "correct": 1}, [9, 7]),
        ({"too-often": 9, "unknown": 3, "": 3}, [9, 6]),
    ],
)
def test_grounds_that_would_point_at_somebody_stand_together(refusals, counts):
    told = year_of_requests(2025, [counted("access", 40), counted(None, 40)], refusals)
    assert [count for _, count in told.grounds] == counts


def test_which_special_circumstance_there_was_is_told_nowhere():
    refusals = {"crime": 4, "supervision": 3, "protection": 2}
    told = year_of_requests(2025, [counted("access", 40), counted(None, 40)], refusals)
    assert told.grounds == (("Een bijzondere omstandigheid (artikel 3.13)", 9),)
