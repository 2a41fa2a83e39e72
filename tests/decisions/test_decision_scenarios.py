"""Every scenario of the norms is a test, named by its own sentence."""

import pytest

from zorgvuldig.decisions import decide
from zorgvuldig.decisions.scenarios import differences, scenarios

ALL = scenarios()


@pytest.mark.parametrize("scenario", ALL, ids=[entry.sentence for entry in ALL])
def test_a_scenario_gets_the_decision_that_it_tells(scenario):
    assert list(differences(scenario)) == []


def test_every_scenario_has_a_sentence_of_its_own():
    assert len({(entry.norm, entry.sentence) for entry in ALL}) == len(ALL)


def test_scenarios_meet_all_four_outcomes():
    assert {entry.outcome for entry in ALL} == {"permit", "forbid", "no-permit", "gap"}


def test_a_scenario_that_the_engine_contradicts_is_told_with_its_place():
    scenario = next(entry for entry in ALL if entry.outcome == "forbid")
    neighbor = next(entry for entry in ALL if entry.outcome == "permit" and entry.at is None)

    def always_permit(_facts, _at):
        return decide(neighbor.facts)

    told = list(differences(scenario, always_permit))
    assert any("outcome permit, expected forbid" in line and scenario.place.file in line for line in told)
