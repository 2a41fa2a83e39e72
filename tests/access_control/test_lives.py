"""The acts ask the machines that the pages draw: tried from every state, they make its steps and no other."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from zorgvuldig.processes.access_control import usecases
from zorgvuldig.processes.access_control.intake import (
    EMERGENCY_MACHINE,
    GRANT_MACHINE,
    TICKET_MACHINE,
    emergency_state,
    ticket_state,
)
from zorgvuldig.processes.access_control.usecases import NotOpenError
from zorgvuldig.records.models import GrantState

HOUR = timedelta(hours=1)
WHY = "Achteraf bekeken was dit nodig voor het werk van die dag."


def names(machine):
    return [state.name for state in machine.states]


def steps(machine):
    return {(step.source, step.target) for step in machine.steps}


def made(machine, acts, plant, state_of):
    """Try every act on a row in every state; give each change of state that came of it."""
    changes = set()
    for source in names(machine):
        for act in acts:
            key = plant(source)
            assert state_of(key) == source
            try:
                act(key)
            except NotOpenError:
                assert state_of(key) == source
                continue
            if state_of(key) != source:
                changes.add((source, state_of(key)))
    return changes


def test_the_states_of_a_grant_are_those_that_the_records_hold():
    assert names(GRANT_MACHINE) == list(GrantState.values)


def test_a_grant_makes_the_steps_of_its_machine_and_no_other(house, owner_connection):
    def plant(state):
        staff, grant = uuid4(), uuid4()
        owner_connection.execute(
            "INSERT INTO records.staff_member (id, username, display_name, secrecy_ground, "
            "secrecy_declared_on, employed_during) "
            "VALUES (%s, %s, 'proef', 'declaration', '2024-01-01', '[2024-01-01,)')",
            [staff, staff.hex[:20]],
        )
        owner_connection.execute(
            "INSERT INTO records.access_grant (id, staff_id, kind, name, valid_during, state, reason, "
            "requested_by, requested_at, advice, advice_reason, end_reason) "
            "VALUES (%s, %s, 'role', 'hr', '[2024-01-01,)', %s, 'planted', %s, '2024-01-01', 'positive', "
            "'', '')",
            [grant, staff, state, house.ids["manager"]],
        )
        return grant

    def state_of(grant):
        found = owner_connection.execute("SELECT state FROM records.access_grant WHERE id = %s", [grant])
        return found.fetchone()[0]

    def leave(grant):
        found = owner_connection.execute("SELECT staff_id FROM records.access_grant WHERE id = %s", [grant])
        house.do("hr", usecases.end_employment, staff_id=found.fetchone()[0], reason=WHY)

    acts = [
        lambda grant: house.do("granter", usecases.grant_access, grant_id=grant),
        lambda grant: house.do("granter", usecases.refuse_access, grant_id=grant),
        lambda grant: house.do("manager", usecases.review_grant, grant_id=grant, keep=False),
        leave,
    ]
    assert made(GRANT_MACHINE, acts, plant, state_of) == steps(GRANT_MACHINE)


def test_break_glass_makes_the_steps_of_its_machine_and_is_over_once_it_is_judged(house, owner_connection):
    now = timezone.now()

    def plant(state):
        key, judged = uuid4(), state in {"justified", "unjustified"}
        owner_connection.execute(
            "INSERT INTO records.break_glass (id, person, actor, actor_role, reason, opened_at, ends_at, "
            "review_due, judgement, judgement_reason, reviewed_by, reviewed_at) "
            "VALUES (%s, %s, %s, 'claims-handler', 'planted', %s, %s, %s, %s, '', %s, %s)",
            [
                *(key, uuid4(), house.ids["handler"], now - 2 * HOUR),
                *(now + HOUR if state == "open" else now - HOUR, now.date()),
                *((state, house.ids["officer"], now) if judged else (None, None, None)),
            ],
        )
        return key

    def state_of(key):
        found = owner_connection.execute(
            "SELECT ends_at, closed_at, judgement FROM records.break_glass WHERE id = %s", [key]
        )
        ends_at, closed_at, judgement = found.fetchone()
        return emergency_state(ends_at=ends_at, closed_at=closed_at, judgement=judgement, at=timezone.now())

    def judge(key, justified):
        house.do("officer", usecases.judge_emergency, emergency_id=key, justified=justified, reason=WHY)
        found = owner_connection.execute(
            "SELECT least(closed_at, ends_at) <= now() FROM records.break_glass WHERE id = %s", [key]
        )
        assert found.fetchone()[0]

    acts = [
        lambda key: house.do("handler", usecases.close_emergency, emergency_id=key),
        lambda key: judge(key, justified=True),
        lambda key: judge(key, justified=False),
    ]
    # Whoever judges one that is open makes two steps at once: it is closed, and then judged.
    at_once = {("open", "justified"), ("open", "unjustified")}
    assert made(EMERGENCY_MACHINE, acts, plant, state_of) == steps(EMERGENCY_MACHINE) | at_once


def test_a_ticket_makes_the_one_step_that_people_make(house, owner_connection):
    now = timezone.now()

    def plant(state):
        key = uuid4()
        end = now - HOUR if state == "over" else now + HOUR
        approved = (None, None) if state == "requested" else (house.ids["other-granter"], now - 2 * HOUR)
        owner_connection.execute(
            "INSERT INTO records.privileged_ticket (id, ticket, reason, requested_by, requested_at, "
            "starts_at, ends_at, approved_by, approved_at) "
            "VALUES (%s, %s, 'planted', %s, %s, %s, %s, %s, %s)",
            [key, f"CHG-{key.hex[:8]}", house.ids["admin"], now, end - 2 * HOUR, end, *approved],
        )
        return key

    def state_of(key):
        found = owner_connection.execute(
            "SELECT approved_at, ends_at, closed_at FROM records.privileged_ticket WHERE id = %s", [key]
        )
        approved_at, ends_at, closed_at = found.fetchone()
        return ticket_state(approved_at=approved_at, ends_at=ends_at, closed_at=closed_at, at=timezone.now())

    def approve(key):
        house.do("granter", usecases.approve_powers, ticket=f"CHG-{key.hex[:8]}")

    # The other step is time: nobody makes it.
    by_people = {step for step in steps(TICKET_MACHINE) if step != ("open", "over")}
    assert made(TICKET_MACHINE, [approve], plant, state_of) == by_people


@pytest.mark.parametrize(
    ("approved", "closed", "left", "state"),
    [
        (False, False, 1, "requested"),
        (False, False, -1, "requested"),
        (True, False, 1, "open"),
        (True, False, -1, "over"),
        (True, True, 1, "over"),
        (False, True, 1, "over"),
    ],
)
def test_a_ticket_stands_where_its_moments_say(approved, closed, left, state):
    now = timezone.now()
    told = ticket_state(
        approved_at=now if approved else None,
        closed_at=now if closed else None,
        ends_at=now + left * HOUR,
        at=now,
    )
    assert told == state
