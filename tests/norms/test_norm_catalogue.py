"""The vendored catalogue says what the shared catalogue says, and stands alone without it."""

from pathlib import Path

import pytest

from zorgvuldig.norms import catalogue, dutch_words, texts
from zorgvuldig.norms.catalogue import FACT_TYPES

SHARED = Path(__file__).parents[3] / "shared" / "norms.yaml"


@pytest.fixture(scope="module")
def shared():
    if not SHARED.is_file():
        pytest.skip("the shared catalogue is not here; the vendored one stands alone")
    return pytest.importorskip("yaml").safe_load(SHARED.read_text(encoding="utf-8"))


def test_every_norm_is_vendored_as_it_stands(shared):
    found = catalogue().norms
    assert list(found) == [norm["id"] for norm in shared["norms"]]
    for norm in shared["norms"]:
        entry = found[norm["id"]]
        assert (entry.kind, entry.process, entry.effect) == (
            norm["kind"],
            norm["process"],
            norm["decision"]["effect"],
        )
        assert entry.decidable is (norm["decision"]["condition"] is not None)
        assert entry.period == norm["period"]
        assert norm["source"].endswith(entry.article)
        assert texts()[norm["id"]] == norm["norm"]


CORRECTED = {"result_choice": {"type": "enum", "values": ["hear", "hear-first", "not-hear"]}}
"""Types that the shared catalogue has wrong: it calls a boolean what it describes with three words."""


def test_every_fact_is_vendored_with_its_type_values_and_default(shared):
    found = {name: fact for name, fact in catalogue().facts.items() if not fact.own}
    assert list(found) == list(shared["facts"])
    for name, fact in found.items():
        told = CORRECTED.get(name, shared["fact_types"][name])
        values = told.get("values", ())
        words = list(shared[values]) if isinstance(values, str) else values
        assert (fact.type, fact.open, fact.values) == (
            told["type"],
            told.get("open", False),
            frozenset(words),
        )
        assert fact.default == shared["defaults"].get(name)
        assert fact.description == shared["facts"][name]


def test_a_fact_of_our_own_says_so_and_takes_no_name_of_the_shared_ones(shared):
    own = {name: fact for name, fact in catalogue().facts.items() if fact.own}
    assert own
    assert not own.keys() & shared["facts"].keys()
    assert all(fact.description.startswith("own choice: ") and fact.default is None for fact in own.values())


def test_every_word_set_and_background_fact_is_vendored(shared):
    for name, words in catalogue().words.items():
        assert words == frozenset(shared[name])
    assert catalogue().data_sets == {
        name: frozenset(members) for name, members in shared["data_sets"].items()
    }
    assert catalogue().background == shared["background"]


def test_the_types_of_facts_are_the_ones_that_decisions_know():
    assert {fact.type for fact in catalogue().facts.values()} <= set(FACT_TYPES)


def test_every_word_of_a_request_has_a_dutch_one():
    words, dutch = catalogue().words, dutch_words()
    assert set(dutch["purposes"]) == words["processes"]
    assert set(dutch["data"]) == words["data_categories"]
    assert set(dutch["roles"]) == words["actors"]
    assert set(dutch["actions"]) == catalogue().facts["action"].values
    assert set(dutch["facts"]) <= set(catalogue().facts)
