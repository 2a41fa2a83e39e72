"""Duties that check each other: refused at the grant and at the act, also when two people click at once."""

from __future__ import annotations

import itertools
import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zorgvuldig.decisions import Act, ProcessingRequest, Scope, Sourced, decide
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.norms import NormError, separation
from zorgvuldig.norms.conflicts import conflicts_text, read_separation
from zorgvuldig.processes.access_control import decide as asks
from zorgvuldig.processes.access_control import models, usecases

PAIRS = [tuple(sorted(conflict.duties)) for conflict in separation().conflicts]
PROPOSED = date(2026, 11, 22)


def does(house, name, duty, thing, *, person=None):
    """Do a duty on a thing as somebody, whatever the duty is for."""
    request = ProcessingRequest(
        "access-control",
        "consult",
        frozenset({"log"}),
        Scope.subject(person) if person else Scope.none(),
        asks.view_log().facts,
        act=Act(duty, thing),
    )
    with transaction.atomic(), processing(request, actor=house.actor(name), at=timezone.now()) as grant:
        return grant.entry_id


def holds(owner, house, name, *duties):
    """Plant duties, also ones that were never granted together."""
    for duty in duties:
        owner.execute(
            "INSERT INTO records.access_grant (id, staff_id, kind, name, valid_during, state, reason, "
            "requested_at, advice_reason, end_reason) VALUES "
            "(gen_random_uuid(), %s, 'duty', %s, '[2024-01-01,)', 'granted', 'planted', now(), '', '')",
            [house.ids[name], duty],
        )


def test_each_hard_separation_of_the_design_is_a_pair():
    for one, other in (
        ("advise", "accept"),
        ("enter-payment", "approve-payment"),
        ("enter-account", "approve-account"),
        ("decide-first", "reconsider"),
        ("draw-sample", "approve-control-plan"),
        ("request-detail-control", "approve-detail-control"),
        ("record-external-registration", "approve-external-registration"),
        ("propose-shield-end", "confirm-shield-end"),
        ("use-privileged-access", "grant-privileged-access"),
        ("develop", "deploy"),
        ("resolve-finding", "close-finding"),
        ("request-test-data", "approve-test-data"),
        ("break-glass", "review-break-glass"),
    ):
        assert separation().between({one, other}), (one, other)
    assert all(conflict.reason and conflict.norm for conflict in separation().conflicts)


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ('roles = ["hr"]', "role 'king' is not in the catalogue"),
        ('duties = ["advise", "accept"]', "duty 'sing' is not declared"),
        ('on = "person"\nnorm', "not on an object or a person"),
        ('norm = "GC-T-4.0.3-gescheiden"', "which is no norm"),
        ('roles = ["underwriter"]', "role 'medical-adviser' holds both accept and advise"),
    ],
)
def test_a_matrix_that_cannot_be_kept_is_refused(spoilt, told):
    text = conflicts_text().replace(
        spoilt,
        {
            'roles = ["hr"]': 'roles = ["king"]',
            'duties = ["advise", "accept"]': 'duties = ["advise", "sing"]',
            'on = "person"\nnorm': 'on = "moon"\nnorm',
            'norm = "GC-T-4.0.3-gescheiden"': 'norm = "GC-0"',
            'roles = ["underwriter"]': 'roles = ["medical-adviser"]',
        }[spoilt],
        1,
    )
    with pytest.raises(NormError, match=told):
        read_separation(text)


def test_a_pair_of_one_is_refused():
    text = conflicts_text().replace('duties = ["advise", "accept"]', 'duties = ["advise", "advise"]')
    with pytest.raises(NormError, match="no pair of two"):
        read_separation(text)


def test_no_pair_can_be_done_by_one_person_on_one_thing_in_either_order(house, owner_connection):
    everything = sorted(separation().duties)
    holds(owner_connection, house, "officer", *everything)
    holds(owner_connection, house, "handler", *everything)
    for one, other in itertools.chain(PAIRS, [(other, one) for one, other in PAIRS]):
        thing = uuid4()
        does(house, "officer", one, thing)
        with pytest.raises(Refused) as told:
            does(house, "officer", other, thing)
        assert "MZ-functiescheiding" in told.value.decision.norms, (one, other)
        # Its lawful neighbor: another thing, or another person.
        does(house, "officer", other, uuid4())
        does(house, "handler", other, thing)


def test_pairs_about_a_person_hold_over_all_things(house, world, owner_connection):
    everything = sorted(separation().duties)
    holds(owner_connection, house, "officer", *everything)
    for conflict in separation().conflicts:
        one, other = sorted(conflict.duties)
        person = world.anna.id
        owner_connection.execute("DELETE FROM gate.act")
        does(house, "officer", one, uuid4(), person=person)
        if conflict.on == "person":
            with pytest.raises(Refused):
                does(house, "officer", other, uuid4(), person=person)
        else:
            does(house, "officer", other, uuid4(), person=person)
        does(house, "officer", other, uuid4(), person=world.bram.id)


def test_an_adviser_who_became_underwriter_never_decides_on_whom_he_advised_on(house, world):
    does(house, "adviser", "advise", uuid4(), person=world.anna.id)
    house.grants(house.asks(house.ids["adviser"], "underwriter"))
    # The person's own decision on acceptance: the fact that the gate tells, and the norm that reads it.
    request = ProcessingRequest(
        "acceptance",
        "decide",
        frozenset({"policy"}),
        Scope.subject(world.anna.id),
        {
            "basis": Sourced("b", "test"),
            "in_contract": Sourced(value=True, source="test"),
            "necessary": Sourced(value=True, source="test"),
        },
        act=Act("accept", uuid4()),
    )
    with (
        transaction.atomic(),
        pytest.raises(Refused) as told,
        processing(request, actor=house.actor("adviser"), at=timezone.now()),
    ):
        pass
    facts = told.value.decision.facts
    assert (facts["advised_same_person"], facts["conflicting_act"]) == (True, True)
    assert {"GC-T-4.0.3-gescheiden", "MZ-functiescheiding"} <= set(told.value.decision.norms)


def test_a_duty_that_one_does_not_hold_is_not_done(house):
    with pytest.raises(Refused) as told:
        does(house, "handler", "review-break-glass", uuid4())
    assert told.value.decision.facts["duty_held"] is False
    does(house, "officer", "review-break-glass", uuid4())


def test_a_refused_act_is_not_held_against_anyone(house, owner_connection):
    holds(owner_connection, house, "officer", "enter-payment", "approve-payment")
    thing = uuid4()
    does(house, "officer", "enter-payment", thing)
    with pytest.raises(Refused):
        does(house, "officer", "approve-payment", thing)
    acts = owner_connection.execute("SELECT duty FROM gate.act WHERE object = %s", [thing]).fetchall()
    assert acts == [("enter-payment",)]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_rule_speaks_for_every_pair(one, other):
    facts = {
        "purpose": "access-control",
        "action": "consult",
        "data": ["log"],
        "role": "ciso",
        "authorised": True,
        "confidentiality_bound": True,
        "necessary": True,
        "proportionate": True,
        "obtained_lawfully": True,
        "legal_obligation": True,
        "basis": "c",
        "duty_held": True,
    }
    assert decide({**facts, "conflicting_act": False}, PROPOSED).outcome == "permit", (one, other)
    assert decide({**facts, "conflicting_act": True}, PROPOSED).outcome == "forbid"


def test_two_duties_that_exclude_each_other_are_not_granted_to_one_employee(house):
    staff_id = house.joins()
    house.gets(staff_id, "marketer")
    first = house.asks(staff_id, "enter-payment", kind="duty")
    second = house.asks(staff_id, "approve-payment", kind="duty")
    house.grants(first)
    with pytest.raises(Refused) as told:
        house.grants(second)
    assert told.value.decision.facts["conflicting_duties"] is True
    assert "MZ-functiescheiding" in told.value.decision.norms
    assert house.do("officer", usecases.view_oversight).both == ()


def test_a_duty_against_the_own_role_is_not_granted(house):
    wanted = house.asks(house.ids["handler"], "reconsider", kind="duty")
    house.advises(wanted)
    with pytest.raises(Refused) as told:
        house.grants(wanted)
    assert "MZ-functiescheiding" in told.value.decision.norms


def test_the_check_of_oversight_sees_a_pair_that_was_planted(house, owner_connection):
    holds(owner_connection, house, "officer", "enter-payment", "approve-payment")
    ((username, one, other),) = house.do("officer", usecases.view_oversight).both
    assert username == "officer"
    assert {one, other} == {"een betaling goedkeuren", "een betaling invoeren"}


def at_once(*tries):
    """Let several try at one moment, each on a connection of its own; gives who was let through."""
    barrier, passed, errors = threading.Barrier(len(tries)), [], []

    def run(number, one):
        try:
            barrier.wait()
            one()
            passed.append(number)
        except Refused:
            pass
        except Exception as error:  # noqa: BLE001 — told below
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, one)) for number, one in enumerate(tries)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return passed


def test_two_tabs_of_one_person_do_not_enter_and_approve_one_payment_at_once(house, owner_connection):
    holds(owner_connection, house, "officer", "enter-payment", "approve-payment")
    for _ in range(5):
        thing = uuid4()
        passed = at_once(
            lambda thing=thing: does(house, "officer", "enter-payment", thing),
            lambda thing=thing: does(house, "officer", "approve-payment", thing),
        )
        assert len(passed) == 1
        acts = owner_connection.execute("SELECT count(*) FROM gate.act WHERE object = %s", [thing]).fetchone()
        assert acts == (1,)


def test_under_an_act_no_login_sees_or_takes_what_the_next_one_waits_for(house, owner_connection):
    """The number of an advisory lock was seen, and taken: break-glass on a person could be held up."""
    thing, seen = uuid4(), []
    with transaction.atomic():
        does(house, "agent", "break-glass", thing)
        with connections["refusals"].cursor() as other:
            other.execute("SELECT locktype, classid, objid FROM pg_locks WHERE locktype = 'advisory'")
            seen += other.fetchall()
            other.execute("SELECT count(*) FROM pg_locks WHERE relation = 'gate.turn'::regclass")
            assert other.fetchone()[0] > 0
    assert seen == []


def test_two_granters_do_not_give_one_employee_both_duties_at_once(house, owner_connection):
    for number in range(3):
        staff_id = house.joins(f"twee{number}")
        house.gets(staff_id, "marketer")
        one, other = (house.asks(staff_id, duty, kind="duty") for duty in ("develop", "deploy"))
        passed = at_once(
            lambda one=one: house.grants(one, by="granter"),
            lambda other=other: house.grants(other, by="other-granter"),
        )
        assert len(passed) == 1
    assert house.do("officer", usecases.view_oversight).both == ()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["role", "duty", "end", "leave"]),
        st.integers(0, 1),
        st.sampled_from(sorted(separation().duties)),
        st.sampled_from(
            ["marketer", "it-admin", "hr", "ciso", "developer", "underwriter", "security-affairs"]
        ),
    ),
    min_size=3,
    max_size=9,
)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps=STEPS)
def test_no_sequence_of_joins_moves_leaves_and_grants_ends_in_a_pair(house, steps):
    people = [house.joins(f"p{uuid4().hex[:8]}") for _ in range(2)]
    for kind, who, duty, role in steps:
        staff_id = people[who]
        try:
            if kind == "leave":
                gone = "Alles is ingeleverd en de medewerker vertrekt vandaag."
                house.do("hr", usecases.end_employment, staff_id=staff_id, reason=gone)
            elif kind == "end":
                _end_one(house, staff_id)
            else:
                wanted = house.asks(staff_id, role if kind == "role" else duty, kind=kind)
                house.advises(wanted)
                house.grants(wanted)
        except (Refused, usecases.InputError, usecases.NotOpenError):
            pass
        with (
            transaction.atomic(),
            processing(asks.view_access(), actor=house.actor("officer"), at=timezone.now()),
        ):
            assert models.both_duties() == []


def _end_one(house, staff_id):
    page = house.do("manager", usecases.view_employee, staff_id=staff_id)
    for grant in page.grants:
        if grant.state == "granted":
            house.do("manager", usecases.review_grant, grant_id=grant.grant_id, keep=False)
            return


def test_an_act_without_an_object_is_refused(house):
    request = ProcessingRequest(
        "access-control",
        "consult",
        frozenset({"log"}),
        Scope.none(),
        asks.view_log().facts,
        act=Act("review-break-glass", None),
    )
    with (
        transaction.atomic(),
        pytest.raises(Refused),
        processing(request, actor=house.actor("officer"), at=timezone.now()),
    ):
        pass
