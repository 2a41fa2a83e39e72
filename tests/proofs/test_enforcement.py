"""The list of places that ask the door: whole, fresh, and with no obligation that nothing ends."""

from __future__ import annotations

import ast
import json
from datetime import datetime

import pytest

from proofs.enforcement import discharges, places, table
from proofs.enforcement.places import Question
from proofs.enforcement.requests import answers, duty_rules
from zorgvuldig.decisions import DUTCH_TIME

TODAY = datetime.now(DUTCH_TIME).date()


def test_every_call_of_the_door_in_the_whole_source_is_in_the_list():
    assert places.doors() == places.calls_read() > 100
    asked = {(question.process, question.module) for question in places.questions()}
    assert len({process for process, _ in asked}) == len(
        {path.parent for path in (places.SOURCE / "processes").glob("*/decide*")}
    )


def test_the_page_and_what_the_norm_pages_read_are_as_fresh_as_the_code():
    mend = "run python -m proofs.enforcement"
    assert table.PAGE.read_text(encoding="utf-8") == table.page(TODAY), mend
    assert table.DATA.read_text(encoding="utf-8") == table.data(TODAY), mend


def test_every_duty_that_a_decision_may_leave_is_ended_somewhere_or_declared_open():
    assert table.open_duties(TODAY) == frozenset(discharges.OPEN_DUTIES)


def test_no_place_is_always_refused_for_a_duty_that_it_never_acknowledges():
    assert table.always_refused(TODAY) == frozenset()


def test_a_place_that_forgets_to_acknowledge_an_obligation_is_seen():
    kept = next(each for each in places.questions() if each.builder == "tell")
    forgot = Question(kept.process, kept.module, kept.function, kept.builder, kept.given, acknowledges="")
    rule = duty_rules(TODAY)["neutral-description"]
    assert discharges.discharge(rule, kept, TODAY) == discharges.ACKNOWLEDGED
    assert discharges.discharge(rule, forgot, TODAY) == discharges.REFUSED


def test_a_payment_always_leaves_the_duty_to_tell_and_its_process_ends_it():
    (pay,) = (each for each in places.questions() if each.builder == "pay")
    (answer,) = answers(pay, TODAY).values()
    assert answer.certain == {"inform-insured"}
    assert discharges.discharge(duty_rules(TODAY)["inform-insured"], pay, TODAY) == discharges.ITSELF


def test_a_request_that_cannot_be_followed_is_an_error_and_not_left_out():
    text = "def use(actor):\n    with processing(make[0], actor=actor):\n        pass\n"
    module = places.Module("somewhere", "usecases", ast.parse(text))
    with pytest.raises(LookupError, match="cannot follow"):
        list(places.asked(module, next(module.calls("processing"))))


def test_the_norm_pages_name_only_places_that_stand_in_the_list():
    told = json.loads(table.DATA.read_text(encoding="utf-8"))
    named = {entry.split("|")[0] for entry in told["places"]}
    assert named == {line.place for line in table.lines(TODAY)}
    assert all(number < len(told["places"]) for cited in told["norms"].values() for number in cited)
