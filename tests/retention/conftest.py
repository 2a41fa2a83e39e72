"""A small insurer of which one person left long ago, and what must go of her."""

from datetime import date

import pytest


@pytest.fixture
def gone(world, owner_connection):
    """Let Anna's insurance end, close her case and answer her request, so that all of her must go by 2034."""
    owner_connection.execute(
        "UPDATE records.policy_coverage SET insured_during = '[2026-01-01,2027-01-01)' WHERE subject_id = %s",
        [world.anna.id],
    )
    owner_connection.execute(
        "UPDATE records.policy_coverage SET insured_during = '[2026-01-01,)' WHERE subject_id = %s",
        [world.bram.id],
    )
    owner_connection.execute(
        'UPDATE records."case" SET closed_on = %s WHERE subject_id = %s', [date(2026, 12, 31), world.anna.id]
    )
    owner_connection.execute(
        "UPDATE records.rights_request SET state = 'granted', answered_on = %s WHERE subject_id = %s",
        [date(2026, 12, 31), world.anna.id],
    )
    # No party and no file is past its own term: those have tests of their own.
    for statement in (
        "UPDATE records.claim_file SET received_at = '2030-01-01'",
        "UPDATE records.provider_contract SET valid_during = '[2026-01-01,)'",
        "UPDATE records.partner_contract SET valid_during = '[2026-01-01,)'",
    ):
        owner_connection.execute(statement)
    return world
