"""The mapping to LDV (interface of its component Logboek) and to the minimum of NEN 7513:2018."""

import json
from dataclasses import replace
from importlib import resources
from uuid import uuid4

import pytest
from ledger_entries import AT, plain_leaf

from zorgvuldig.ledger.fields import (
    FORMS,
    NEN_7513_ACTIONS,
    as_decision_log,
    as_ldv,
    as_nen_7513,
    nen_7513_kind,
)
from zorgvuldig.ledger.personal import Opening, PersonalPart

ANNA = "0e5d4b6e-0000-4000-8000-000000000001"
PART = PersonalPart(actor=Opening.new("jansen"), receipt=Opening.new("{}"), subject=Opening.new(ANNA))
LDV_REQUIRED = {"trace_id", "span_id", "status_code", "name", "start_time", "end_time", "attributes"}
LDV_CORE = {"processing_activity_id", "data_subject_id", "data_subject_id_type"}


@pytest.mark.parametrize("opened", [None, PART])
@pytest.mark.parametrize("outcome", ["permit", "forbid", "no-permit", "gap"])
def test_every_required_field_of_ldv_is_there_in_its_form(opened, outcome):
    line = as_ldv(plain_leaf(subject="d" * 64, outcome=outcome), opened)
    assert line.keys() >= LDV_REQUIRED
    assert line["attributes"].keys() == {f"dpl.core.{name}" for name in LDV_CORE}
    assert (len(bytes.fromhex(line["trace_id"])), len(bytes.fromhex(line["span_id"]))) == (16, 8)
    assert line["status_code"] == f"STATUS_CODE_{'OK' if outcome == 'permit' else 'UNSET'}"
    assert line["start_time"] == "2026-11-21T12:00:00.000+00:00"


def test_the_processings_of_one_run_share_a_trace():
    run = uuid4()
    lines = [as_ldv(plain_leaf(run=run)) for _ in range(2)]
    assert lines[0]["trace_id"] == lines[1]["trace_id"] == run.hex
    assert lines[0]["span_id"] != lines[1]["span_id"]


def test_a_closed_line_names_nobody_and_an_opened_one_names_whom_it_is_about():
    leaf = plain_leaf(subject=PART.subject.commitment, actor=PART.actor.commitment)
    assert as_ldv(leaf)["attributes"]["dpl.core.data_subject_id"] == leaf.subject
    assert as_ldv(leaf, PART)["attributes"]["dpl.core.data_subject_id"] == ANNA
    assert as_nen_7513(leaf)["client"] == leaf.subject
    assert (as_nen_7513(leaf)["user"], as_nen_7513(leaf, PART)["user"]) == (leaf.actor, "jansen")
    assert as_nen_7513(leaf, PART)["client"] == ANNA


def test_the_minimum_of_nen_7513_is_answered():
    event = as_nen_7513(plain_leaf(subject="d" * 64, unit=None))
    for what in ("event", "moment", "client", "user", "responsible"):
        assert event[what], what
    assert as_nen_7513(plain_leaf())["responsible"] == "declaraties"


ACTIONS = json.loads((resources.files("zorgvuldig.norms.catalogue") / "facts.json").read_text("utf-8"))[
    "action"
]["values"]


def test_each_of_the_twelve_kinds_of_nen_7513_is_exactly_one_action():
    assert len(NEN_7513_ACTIONS) == 12
    assert set(NEN_7513_ACTIONS.values()) <= set(ACTIONS)
    regular = [kind for kind in NEN_7513_ACTIONS if "emergency" not in kind and "outside" not in kind]
    assert [nen_7513_kind(NEN_7513_ACTIONS[kind]) for kind in regular] == regular


def test_a_read_by_break_glass_is_told_as_the_emergency_procedure():
    by_glass = as_nen_7513(plain_leaf(norms=("GC-3.4", "GC-3.4d")))
    assert (by_glass["kind"], by_glass["event"]) == ("emergency-procedure", "consult")
    assert as_nen_7513(plain_leaf(norms=("GC-3.4", "GC-3.4b")))["kind"] == "read"


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_of_ours_is_one_kind_of_event(action):
    assert as_nen_7513(plain_leaf(action=action))["kind"] in NEN_7513_ACTIONS


@pytest.mark.parametrize("outcome", ["permit", "forbid", "no-permit", "gap"])
def test_a_decision_is_a_record_of_the_authorization_decision_log(outcome):
    leaf = plain_leaf(subject=PART.subject.commitment, outcome=outcome)
    record = as_decision_log(leaf)
    assert record.keys() >= {"trace_id", "span_id", "event_name", "timestamp", "status"}
    assert record["timestamp"] == int(AT.timestamp() * 1000)
    # A no is an answer; only what could not be decided at all is an error.
    assert record["status"] == ("Error" if outcome == "gap" else "Unset")
    assert record["body"]["adl.core.response"]["decision"] is (outcome == "permit")
    assert record["attributes"] == {"adl.core.policies": {"norms": leaf.bundle}}


def test_a_record_names_persons_only_when_it_was_opened():
    part = replace(PART, decision={"reason": "Het mag."})
    leaf = plain_leaf(subject=PART.subject.commitment, actor=PART.actor.commitment)
    closed, opened = (str(as_decision_log(leaf, given)) for given in (None, part))
    assert "jansen" not in closed
    assert ANNA not in closed
    assert "jansen" in opened
    assert ANNA in opened
    assert "Het mag." in opened


def test_what_is_about_a_run_or_about_nobody_names_the_run_or_itself():
    run, entry = uuid4(), uuid4()
    of_run = as_decision_log(plain_leaf(run=run))["body"]["adl.core.request"]["resource"]["id"]
    alone = as_decision_log(plain_leaf(entry_id=entry))["body"]["adl.core.request"]["resource"]["id"]
    assert (of_run, alone) == (str(run), str(entry))


def test_every_form_can_be_asked_for_by_its_name():
    assert set(FORMS) == {"ldv", "decision-log", "nen-7513"}
    assert all(json.dumps(form(plain_leaf(), None)) for form in FORMS.values())
