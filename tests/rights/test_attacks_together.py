"""One person asks ten thousand times, and another stands under everything at once: nothing harms or shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from planted_requests import person, plant

from proofs.wall.attempt import FACTS, GRANTED, handler
from zorgvuldig.decisions import Actor, Deferral, ProcessingRequest, Scope, Sourced
from zorgvuldig.interfaces.erasing import erase_all_due
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.intake import MOST_OPEN, RequestError

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
#: Long after the insurance of everybody ended.
LATER = date(2040, 1, 1)
BOUND = {"confidentiality_bound": Sourced(value=True, source="test")}
INVESTIGATOR = Actor("system", str(uuid4()), "system", "compliance", BOUND)


def ask(who, kind="access", words="Alles.", at=AT):
    with transaction.atomic():
        return rights.ask(actor=person(who.id), kind=kind, words=words, at=at)


def statements(work):
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


def kept(owner_connection, who):
    return owner_connection.execute(
        "SELECT kind, received_on, due_on FROM records.rights_request "
        "WHERE subject_id = %s AND state = 'received' ORDER BY kind, id",
        [who.id],
    ).fetchall()


def flooded(owner_connection, who, times):
    """Ask so often about every right in turn; give how many were taken in, and what the rest were told."""
    kinds = ("access", "rectification", "erasure", "restriction", "portability")
    taken, told = 0, set()
    for n in range(times):
        try:
            ask(who, kinds[n % len(kinds)], f"Verzoek {n}.")
        except RequestError as error:
            told.add(str(error))
        else:
            taken += 1
    return taken, told


@pytest.fixture
def calm(world, owner_connection):
    owner_connection.execute("DELETE FROM records.rights_request")
    return world


@pytest.mark.parametrize("times", [200, pytest.param(10_000, marks=pytest.mark.slow)])
def test_who_asks_thousands_of_times_is_held_to_the_bound_and_nobody_else_waits(
    calm, owner_connection, times
):
    ask(calm.bram)
    alone = statements(lambda: ask(calm.bram, "rectification"))
    taken, told = flooded(owner_connection, calm.anna, times)
    assert taken == 5 * MOST_OPEN
    assert len(told) == 1
    assert f"Over dit recht lopen al {MOST_OPEN} verzoeken van u." in told.pop()
    # Each that was taken in has the clock of any other, and another person is asked no more of than before.
    assert {(received, due) for _, received, due in kept(owner_connection, calm.anna)} == {
        (date(2026, 11, 21), date(2026, 12, 21))
    }
    assert statements(lambda: ask(calm.bram, "portability")) == alone
    assert len(kept(owner_connection, calm.bram)) == 3


def test_in_one_turn_of_the_bound_a_withdrawn_request_makes_room_for_one(calm, owner_connection):
    for _ in range(MOST_OPEN):
        last = ask(calm.anna)
    with pytest.raises(RequestError):
        ask(calm.anna)
    with transaction.atomic():
        rights.withdraw_request(actor=person(calm.anna.id), request_id=last, at=AT)
    ask(calm.anna)
    with pytest.raises(RequestError):
        ask(calm.anna)


@pytest.fixture
def everything(calm, owner_connection):
    """Let Anna be shielded, held for proceedings, investigated unseen and restricted, all at once."""
    plant(owner_connection, calm.anna.id, "restriction", "granted", told_state="granted")
    owner_connection.execute("UPDATE records.person SET shielded = true WHERE id = %s", [calm.anna.id])
    owner_connection.execute(
        "UPDATE records.person_address SET shielded = true WHERE subject_id = %s", [calm.anna.id]
    )
    owner_connection.execute(
        "INSERT INTO records.person_hold (id, subject_id, reason, placed_by, placed_at, review_on, ended_by, "
        "end_reason) VALUES (%s, %s, 'De rechter vroeg dit op.', 'dpo', now(), '2040-06-01', '', '')",
        [uuid4(), calm.anna.id],
    )
    request = ProcessingRequest(
        "data-subject-rights",
        "consult",
        frozenset({"log"}),
        Scope.subject(calm.anna.id),
        FACTS,
        confidential=Deferral(
            AT.date() + timedelta(days=30), "Een melder noemt een naam; het onderzoek loopt."
        ),
    )
    with transaction.atomic(), processing(request, actor=INVESTIGATOR, at=AT) as grant:
        calm.hidden = grant.entry_id
    return calm


class TestUnderEverythingAtOnce:
    """A shield, a hold, a restriction and an inquiry on one person."""

    def test_the_person_may_ask_and_sees_all_but_the_hold_and_the_inquiry(self, everything):
        me = person(everything.anna.id)
        ask(everything.anna)
        with transaction.atomic():
            mine = rights.view_my_data(actor=me, at=AT)
        shown = repr(mine)
        assert "Voorbeeldstraat" in shown
        assert "De rechter vroeg dit op" not in shown
        assert "melder" not in shown
        with transaction.atomic():
            looks = rights.view_who_looked(actor=me, at=AT).looks
        assert everything.hidden not in {look.entry_id for look in looks}

    def test_another_sees_nothing_of_it(self, everything):
        with transaction.atomic():
            shown = repr(rights.view_my_data(actor=person(everything.bram.id), at=AT))
        assert str(everything.anna.id) not in shown
        assert "Aalbers" not in shown

    def test_the_daily_work_may_not_use_it(self, everything):
        request = ProcessingRequest("claims", "consult", GRANTED, Scope.subject(everything.anna.id), FACTS)
        with pytest.raises(Refused), transaction.atomic(), processing(request, actor=handler(), at=AT):
            pytest.fail("restricted data were opened")

    def test_nothing_of_it_goes_however_old_it_is_until_the_hold_ends(self, everything, owner_connection):
        owner_connection.execute(
            "UPDATE records.policy_coverage SET insured_during = '[2026-01-01,)' WHERE subject_id = %s",
            [everything.bram.id],
        )
        for statement in (
            "UPDATE records.\"case\" SET closed_on = '2026-12-01'",
            "UPDATE records.signal SET taken_in_at = '2026-12-01'",
        ):
            owner_connection.execute(statement)
        counted = (
            "SELECT (SELECT count(*) FROM records.person WHERE id = %(who)s), "
            "(SELECT count(*) FROM records.rights_request WHERE subject_id = %(who)s), "
            '(SELECT count(*) FROM records."case" WHERE subject_id = %(who)s), '
            "(SELECT count(*) FROM records.claim WHERE subject_id = %(who)s)"
        )
        words = {"who": everything.anna.id}
        before = owner_connection.execute(counted, words).fetchone()
        done = erase_all_due(day=LATER)
        assert done.failures == []
        assert done.kept["hold"] == 1
        assert owner_connection.execute(counted, words).fetchone() == before
        owner_connection.execute("UPDATE records.person_hold SET ended_at = now()")
        assert erase_all_due(day=LATER).persons == 1
        assert set(owner_connection.execute(counted, words).fetchone()) == {0}


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # A month with 31 days before one with 30, leap years, and both nights on which the clock is moved.
        (datetime(2026, 10, 31, 12, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2028, 1, 31, 12, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2027, 1, 31, 12, tzinfo=UTC), date(2027, 2, 28)),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), date(2028, 3, 29)),
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), date(2027, 4, 28)),
        (datetime(2027, 10, 30, 22, 30, tzinfo=UTC), date(2027, 11, 30)),
    ],
)
def test_the_clock_of_a_request_is_that_of_the_calendar_here(calm, owner_connection, received, due):
    ask(calm.anna, at=received)
    assert [row[2] for row in kept(owner_connection, calm.anna)] == [due]
