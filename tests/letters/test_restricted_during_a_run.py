"""A restriction that comes while the letters of a run are written stops that person's, and nobody else's."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.processes.settlement_notices import usecases as notices

PEOPLE = """
SELECT c.run_id, array_agg(DISTINCT c.subject_id)
FROM records.claim c JOIN records.person p ON p.id = c.subject_id
WHERE age(p.birthdate) > interval '18 years' AND NOT p.shielded
    AND c.run_id IN (
        SELECT i.run_id FROM ledger.open_duty d JOIN ledger.intake i ON i.entry_id = d.entry_id
        WHERE d.duty = 'inform-insured' AND d.discharged_at IS NULL
    )
GROUP BY c.run_id HAVING count(DISTINCT c.subject_id) > 1 ORDER BY count(*) LIMIT 1
"""
TOLD = "SELECT count(*) FROM records.outbound_document WHERE subject_id = %s AND kind = 'settlement-notice'"
OWED = """
SELECT count(*) FROM ledger.open_duty d JOIN ledger.intake i ON i.entry_id = d.entry_id
WHERE i.run_id = %s AND d.duty = 'inform-insured' AND d.discharged_at IS NULL
"""


@pytest.fixture
def run(received, owner_connection):
    """Give a settled run of more than one grown-up, and those who are in it."""
    return owner_connection.execute(PEOPLE).fetchone()


@pytest.fixture
def restrict(owner_connection):
    def granted(person):
        owner_connection.execute(
            "INSERT INTO records.rights_request (id, data_category, subject_id, kind, state, received_on,"
            " aim_on, due_on, asked_sealed, extension_reason, channel, identified_how, proposed_outcome,"
            " proposed_by, view_outcome, told_state, concerns)"
            " VALUES (%s, 'correspondence', %s, 'restriction', 'granted',"
            " current_date, current_date, current_date, 'x', '', 'desk', '', '', '', '', 'granted', '[]')",
            [uuid4(), person],
        )

    return granted


def write(run_id):
    with transaction.atomic():
        return notices.write_letters(actor=LETTERS, run_id=run_id, at=timezone.now())


def test_who_is_restricted_before_the_run_is_not_met_and_the_run_owes_the_letter(
    run, restrict, owner_connection
):
    run_id, people = run
    restrict(people[0])
    written = write(run_id)
    assert written.refused >= 1
    assert owner_connection.execute(TOLD, [people[0]]).fetchone() == (0,)
    assert owner_connection.execute(TOLD, [people[1]]).fetchone() != (0,)
    assert owner_connection.execute(OWED, [run_id]).fetchone() != (0,)


def test_who_is_restricted_while_the_run_is_written_gets_no_letter_any_more(
    run, restrict, owner_connection, monkeypatch
):
    run_id, people = run
    order, tell = [], notices._tell_about

    def restricting(actor, about, subject, at):
        if not order:
            # Whoever is not the first comes after: somebody else grants it now, on another connection.
            for each in people:
                if each != subject:
                    restrict(each)
        order.append(subject)
        return tell(actor, about, subject, at)

    monkeypatch.setattr(notices, "_tell_about", restricting)
    assert write(run_id).refused >= 1
    first, *others = order
    assert owner_connection.execute(TOLD, [first]).fetchone() != (0,)
    for each in set(others) & set(people):
        assert owner_connection.execute(TOLD, [each]).fetchone() == (0,)
