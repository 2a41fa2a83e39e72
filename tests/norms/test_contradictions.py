"""Facts that cannot be true together stand in one file, and each of them is checked when it is read."""

import pytest

from zorgvuldig.decisions.facts import check
from zorgvuldig.norms import NormError, catalogue, contradictions
from zorgvuldig.norms.contradictions import read_contradictions

WORDS = 'english = "a"\ndutch = "b"\n'


def test_every_contradiction_names_two_facts_or_more_and_has_its_reason_in_two_languages():
    found = contradictions()
    assert 8 <= len(found) <= 30
    for entry in found:
        assert len(set(entry.facts)) >= 2
        assert entry.dutch[0].isupper()
        assert not entry.dutch.endswith(".")
        assert entry.english


def test_no_ordinary_case_contradicts_itself():
    ordinary = {
        name: check(name, value) for name, value in catalogue().background.items() if name != "under_ma"
    }
    assert not [
        entry for entry in contradictions() if ordinary.keys() >= set(entry.facts) and entry.holds(ordinary)
    ]


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ("{ necessary = true }", "'necessary' stands alone"),
        ("{ necessary = true, needed = true }", "'needed' is no fact"),
        ('{ necessary = "yes", hold = true }', "'necessary' has no value 'yes'"),
        ('{ advice = ["positive", "none"], hold = true }', "'advice' has no value 'none'"),
        ("{ hold = true, subject_age = { under = 3 } }", "'under' is no bound"),
        ("{ hold = true, ends_on = { below = 3 } }", "'ends_on' is no integer"),
        ('{ ends_on = { before = "subject_age" } }', "'subject_age' is no date"),
    ],
)
def test_a_contradiction_that_cannot_hold_is_refused_with_its_place(when, problem):
    with pytest.raises(NormError, match=problem) as raised:
        read_contradictions(f"[[contradiction]]\nwhen = {when}\n{WORDS}")
    assert "contradictions.toml:1" in str(raised.value)


def test_a_word_of_an_open_list_may_be_any():
    (made,) = read_contradictions(
        f'[[contradiction]]\nwhen = {{ unit = "nachtdienst", hold = true }}\n{WORDS}'
    )
    assert made.holds({"unit": "nachtdienst", "hold": True})
    assert not made.holds({"unit": "claims", "hold": True})
