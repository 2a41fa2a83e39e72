"""What the gate is told besides whom and what: the duty that is done, and what a person sees only later."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from proofs.wall.attempt import FACTS, GRANTED, handler
from zorgvuldig.decisions import Act, Deferral, ProcessingRequest, Scope
from zorgvuldig.ledger import completion, gate
from zorgvuldig.ledger import processing as door
from zorgvuldig.ledger.processing import Refused, SegmentRow, processing

ONE, OTHER = UUID(int=1), UUID(int=2)


def ask(scope, **words):
    return ProcessingRequest("claims", "consult", GRANTED, scope, FACTS, **words)


@pytest.mark.parametrize(
    ("act", "scope", "met"),
    [
        (None, Scope.subject(ONE), None),
        (Act("approve", OTHER), Scope.subject(ONE), OTHER),
        (Act("approve", None), Scope.subject(ONE), ONE),
        (Act("approve", None), Scope.subjects([ONE, OTHER]), None),
        (Act("approve", OTHER), Scope.none(), OTHER),
    ],
)
def test_an_act_without_an_object_is_about_the_one_person(act, scope, met):
    assert ask(scope, act=act).act_object == met


@pytest.fixture
def told(monkeypatch):
    """Every body that goes to the gate, by the kind of what is asked."""
    bodies = []
    really = gate.prove

    def prove(kind, body, **words):
        bodies.append((kind, body))
        return really(kind, body, **words)

    monkeypatch.setattr(gate, "prove", prove)
    return bodies


def of(told, kind):
    return [body for each, body in told if each == kind]


def test_the_gate_hears_who_does_which_duty_on_what_before_the_decision(database, told, at):
    about = ask(Scope.none(), act=Act("approve", OTHER))
    with transaction.atomic():
        completion.complete(about, actor=handler(), on=at.date(), using="default")
    (question,) = of(told, "facts")
    assert question["act"] == {"duty": "approve", "object": str(OTHER), "actor": handler().identifier}
    assert (question["actor"], question["at"]) == (handler().identifier, "2026-11-21")
    assert question["subjects"] == []


def test_without_a_person_and_without_an_act_nothing_is_asked(database, told, at):
    with transaction.atomic():
        completion.complete(ask(Scope.none()), actor=handler(), on=at.date(), using="default")
    assert told == []


def test_an_entry_tells_the_act_once_and_the_deferral_everywhere(world, at):
    later = Deferral(date(2027, 5, 1), "onderzoek loopt nog")
    about = ask(Scope.subject(world.anna.id), act=Act("approve", None), confidential=later)
    # What the gate does with them is tried where it is done; here: what it hears.
    opening = door.entry_body(
        door.Processing(request=about, actor=handler(), decision=permitted(about, at), at=at),
        entry_id=uuid4(),
    )
    segment = door.entry_body(
        door.Processing(request=about, actor=handler(), decision=permitted(about, at), at=at),
        entry_id=uuid4(),
        rows=[SegmentRow(world.anna.id, {})],
    )
    assert opening["entry"]["act"] == {
        "duty": "approve",
        "object": str(world.anna.id),
        "actor": handler().identifier,
    }
    assert segment["entry"]["act"] is None
    for body in (opening, segment):
        assert body["entry"]["deferral"]["review_on"] == "2027-05-01"
        assert "onderzoek" not in str(body["entry"]["deferral"])


def permitted(request, at):
    with transaction.atomic():
        facts = completion.complete(request, actor=handler(), on=at.date(), using="default")
    return door.decide(facts, at.date())


def test_an_act_that_was_refused_is_not_noted(world, told, at):
    about = ask(Scope.subject(world.anna.id), act=Act("approve", None))
    refused = ProcessingRequest("marketing", "select", about.data, about.scope, FACTS, act=about.act)
    with transaction.atomic(), pytest.raises(Refused), processing(refused, actor=handler(), at=at):
        pass
    (body,) = of(told, "open")
    assert body["entry"]["outcome"] != "permit"
    assert body["entry"]["act"] is None
