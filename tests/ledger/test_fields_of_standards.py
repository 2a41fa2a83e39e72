"""The mapping to LDV (interface of its component Logboek) and to the minimum of NEN 7513:2018."""

from uuid import uuid4

import pytest
from ledger_entries import plain_leaf

from zorgvuldig.ledger.fields import as_ldv, as_nen_7513
from zorgvuldig.ledger.personal import Opening, PersonalPart

ANNA = "0e5d4b6e-0000-4000-8000-000000000001"
PART = PersonalPart(actor=Opening.new("jansen"), receipt=Opening.new("{}"), subject=Opening.new(ANNA))
LDV_REQUIRED = {"trace_id", "span_id", "status", "name", "start_time", "end_time", "attributes"}
LDV_CORE = {"processing_activity_id", "data_subject_id", "data_subject_id_type"}


@pytest.mark.parametrize("opened", [None, PART])
@pytest.mark.parametrize("outcome", ["permit", "forbid", "no-permit", "gap"])
def test_every_required_field_of_ldv_is_there_in_its_form(opened, outcome):
    line = as_ldv(plain_leaf(subject="d" * 64, outcome=outcome), opened)
    assert line.keys() >= LDV_REQUIRED
    assert line["attributes"].keys() == {f"dpl.core.{name}" for name in LDV_CORE}
    assert (len(bytes.fromhex(line["trace_id"])), len(bytes.fromhex(line["span_id"]))) == (16, 8)
    assert line["status"] == ("Ok" if outcome == "permit" else "Unset")
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
