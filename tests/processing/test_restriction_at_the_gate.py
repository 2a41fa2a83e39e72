"""What is restricted is known to the very next decision, and closed in the database whatever was decided."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import transaction

from zorgvuldig.decisions import Actor, Outcome, ProcessingRequest, Scope, Sourced
from zorgvuldig.ledger import completion
from zorgvuldig.ledger import processing as door
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.claims_handling import decide as claims
from zorgvuldig.records.models import Claim, Person, PolicyCoverage, RightsRequest

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DATA = frozenset({"claim", "professional", "identification", "birthdate", "gender"})
_SOURCE = "test of restriction"


def handler():
    facts = {
        "confidentiality_bound": Sourced(value=True, source=_SOURCE),
        "training_current": Sourced(value=True, source=_SOURCE),
    }
    return Actor("staff", str(uuid4()), "claims-handler", "claims", facts)


def asking(person, **facts):
    request = claims.view_claim(subject_id=person.id, run_id=person.run_id, person=DATA - {"claim"})
    told = {name: Sourced(value, _SOURCE) for name, value in facts.items()}
    return ProcessingRequest(
        request.purpose, request.action, request.data, request.scope, {**request.facts, **told}
    )


def opens(person, model=Claim, **facts):
    """Tell how many rows of a person the role of claims reads, or by which norms it may not."""
    with transaction.atomic():
        try:
            with processing(asking(person, **facts), actor=handler(), at=AT):
                return model.objects.filter(**{_key(model): person.id}).count()
        except Refused as refused:
            # A gap or a fault would be a refusal too, and not the one that is meant.
            return set(refused.decision.norms) if refused.decision.outcome is Outcome.FORBID else set()


def _key(model):
    return "id" if model is Person else "subject_id"


@pytest.fixture
def ask(world, owner_connection):
    """Let a request stand, as it is in the register."""
    owner_connection.execute("DELETE FROM records.rights_request")
    owner_connection.execute("TRUNCATE records.objection_text, records.objection")

    def asked(person, kind="restriction", state="granted", **more):
        row = {
            "id": uuid4(),
            "data_category": "correspondence",
            "subject_id": person.id,
            "kind": kind,
            "state": state,
            "received_on": date(2026, 11, 10),
            "aim_on": date(2026, 12, 8),
            "due_on": date(2026, 12, 10),
            "asked_sealed": b"sealed",
            "extension_reason": "",
            "channel": "desk",
            "identified_how": "",
            "proposed_outcome": "",
            "proposed_by": "",
            "told_state": state,
            "view_outcome": "",
            "concerns": "[]",
            **more,
        }
        columns, places = ", ".join(row), ", ".join(["%s"] * len(row))
        owner_connection.execute(
            f"INSERT INTO records.rights_request ({columns}) VALUES ({places})",  # noqa: S608 — our own words
            list(row.values()),
        )
        return row["id"]

    return asked


@pytest.fixture
def forgetful(monkeypatch):
    """Let the decision know of no restriction at all, as if every rule about it were gone."""

    def without(*words, **more):
        told = completion.completed(*words, **more)
        told.pop("restricted", None)
        return told

    monkeypatch.setattr(door, "completed", without)


STANDS = [
    ("restriction", "received", {"told_state": ""}),
    ("restriction", "extended", {}),
    ("restriction", "granted", {}),
    ("restriction", "partly", {}),
    ("restriction", "granted", {"lifted_on": date(2026, 12, 24)}),
    ("restriction", "refused", {"told_state": "received"}),
    ("rectification", "received", {"told_state": ""}),
    ("rectification", "granted", {"told_state": "received"}),
    ("objection", "received", {}),
    ("restriction", "granted", {"channel": "letter", "identified_on": date(2026, 11, 12)}),
    ("restriction", "granted", {"concerns": '["claim"]'}),
]
STANDS_NOT = [
    ("restriction", "granted", {"lifted_on": date(2026, 11, 22)}),
    ("restriction", "refused", {}),
    ("restriction", "withdrawn", {"told_state": "received"}),
    ("rectification", "granted", {}),
    ("rectification", "withdrawn", {"told_state": ""}),
    ("objection", "refused", {}),
    ("completion", "received", {"told_state": ""}),
    ("erasure", "received", {"told_state": ""}),
    ("restriction", "granted", {"channel": "letter"}),
    ("restriction", "granted", {"concerns": '["contact"]'}),
]


@pytest.mark.parametrize(("kind", "state", "more"), STANDS)
def test_while_it_stands_the_daily_work_is_refused(kind, state, more, ask, world):
    ask(world.anna, kind, state, **more)
    assert {"GC-T-5.2-afschermen", "VGZ-R-beperking"} <= opens(world.anna)
    assert opens(world.bram) == 1


@pytest.mark.parametrize(("kind", "state", "more"), STANDS_NOT)
def test_when_it_does_not_stand_the_daily_work_goes_on(kind, state, more, ask, world):
    ask(world.anna, kind, state, **more)
    assert opens(world.anna) == 1


@pytest.mark.parametrize(("kind", "state", "more"), STANDS)
def test_the_database_keeps_the_rows_closed_if_a_rule_forgets_it(kind, state, more, ask, world, forgetful):
    ask(world.anna, kind, state, **more)
    assert opens(world.anna) == 0
    assert opens(world.anna, Person) == 0
    assert opens(world.bram) == 1


@pytest.mark.parametrize(("kind", "state", "more"), STANDS_NOT)
def test_the_database_opens_what_is_not_restricted(kind, state, more, ask, world, forgetful):
    ask(world.anna, kind, state, **more)
    assert opens(world.anna) == 1


@pytest.mark.parametrize("use", ["needed_for_legal_claim", "protects_others", "public_interest_statute"])
def test_what_the_law_leaves_is_done_and_its_rows_open(use, ask, world):
    ask(world.anna)
    assert opens(world.anna, **{use: True}) == 1
    assert opens(world.anna, **{use: False}) == {"GC-T-5.2-afschermen", "VGZ-R-beperking"}


def test_an_objection_that_is_weighed_restricts_the_purpose_that_it_is_against(ask, world, owner_connection):
    plant = (
        "INSERT INTO records.objection (id, subject_id, kind, purpose, channel, state, made_at)"
        " VALUES (%s, %s, 'relative', %s, '', %s, %s)"
    )
    for purpose, state in (("marketing", "pending"), ("claims", "rejected"), ("claims", "upheld")):
        owner_connection.execute(plant, [uuid4(), world.bram.id, purpose, state, AT])
    with transaction.atomic():
        told = completion.complete(asking(world.bram), actor=handler(), on=AT.date(), using="default")
    assert told["restricted"].value is False
    owner_connection.execute(plant, [uuid4(), world.anna.id, "claims", "pending", AT])
    assert "VGZ-R-beperking" in opens(world.anna)


def test_a_run_opens_no_rows_of_who_is_restricted_and_others_as_before(ask, world, owner_connection):
    owner_connection.execute("SET session_replication_role = replica")
    owner_connection.execute("UPDATE records.claim SET run_id = %s", [world.anna.run_id])

    def of_the_run():
        with (
            transaction.atomic(),
            processing(claims.view_run(run_id=world.anna.run_id), actor=handler(), at=AT),
        ):
            return set(Claim.objects.values_list("subject_id", flat=True))

    before = of_the_run()
    assert {world.anna.id, world.bram.id} <= before
    ask(world.anna)
    assert of_the_run() == before - {world.anna.id}


def test_a_claim_of_a_provider_is_still_held_against_the_administration(ask, world):
    ask(world.anna)
    request = claims.look_up(
        run_id=world.anna.run_id,
        subject_indexes=[world.anna.number, world.bram.number],
        data=frozenset({"identification", "birthdate", "gender", "bsn"}),
    )
    service = Actor("system", "claims", "system", "claims", handler().facts)
    with transaction.atomic(), processing(request, actor=service, at=AT):
        assert set(Person.objects.values_list("id", flat=True)) == {world.anna.id, world.bram.id}


def test_a_policy_that_others_are_on_opens_nothing_of_who_is_restricted(ask, world, owner_connection):
    owner_connection.execute(
        "UPDATE records.policy_coverage SET insurance_policy_id = ("
        " SELECT insurance_policy_id FROM records.policy_coverage WHERE subject_id = %s LIMIT 1)",
        [world.bram.id],
    )
    request = ProcessingRequest(
        "claims", "consult", frozenset({"policy"}), Scope.subject(world.bram.id), asking(world.bram).facts
    )

    def seen():
        with transaction.atomic(), processing(request, actor=handler(), at=AT):
            return set(PolicyCoverage.objects.values_list("subject_id", flat=True))

    assert seen() <= {world.anna.id, world.bram.id}
    ask(world.anna)
    assert seen() == {world.bram.id}


def test_what_is_restricted_during_a_run_is_not_used_in_the_rest_of_it(ask, world):
    used = []
    for person in (world.bram, world.anna):
        used.append(opens(person))
        if person is world.bram:
            ask(world.anna)
    assert used[0] == 1
    assert "VGZ-R-beperking" in used[1]


def test_the_person_and_whoever_answers_still_see_it(ask, world):
    number = ask(world.anna, told_state="granted")
    request = ProcessingRequest(
        "data-subject-rights",
        "consult",
        frozenset({"correspondence"}),
        Scope.subject(world.anna.id),
        {
            "basis": Sourced("c", _SOURCE),
            "legal_obligation": Sourced(value=True, source=_SOURCE),
            "necessary": Sourced(value=True, source=_SOURCE),
            "proportionate": Sourced(value=True, source=_SOURCE),
            "obtained_lawfully": Sourced(value=True, source=_SOURCE),
            "identity_verified": Sourced(value=True, source=_SOURCE),
            "interpretation": Sourced(value=False, source=_SOURCE),
            "addressed_to_ma": Sourced(value=False, source=_SOURCE),
        },
    )
    agent = Actor("staff", str(uuid4()), "service-agent", "customer-service", handler().facts)

    with transaction.atomic(), processing(request, actor=agent, at=AT):
        assert RightsRequest.objects.filter(id=number).exists()
