"""Three hard cases of chapter 5, played at the real door: each with its nearest lawful neighbor.

GC-T-5.2-derden: an answer that is also about somebody else; a restriction while a claim at law runs; an
erasure that must be refused in part.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from planted_requests import plant

from proofs.wall.attempt import FACTS, GRANTED, handler
from zorgvuldig.decisions import Actor, ProcessingRequest, Scope, Sourced
from zorgvuldig.ledger import reading
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.rights import decide as rights

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
RECEIVED = date(2026, 11, 18)
SERVICE = Actor("system", "letters", "system", None, {"confidentiality_bound": Sourced(True, "test")})
RETENTION = Actor("system", "retention", "system", None, {"confidentiality_bound": Sourced(True, "test")})


def with_facts(request, **facts):
    told = {name: Sourced(value, "test of the hard cases") for name, value in facts.items()}
    return replace(request, facts={**request.facts, **told})


def asked(request, *, actor=SERVICE, acknowledge=()):
    """Go through the door: the norms and duties of the answer."""
    with transaction.atomic():
        try:
            with processing(request, actor=actor, at=AT, acknowledge=acknowledge) as grant:
                decision = grant.decision
        except Refused as refused:
            decision = refused.decision
    return decision


#: The overview itself has all its parts: it is made by the page of all that is held.
WHOLE = frozenset({"complete-overview"})


def outcome(request, *, acknowledge=WHOLE, **words):
    decision = asked(request, acknowledge=acknowledge, **words)
    return decision.outcome.value, set(decision.norms)


class TestGcT52Derden:
    """An answer in which a relative is quoted (GC-T-5.2-derden)."""

    @pytest.fixture
    def answer(self, world):
        def about_another(**facts):
            return with_facts(
                rights.write_cover(subject_id=world.anna.id),
                third_party_data=True,
                received_at=RECEIVED,
                **facts,
            )

        return about_another

    def test_it_does_not_leave_before_the_other_could_say_what_he_thinks(self, answer):
        told = outcome(answer(third_party_heard=False, third_party_prevails=False))
        assert told == ("forbid", {"GC-T-5.2-derden"})

    def test_it_leaves_once_the_other_was_heard_and_his_interest_does_not_prevail(self, answer):
        kind, norms = outcome(answer(third_party_heard=True, third_party_prevails=False))
        assert kind == "permit"
        assert "GC-5.2a" in norms

    def test_it_leaves_when_the_other_cannot_be_found(self, answer):
        told = outcome(answer(third_party_heard=False, third_party_prevails=False, informing_impossible=True))
        assert told[0] == "permit"

    def test_the_part_of_an_other_whose_interest_prevails_stays_out(self, answer):
        told = outcome(answer(third_party_heard=True, third_party_prevails=True))
        assert told == ("forbid", {"GC-T-5.2-derden"})

    def test_whose_interest_prevails_is_never_assumed(self, answer):
        assert outcome(answer(third_party_heard=True))[0] == "gap"

    def test_reading_it_within_the_house_opens_the_duty_to_ask_within_ten_days(self, world):
        request = with_facts(
            rights.answer_access(subject_id=world.anna.id), third_party_data=True, received_at=RECEIVED
        )
        decision = asked(request)
        (duty,) = [each for each in decision.duties if each.id == "ask-third-party-view"]
        assert (decision.outcome.value, duty.due) == ("permit", "2026-11-28")


class TestARestrictionWithALegalClaim:
    """Anna's data are restricted, and nothing but a claim at law uses them (GC-T-5.2-afschermen)."""

    @pytest.fixture
    def state(self, world, owner_connection):
        owner_connection.execute("DELETE FROM records.rights_request")

        def put(state, **more):
            plant(owner_connection, world.anna.id, "restriction", state, told_state=state, **more)

        return put

    def use(self, person, **facts):
        request = ProcessingRequest("claims", "consult", GRANTED, Scope.subject(person.id), FACTS)
        return outcome(with_facts(request, **facts), actor=handler())

    def test_the_daily_work_stops_whatever_it_says_of_itself(self, world, state):
        state("granted")
        assert self.use(world.anna, restricted=False) == (
            "forbid",
            {"GC-T-5.2-afschermen", "VGZ-R-beperking"},
        )

    def test_a_claim_at_law_goes_on(self, world, state):
        state("granted")
        assert self.use(world.anna, needed_for_legal_claim=True)[0] == "permit"

    def test_no_claim_at_law_is_no_reason(self, world, state):
        state("granted")
        assert self.use(world.anna, needed_for_legal_claim=False)[0] == "forbid"

    def test_another_person_is_not_touched(self, world, state):
        state("granted")
        assert self.use(world.bram)[0] == "permit"

    def test_the_person_still_sees_the_own_data(self, world, state):
        state("granted")
        me = Actor(
            "subject", str(world.anna.id), "insured", None, {"subject_kind": Sourced("insured", "test")}
        )
        assert outcome(rights.view_own(subject_id=world.anna.id, data=rights.LOG), actor=me)[0] == "permit"

    @pytest.mark.parametrize(
        ("other", "more"),
        [("withdrawn", {}), ("refused", {}), ("granted", {"lifted_on": date(2026, 11, 20)})],
    )
    def test_once_it_is_taken_back_refused_or_lifted_the_work_goes_on(self, world, state, other, more):
        state(other, **more)
        assert self.use(world.anna)[0] == "permit"

    def test_while_it_is_looked_into_nothing_is_used_either(self, world, state):
        state("received")
        assert self.use(world.anna)[0] == "forbid"


class TestAnErasureThatIsRefusedInPart:
    """What the law makes us keep stays, with its reason; what nothing keeps goes (VGZ-R-verwijderen)."""

    @pytest.fixture
    def erase(self, world):
        def about(**facts):
            request = ProcessingRequest(
                "retention", "erase", frozenset({"contact"}), Scope.subject(world.anna.id), FACTS
            )
            told = {"legal_obligation": False, "in_contract": False, "basis": "a", **facts}
            return with_facts(request, **told)

        return about

    @pytest.fixture
    def refuse(self, world):
        def about(**facts):
            return with_facts(
                rights.write_cover(subject_id=world.anna.id), refused_part=True, received_at=RECEIVED, **facts
            )

        return about

    def test_the_refusal_does_not_leave_without_its_reasons(self, refuse):
        kind, norms = outcome(refuse(reasons_given=False))
        assert kind == "forbid"
        assert "GC-5.2c" in norms

    def test_the_refusal_leaves_with_its_reasons_and_the_ways_to_complain(self, refuse):
        told = refuse(reasons_given=True, documented=True, complaint_first=False)
        held_back = asked(told, acknowledge=WHOLE)
        assert (held_back.outcome.value, held_back.missing) == ("gap", ("name-authority-and-court",))
        kind, norms = outcome(told, acknowledge=WHOLE | {"name-authority-and-court"})
        assert kind == "permit"
        assert {"GC-7.3", "GC-T-5.2-volledig"} <= norms

    def test_the_refusal_does_not_leave_while_nobody_wrote_down_why(self, refuse):
        assert outcome(refuse(reasons_given=True))[0] == "gap"
        assert outcome(refuse(reasons_given=True, documented=False))[0] == "forbid"

    def test_whoever_is_refused_need_not_complain_to_the_insurer_first(self, refuse):
        kind, norms = outcome(refuse(reasons_given=True, documented=True, complaint_first=True))
        assert kind == "forbid"
        assert "VGZ-klacht-eerst-vgz" in norms

    def test_the_part_that_consent_carried_goes_once_it_is_withdrawn(self, erase):
        told = outcome(erase(consent_withdrawn=True, hold=False), actor=RETENTION)
        assert told[0] == "permit"
        assert "VGZ-R-verwijderen" in told[1]

    def test_the_part_that_is_held_for_proceedings_stays(self, erase):
        told = outcome(erase(consent_withdrawn=True, hold=True), actor=RETENTION)
        assert told == ("forbid", {"VGZ-R-verwijderen"})


def test_each_refusal_of_a_hard_case_stands_in_the_log(world):
    request = with_facts(
        rights.write_cover(subject_id=world.anna.id),
        third_party_data=True,
        third_party_heard=False,
        third_party_prevails=False,
    )
    assert not asked(request).permitted
    (entry,) = reading.recent_entries(limit=5, outcome="forbid", using="sequencer")
    assert (entry.purpose, entry.action, entry.norms) == (
        "data-subject-rights",
        "send",
        ("GC-T-5.2-derden",),
    )
