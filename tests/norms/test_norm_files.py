"""The norm files as they stand: whole, typed, formatted, both-sided; and what the validator would say."""

from datetime import date

import pytest
from norm_texts import ARTICLE, HEAD, RULE, article, written

from zorgvuldig.norms import bundle_at, catalogue, chapters, coverage, find_files, validation
from zorgvuldig.norms.coverage import FORMS
from zorgvuldig.norms.formatting import formatted
from zorgvuldig.norms.validation import problems

DAY = date(2026, 11, 21)
TIDY = formatted(article(RULE))
BOTH_SIDES = """```setting
name = "start"
background = false
[facts]
purpose = "claims"
```

"""


def test_the_norm_files_are_in_order():
    assert problems(chapters(scenarios=True)) == []


@pytest.mark.parametrize("entry", find_files(), ids=[entry.path for entry in find_files()])
def test_a_norm_file_is_written_the_one_way(entry):
    assert formatted(entry.text) == entry.text
    assert len(entry.text.splitlines()) <= validation.LONGEST_FILE


def test_no_number_of_days_or_years_stands_in_a_rule():
    def literals(tree):
        ((name, operand),) = tree.items()
        if name == "Value":
            return {operand} if isinstance(operand, int) and not isinstance(operand, bool) else set()
        children = (
            operand if isinstance(operand, list) else operand.values() if isinstance(operand, dict) else ()
        )
        return {found for child in children if isinstance(child, dict) for found in literals(child)}

    assert {
        key: literals(rule.tree) for key, rule in bundle_at(DAY).rules.items() if literals(rule.tree)
    } == {}


def test_some_seventy_norms_are_rules_and_every_norm_is_counted_once():
    found = coverage(bundle_at(DAY))
    assert list(found.counts) == list(FORMS)
    assert sum(found.counts.values()) == len(catalogue().norms) == 475
    assert found.counts["rule"] >= 70
    assert len(found.missing) == found.counts["missing"]


@pytest.mark.parametrize(
    ("norm", "form"),
    [
        ("GC-4.5.1", "rule"),
        ("GC-T-4.2.2-pil", "duty"),
        ("GC-3.13", "open-norm"),
        ("GC-1.23", "process-step"),
        ("GC-1.20", "definition"),
        ("GC-3.3", "register"),
        ("GC-4.8.1", "planned"),
        ("GC-1.1", "missing"),
    ],
)
def test_a_norm_is_counted_by_how_it_is_met(norm, form):
    assert coverage(bundle_at(DAY)).forms[norm] == form


def test_a_norm_of_terms_is_a_definition_and_one_of_figures_a_parameter():
    def form(block):
        from_text = validation.make_bundle(written(article(block)), DAY)
        return coverage(from_text).forms["GC-3.4"]

    assert form('```term\nname = "x"\nwhen = "context.hold"\n```\n') == "definition"
    value = '[[value]]\nfrom = 2011-12-13\nis = 3\nreference = "r"\n'
    assert form(f'```parameter\nname = "x"\n{value}```\n') == "parameter"


def said(text, **where):
    return "\n".join(problems(written(text, **where)))


def test_a_rule_without_scenarios_is_told():
    assert "GC-3.4 lacks a scenario on both sides of its forbid" in said(TIDY)
    permit = TIDY.replace("forbid (", "permit (")
    assert "GC-3.4 lacks a scenario on both sides of its permit" in said(permit)


def test_an_article_that_says_nothing_is_told():
    assert "says nothing that can be counted" in said(formatted(HEAD + ARTICLE))


def test_a_file_that_is_not_tidy_is_told_how_to_mend_it():
    assert "Run `zorgvuldig norms check --fix`" in said(article(RULE) + "\n\n")


def test_a_file_that_is_too_long_is_told():
    assert "more than 400 lines" in said(TIDY + "\nnog een regel" * 400 + "\n")


def test_a_scenario_with_an_outcome_or_a_norm_that_does_not_exist_is_told():
    told = said(
        HEAD
        + BOTH_SIDES
        + ARTICLE
        + '```scenario\nsentence = "x"\nsetting = "start"\noutcome = "maybe"\nnorms = ["GC-99"]\n```\n'
    )
    assert "'maybe' is no outcome" in told
    assert "['GC-99'] stand not in the catalogue" in told


def test_a_duty_that_no_scenario_owes_or_that_starts_at_no_date_is_told():
    duty = (
        '```duty\nid = "d"\ntext = "t"\nwhen = "context.hold"\nstarts = "unit"\nperiod = "x"\n'
        'discharger = "dpo"\n```\n'
    )
    told = said(article(duty))
    assert "no scenario owes the duty of GC-3.4" in told
    assert "duty 'd' starts at no date or has no period" in told


def test_a_term_moved_by_no_period_is_told():
    block = '```term\nname = "x"\ndate = "ends_on"\nplus = "y"\n```\n'
    value = (
        '```parameter\nname = "y"\n[[value]]\nfrom = 2011-12-13\nis = "seven years"\nreference = "r"\n```\n'
    )
    assert "'y' is no period" in said(article(block + "\n" + value))


def test_a_purpose_whose_health_answer_is_no_answer_is_told():
    block = (
        '```purpose\n[[purpose]]\nname = "claims"\nfrom = 2011-12-13\nreference = "r"\n'
        'health_data = "perhaps"\nfields = []\n```\n'
    )
    assert "health_data of claims is no answer" in said(article(block))


def test_a_rule_that_cedar_cannot_type_is_told_with_the_purpose():
    text = TIDY.replace("context.necessary", 'context.necessary == "yes"')
    assert "Cedar says" in said(text)


def test_a_rule_that_reads_a_name_that_means_nothing_is_told():
    assert "no fact is called 'necesary'" in said(TIDY.replace("context.necessary", "context.necesary"))


def test_a_fact_without_a_dutch_word_is_told(monkeypatch):
    monkeypatch.setattr(validation, "dutch_words", lambda: {"facts": {}})
    assert "fact 'necessary' (needed for the purpose) has no Dutch word" in said(TIDY)
