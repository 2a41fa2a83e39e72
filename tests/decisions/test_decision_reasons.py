"""Reasons: Dutch that a claimant understands, with what, why and the article."""

from decision_samples import CLAIM_VIEW, PAYMENT

from zorgvuldig.decisions import decide, reasons


def test_a_refusal_says_what_why_and_by_which_article():
    reason = decide({"purpose": "marketing", "action": "select", "data": ["claim"]}).reason
    assert reason.startswith("Selecteren van declaraties voor reclame en verkoop mag niet.")
    assert "worden nooit gebruikt voor reclame of verkoop (Gedragscode, art. 4.5.1)." in reason


def test_a_permit_says_by_which_articles():
    reason = decide(CLAIM_VIEW).reason
    assert reason.startswith("Inzien van declaraties en diagnose voor het afhandelen van declaraties mag.")
    assert "(Gedragscode, art. 4.0.2 onder a tot en met c)" in reason


def test_a_gap_says_what_is_not_known_yet():
    facts = {name: value for name, value in CLAIM_VIEW.items() if name != "authorised"}
    reason = decide(facts).reason
    assert "of dat mag, is nog niet te zeggen" in reason
    assert "of deze persoon hiervoor is geautoriseerd" in reason
    assert reason.endswith("Dat vraagt: Gedragscode, art. 4.0.3, na onderdeel d en Gedragscode, art. 4.0.1.")


def test_a_gap_of_almost_everything_names_five_articles_and_counts_the_rest():
    reason = decide({"purpose": "recourse"}).reason
    told = reason.rpartition("Dat vraagt: ")[2]
    assert told.count("Gedragscode") <= 5
    assert told.endswith(" andere.")


def test_no_permit_says_what_came_nearest_and_what_it_takes():
    reason = decide(
        {**CLAIM_VIEW, "in_contract": False, "unambiguous_consent": True, "consent_withdrawn": False}
    )
    assert "geen regel staat het toe" in reason.reason
    assert "Daarvoor telt: of dit bij de verzekering van deze persoon hoort." in reason.reason


def test_a_source_that_is_not_the_code_is_named():
    assert "(Protocol materiële controle h. 1, Wmg)" in decide({**PAYMENT, "in_package": False}).reason


def test_engineers_read_ids_and_fact_names():
    facts = {name: value for name, value in CLAIM_VIEW.items() if name != "authorised"}
    english = decide(facts).reason_english
    assert english.startswith("gap: ")
    assert "GC-4.0.1" in english
    assert english.endswith("missing facts: authorised.")


def test_a_situation_of_which_nothing_is_known_is_still_put_into_words():
    assert decide({}).reason.startswith("Verwerken van gegevens: of dat mag, is nog niet te zeggen.")
    nothing = reasons.Situation("no-permit", None, frozenset(), None, (), ())
    words = {"facts": {}, "actions": {}, "data": {}, "purposes": {}}
    assert reasons.dutch(nothing, words) == "Verwerken van gegevens mag niet: geen regel staat het toe."
    assert reasons.english(nothing) == "no-permit: no rule."
