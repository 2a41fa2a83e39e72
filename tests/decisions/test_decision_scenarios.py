"""Every scenario of the norms is decided as it tells; what differs is told with its sentence and place."""

from collections import Counter
from itertools import groupby

import pytest

from zorgvuldig.decisions.scenarios import differences, scenarios

ALL = scenarios()
BY_FILE = {file: list(told) for file, told in groupby(ALL, key=lambda entry: entry.place.file)}


@pytest.mark.parametrize("file", BY_FILE)
def test_the_scenarios_of_a_file_get_the_decisions_that_they_tell(file):
    assert [line for scenario in BY_FILE[file] for line in differences(scenario)] == []


def test_no_scenario_is_left_out():
    assert sum(map(len, BY_FILE.values())) == len(ALL)


def test_every_scenario_has_a_sentence_of_its_own():
    told = Counter((entry.place.file, entry.norm, entry.sentence) for entry in ALL)
    assert [entry for entry, count in told.items() if count > 1] == []


def test_scenarios_meet_all_four_outcomes():
    assert {entry.outcome for entry in ALL} == {"permit", "forbid", "no-permit", "gap"}
