"""A refusal stands on a ground of its right, and one of article 3.13 ends (GC-5.2c, GC-3.13)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from zorgvuldig.norms import bundle_at
from zorgvuldig.processes.rights import decide
from zorgvuldig.processes.rights.intake import KINDS, Refusal, RequestError, grounded
from zorgvuldig.processes.rights.intake.grounds import LONGEST_URGENT, UNKNOWN, grounds, grounds_for
from zorgvuldig.records import models
from zorgvuldig.records.stored_requests import StoredRequest

TODAY = date(2026, 11, 23)


def chosen(kind, name, until="", *, identified=True):
    return grounded(kind, Refusal(ground=name, until=until), identified=identified, today=TODAY)


def test_every_right_has_a_ground_besides_that_nobody_knows_who_asks():
    for kind in KINDS:
        assert grounds_for(kind).keys() > {UNKNOWN}, kind


def test_every_ground_stands_on_a_norm_and_says_its_article():
    known = bundle_at(TODAY).sections
    longest = models.RightsRequest._meta.get_field("ground").max_length
    for name, ground in grounds().items():
        assert ground.norm in known, name
        assert "(artikel" in ground.sentence
        assert ground.rights <= set(KINDS)
        assert len(name) <= longest


def test_an_answer_never_tells_which_special_circumstance_there_is():
    assert len({ground.sentence for ground in grounds().values() if ground.urgent}) == 1


@pytest.mark.parametrize("name", ["", "none", "compelling"])
def test_no_ground_or_one_of_another_right_is_sent_back(name):
    with pytest.raises(RequestError, match="op welke grond") as refused:
        chosen("erasure", name)
    assert refused.value.field == "ground"


def test_who_stays_unknown_is_refused_for_that_alone_and_nobody_else_is():
    assert chosen("access", UNKNOWN, identified=False).name == UNKNOWN
    for name, identified in ((UNKNOWN, True), ("too-often", False)):
        with pytest.raises(RequestError, match="past niet"):
            chosen("access", name, identified=identified)


def test_a_special_circumstance_stands_until_a_day_within_a_year():
    last = TODAY + LONGEST_URGENT
    assert chosen("access", "crime", last.isoformat()).until == last
    assert chosen("access", "too-often", last.isoformat()).until is None
    for until in ("", "morgen", TODAY.isoformat(), (last + timedelta(days=1)).isoformat()):
        with pytest.raises(RequestError) as refused:
            chosen("access", "crime", until)
        assert refused.value.field == "until"


def test_the_decision_hears_of_a_special_circumstance_and_of_no_other_ground(world):
    def facts(**words):
        asked = StoredRequest(
            id=world.anna.id,
            subject_id=world.anna.id,
            kind="access",
            state="received",
            received_on=TODAY,
            aim_on=TODAY,
            due_on=TODAY,
            asked="",
            **words,
        )
        return decide.settle(asked, refusing=True, on=datetime(2026, 11, 23, tzinfo=UTC).date()).facts

    assert facts(ground="crime", ground_until=TODAY)["security_art_3_13"].value is True
    assert "security_art_3_13" not in facts(ground="too-often")
