"""Where a decision differs from what its scenario tells, both are named, with the place."""

from zorgvuldig.decisions import decide
from zorgvuldig.decisions.scenarios import differences, scenarios

ALL = scenarios()


def test_a_scenario_that_the_engine_contradicts_is_told_with_its_place():
    scenario = next(entry for entry in ALL if entry.outcome == "forbid")
    neighbor = next(entry for entry in ALL if entry.outcome == "permit" and entry.at is None)

    def always_permit(_facts, _at):
        return decide(neighbor.facts)

    told = list(differences(scenario, always_permit))
    assert any("outcome permit, expected forbid" in line and scenario.place.file in line for line in told)
