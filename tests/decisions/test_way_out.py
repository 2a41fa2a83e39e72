"""The way out of a refusal is a request that is permitted, and that would not be with less changed."""

import sys
from dataclasses import replace
from datetime import date

import pytest
from decision_samples import CLAIM_VIEW, MAILING

from zorgvuldig.decisions import WayOut, decide, explained, way_out
from zorgvuldig.decisions.scenarios import scenarios
from zorgvuldig.norms import ways

TODAY = date(2026, 11, 22)
ONE_IN = 97


def again(decision, changed):
    """Decide the same request with other facts; who waits is decided upon on that day."""
    return decide({**decision.facts, **changed}, None if "now" in changed else decision.at)


def named(sentence):
    """Give the decision on an example of the norms."""
    found = next(scenario for scenario in scenarios() if scenario.sentence == sentence)
    return decide(found.facts, None if "now" in found.facts else found.at)


def test_a_way_out_is_permitted_and_without_any_of_its_changes_it_is_not():
    refused = [scenario for scenario in scenarios() if scenario.outcome in {"forbid", "no-permit"}]
    found = 0
    for scenario in refused[::ONE_IN]:
        decision = decide(scenario.facts, None if "now" in scenario.facts else scenario.at)
        way = way_out(decision)
        if way is None:
            continue
        found += 1
        assert 1 <= len(way.changes) <= 3
        assert way.facts.keys() <= ways().facts, scenario.sentence
        assert again(decision, way.facts).permitted, scenario.sentence
        for change in way.changes:
            rest = [other.facts for other in way.changes if other is not change]
            fewer = {name: value for facts in rest for name, value in facts.items()}
            assert not again(decision, fewer).permitted, (scenario.sentence, change.fact)
    assert found > 3


def test_what_is_permitted_or_not_yet_known_needs_no_way_out():
    assert way_out(decide(CLAIM_VIEW, TODAY)) is None
    assert way_out(decide({"purpose": "claims"}, TODAY)) is None


def test_a_refusal_without_a_purpose_has_no_rules_to_find_one_in():
    decision = replace(decide({**CLAIM_VIEW, "authorised": False}, TODAY), facts={"authorised": False})
    assert decision.outcome == "forbid"
    assert way_out(decision) is None


def test_nobody_is_told_to_take_an_objection_back_or_to_say_that_it_is_needed():
    for changed in ({"marketing_objection": True}, {"necessary": False}, {"authorised": False}):
        decision = decide({**MAILING, **changed}, TODAY)
        assert decision.outcome == "forbid"
        assert way_out(decision) is None
        assert explained(decision) == decision.reason


SENTENCES = {
    "Een dossier zonder onderzoek van 1 maart 2021 wordt op 1 februari 2025 vernietigd": (
        "Mag wel als u wacht tot 1 maart 2027."
    ),
    "Waarom vertellen schaadt, staat nergens": "Mag wel als de redenen zijn opgeschreven.",
    "Schaadt vertellen het onderzoek niet, dan gelden de twee weken": (
        "Mag wel als er 14 dagen tussen de aankondiging en de controle zitten."
    ),
    "De diagnoses gaan niet mee": "Mag wel als dit wegblijft (diagnose).",
    "In 2016 vraagt een verzekeraar dertig euro voor een overzicht": (
        "Mag wel als de persoon er niet voor betaalt."
    ),
    "Een medewerker die er te weinig van weet, krijgt het werk niet": (
        "Mag wel als de medisch adviseur het doet."
    ),
    "Een ledenorganisatie zoekt zelf declaraties van haar leden op": None,
    "Zonder bewijs van een test op inbraak wordt hij niet gekozen": None,
    "Voor een personeelszaak is een logbestand niet bedoeld": None,
}


@pytest.mark.parametrize(("sentence", "text"), SENTENCES.items(), ids=SENTENCES)
def test_a_way_out_is_said_as_people_say_it(sentence, text):
    decision = named(sentence)
    found = way_out(decision)
    assert (found.text if found else None) == text
    assert explained(decision) == (f"{decision.reason} {text}" if text else decision.reason)


FILE_VIEW = {**CLAIM_VIEW, "data": ["claim", "medical-file"], "interpretation": True}


def test_two_changes_are_said_in_one_sentence_and_as_facts():
    found = way_out(decide(FILE_VIEW, TODAY))
    assert found.as_json() == {
        "text": "Mag wel als dit wegblijft (medisch dossier) en het onder de medisch adviseur gebeurt.",
        "facts": {"data": ["claim"], "under_ma": True},
    }


def test_a_change_that_would_contradict_another_fact_is_none_by_itself():
    decision = named("Een bezoek aan een zorgaanbieder die van niets weet")
    late = decide({**decision.facts, "days_announced": -1}, decision.at)
    assert way_out(late).facts == {"announced": True, "days_announced": 14}


WIDE = {**CLAIM_VIEW, "data": ["claim", "medical-file"]}
MATRIX = [
    ({**WIDE, "authorised": False}, {"data": frozenset({"claim"}), "authorised": True}),
    ({**CLAIM_VIEW, "authorised": False}, None),
    ({name: value for name, value in WIDE.items() if name != "role"} | {"authorised": False}, None),
]


@pytest.mark.parametrize(("facts", "changed"), MATRIX, ids=["the data", "another reason", "nobody told who"])
def test_who_is_not_authorised_may_after_all_only_as_far_as_the_matrix_says(facts, changed):
    found = way_out(decide(facts, TODAY))
    assert (found.facts if found else None) == changed


def test_a_search_that_takes_too_long_ends_without_an_answer(monkeypatch):
    monkeypatch.setattr(sys.modules[WayOut.__module__], "_BUDGET", 0)
    assert way_out(decide(FILE_VIEW, date(2026, 11, 20))) is None
