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


@pytest.mark.parametrize("entry", find_files(), ids=[entry.path for entry in find_files()])
def test_a_norm_file_is_written_the_one_way(entry):
    assert formatted(entry.text) == entry.text
    assert len(entry.text.splitlines()) <= validation.LONGEST_FILE


def test_the_norms_are_whole_and_of_one_type_for_every_purpose_and_day():
    assert problems(chapters(scenarios=True)) == []


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


def test_most_norms_of_built_processes_are_rules_and_every_norm_is_counted_once():
    found = coverage(bundle_at(DAY))
    assert list(found.counts) == list(FORMS)
    assert sum(found.counts.values()) == len(catalogue().norms) == 475
    assert found.counts["rule"] >= 50
    assert len(found.missing) == found.counts["missing"]


@pytest.mark.parametrize(
    ("norm", "form"),
    [
        ("GC-4.0.6", "rule"),
        ("GC-4.5.1", "planned"),
        ("GC-T-4.2.2-pil", "duty"),
        ("GC-1.23", "process-step"),
        ("GC-1.20", "definition"),
        ("GC-3.3", "register"),
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
        'discharger = "dpo"\nhow = "h"\n```\n'
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


def counted(block, norm="GC-3.4"):
    return coverage(validation.make_bundle(written(article(block)), DAY)).forms[norm]


def test_a_step_that_waits_for_its_process_is_planned_and_a_norm_without_place_is_missing():
    assert counted('```register\ntext = "t"\nkept = "ledger/gate.py"\n```\n') == "register"
    assert counted('```register\ntext = "t"\nplanned = "research"\n```\n') == "planned"
    assert counted('```register\ntext = "t"\nplanned = "research"\n```\n', "GC-3.2") == "missing"


def test_a_norm_that_only_people_can_decide_is_an_open_norm():
    assert counted('```open-norm\nfact = "compatible"\ndecided_by = "x"\nwritten = "y"\n```\n') == "open-norm"


def test_an_example_is_counted_as_what_it_shows():
    assert counted('```example\nof = "GC-3.2"\ntext = "t"\n```\n') == "missing"
    assert counted('```example\nof = "GC-3.4"\ntext = "t"\n```\n') == "missing"
    other = "\n## GC-3.2 · Doel\n\n*Art. 3.2*\n\nEen doel.\n\n" + '```definition\ntext = "t"\n```\n'
    assert counted('```example\nof = "GC-3.2"\ntext = "t"\n```\n' + other) == "definition"


def test_references_to_nothing_are_told():
    told = said(
        article(
            '```example\nof = "GC-3.2"\ntext = "t"\n```\n\n'
            '```conflict\nwith = "GC-99"\nby = "nobody"\nwhy = "w"\n```\n\n'
            '```register\ntext = "t"\nplanned = "gardening"\n```\n'
        )
    )
    assert "no scenario of GC-3.4 is decided by GC-3.2" in told
    assert "'GC-99' stands not in the catalogue" in told
    assert "nothing is called 'nobody'" in told
    assert "'gardening' is no process of the catalogue" in told


def test_an_open_norm_that_no_rule_asks_is_told():
    block = '```open-norm\nfact = "balancing_ok"\ndecided_by = "x"\nwritten = "y"\n```\n'
    assert "no rule asks 'balancing_ok' of open norm GC-3.4" in said(article(block))


def test_two_norms_that_differ_without_a_resolution_are_told_once():
    other = "\n## GC-4.0.9a · Naar buiten\n\n*Art. 4.0.9*\n\nNiet.\n\n" + '```definition\ntext = "t"\n```\n'
    text = HEAD + ARTICLE.replace("GC-3.4", "GC-3.4d") + '```definition\ntext = "t"\n```\n' + other
    assert said(text).count("nothing says which holds") == 1
