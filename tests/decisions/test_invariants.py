"""What no request at all may get: proved by z3 over every combination of facts, sentence by sentence."""

from dataclasses import replace
from datetime import date

import pytest

from proofs.rules.__main__ import PAGE, page
from proofs.rules.invariants import Invariant, holding, neighbours, witness
from proofs.rules.sentences import INVARIANTS
from zorgvuldig.decisions import decide
from zorgvuldig.norms import bundle_at

TODAY = date(2026, 11, 21)
NOW = bundle_at(TODAY)

each_sentence = pytest.mark.parametrize("invariant", INVARIANTS, ids=[entry.sentence for entry in INVARIANTS])


@each_sentence
def test_no_request_gets_it(invariant):
    assert witness(invariant, NOW) is None


@each_sentence
def test_its_own_article_holds_it_and_without_the_rules_that_do_somebody_would_get_it(invariant):
    assert any(invariant.norm in {NOW.rules[key].norm for key in held} for held in holding(invariant, NOW))


@each_sentence
def test_the_decision_permits_what_lies_next_to_it(invariant):
    assert any(decide(facts, TODAY).outcome == "permit" for facts in neighbours(invariant, NOW, TODAY))


def test_a_request_that_gets_it_is_told_with_its_facts():
    marketing = next(entry for entry in INVARIANTS if entry.norm == "GC-5.4")
    lax = replace(NOW, rules={key: rule for key, rule in NOW.rules.items() if rule.effect == "permit"})
    assert "marketing_objection=True" in witness(marketing, lax)


def test_what_is_lawful_is_found_to_be_so():
    paying = 'context.action == "decide"'
    possible = Invariant("Claims are never paid", "GC-4.2.1", paying, paying, ("claims",))
    assert witness(possible, NOW).startswith("claims: ")


def test_what_nobody_could_get_anyway_is_held_by_no_rule():
    never = "context.necessary && !context.necessary"
    idle = Invariant("Nothing is needed and not needed", "GC-3.4", never, "context.necessary", ("claims",))
    assert list(holding(idle, NOW)) == [frozenset()]


def test_the_page_lists_every_sentence_that_is_proved():
    assert PAGE.read_text(encoding="utf-8") == page()
