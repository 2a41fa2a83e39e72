"""The loader is strict: what it does not understand, it refuses with file, line and how to mend it."""

import pytest
from norm_texts import ARTICLE, HEAD, RULE, article, written

from zorgvuldig.norms import NormError
from zorgvuldig.norms.loader import find_files


def block(kind, body):
    return f"```{kind}\n{body}\n```\n"


def rule(text):
    return article(RULE.replace("unless { context.necessary };", text))


SETTING = block("setting", 'name = "start"\n[facts]\npurpose = "claims"')
SCENARIO = 'sentence = "Iets"\nsetting = "start"\noutcome = "forbid"\nnorms = ["GC-3.4"]'

BAD = [
    (HEAD + "## zonder titel\n", 3, "has no id and title"),
    (HEAD + ARTICLE.replace("GC-3.4", "GC-99"), 3, "is no norm of code_of_conduct"),
    (HEAD + ARTICLE.replace("GC-3.4", "PMC-stap-1"), 3, "is no norm of code_of_conduct"),
    (HEAD + ARTICLE.replace("*Art. 3.4*", ""), 3, "lacks its citation or its text"),
    (HEAD + ARTICLE.replace("Een grond is nodig.", ""), 3, "lacks its citation or its text"),
    (HEAD + ARTICLE + "```cedar\npermit", 10, "a fenced block never ends"),
    (article(block("poem", "roses")), 10, "no block is of the kind 'poem'"),
    (article(block("cedar", "permit (principal, action, resource)")), 10, "Cedar cannot read this"),
    (article(block("cedar", "permit (principal, action, resource);")), 10, "a rule has no @norm"),
    (article(RULE.replace('@english("no basis")\n', "")), 10, "@norm, @reason and @english"),
    (article(RULE.replace("@english", "@source")), 10, "@norm, @reason and @english"),
    (article(RULE.replace('@norm("GC-3.4")', '@norm("GC-3.2")')), 10, "stands under GC-3.4"),
    (article(RULE.replace("(principal,", '(principal == Actor::"x",')), 10, "narrows principal"),
    (article(block("term", 'name = "x"\nwhen = "')), 11, "this is no TOML"),
    (article(block("term", 'when = "true"')), 10, "lacks 'name'"),
    (article(block("term", 'name = "x"\nwhen = "true"\ncolor = "red"')), 10, "knows no 'color'"),
    (article(block("term", 'name = 3\nwhen = "true"')), 10, "'name' of a term block is no str"),
    (article(block("term", 'name = "x"')), 10, "is an expression or a date"),
    (article(block("term", 'name = "x"\ndate = "ends_on"')), 10, "is an expression or a date"),
    (article(block("parameter", 'name = "x"\nvalue = [3]')), 10, "needs from, is and reference"),
    (
        article(block("parameter", 'name = "x"\n[[value]]\nfrom = "2011"\nis = 3\nreference = "r"')),
        10,
        "'2011' is no date",
    ),
    (
        article(block("parameter", 'name = "x"\n[[value]]\nfrom = 2011-12-13\nis = 1.5\nreference = "r"')),
        10,
        "is no number, text or list",
    ),
    (
        article(block("duty", 'id = "d"\ntext = "t"\nwhen = "true"\ndischarger = "dpo"\nhow = "h"')),
        10,
        "before release or after",
    ),
    (
        article(
            block("duty", 'id = "d"\ntext = "t"\nwhen = "true"\ndischarger = "dpo"\nhow = "h"\ndue = "soon"')
        ),
        10,
        "due 'soon' is unknown",
    ),
    (article(block("register", 'text = "t"')), 10, "says where it is kept, or which process will"),
    (
        article(block("process-step", 'text = "t"\nkept = "x"\nplanned = "claims"')),
        10,
        "says where it is kept, or which process will",
    ),
    (article(block("purpose", "purpose = [3]")), 10, "is no table"),
    (
        article(
            block(
                "purpose",
                '[[purpose]]\nname = "x"\nfrom = 2011-12-13\nreference = "r"\n'
                'health_data = "no"\nfields = []',
            )
        ),
        10,
        "stand not in the catalogue",
    ),
    (article(block("scenario", SCENARIO)), 10, "no setting is called 'start'"),
    (HEAD + block("term", 'name = "x"') + ARTICLE, 4, "stands above all articles"),
    (HEAD + SETTING + SETTING + ARTICLE, 9, "exists already"),
    (
        HEAD + SETTING + ARTICLE + block("scenario", SCENARIO + '\n[neighbor]\nsentence = "x"'),
        15,
        "a neighbor has sentence, facts and norms",
    ),
]


@pytest.mark.parametrize(
    ("text", "line", "problem"), BAD, ids=[f"{case[2]} {n}" for n, case in enumerate(BAD)]
)
def test_what_cannot_be_understood_is_refused_with_file_line_and_mend(text, line, problem):
    with pytest.raises(NormError) as raised:
        written(text)
    assert problem in str(raised.value)
    assert str(raised.value).startswith(f"code_of_conduct/2011-12-13/made_up.md:{line}: ")
    assert str(raised.value).endswith(".")


def test_rules_terms_and_notes_stand_under_their_article():
    section = written(article(RULE + block("definition", 'text = "Een grond."')))[0].sections[0]
    assert (section.norm, section.title, section.citation, section.text) == (
        "GC-3.4",
        "Grondslag",
        "Art. 3.4",
        "Een grond is nodig.",
    )
    assert (section.rules[0].key, section.rules[0].norm, section.rules[0].effect) == (
        "GC-3.4",
        "GC-3.4",
        "forbid",
    )
    assert section.rules[0].place.line == 10
    assert section.notes[0].form == "definition"


def test_a_rule_without_conditions_always_holds():
    text = article(RULE.replace("\nunless { context.necessary };", ";"))
    assert written(text)[0].sections[0].rules[0].tree == {"Value": True}


def test_conditions_after_each_other_must_all_hold():
    text = article(
        RULE.replace("unless { context.necessary }", "when { context.hold }\nunless { context.necessary }")
    )
    assert set(written(text)[0].sections[0].rules[0].tree) == {"&&"}


def test_a_scenario_starts_from_its_setting_and_the_ordinary_background():
    more = (
        '\nfacts = {hold = true}\nwithout = ["mfa"]\n'
        '[neighbor]\nsentence = "Toch"\nfacts = {}\nnorms = []\nwithout = ["hold"]'
    )
    sections = written(HEAD + SETTING + ARTICLE + block("scenario", SCENARIO + more))[0].sections
    first, second = sections[0].scenarios
    assert first.facts["authorised"] is True
    assert first.facts["hold"] is True
    assert "mfa" not in first.facts
    assert "under_ma" not in first.facts
    assert (second.outcome, second.sentence) == ("permit", "Toch")
    assert "hold" not in second.facts


def test_the_background_puts_an_adviser_under_himself_and_can_be_left_out():
    adviser = SETTING.replace('purpose = "claims"', 'role = "medical-adviser"')
    facts = written(HEAD + adviser + ARTICLE + block("scenario", SCENARIO))[0].sections[0].scenarios[0].facts
    assert facts["under_ma"] is True
    bare = SETTING.replace('name = "start"', 'name = "start"\nbackground = false')
    facts = written(HEAD + bare + ARTICLE + block("scenario", SCENARIO))[0].sections[0].scenarios[0].facts
    assert facts == {"purpose": "claims"}


def test_without_scenarios_nothing_of_them_is_read():
    text = HEAD + SETTING + ARTICLE + RULE + block("scenario", "no TOML at all")
    assert written(text, scenarios=False)[0].sections[0].scenarios == []


def test_editions_are_folders_named_after_their_date(tmp_path):
    home = tmp_path / "code_of_conduct"
    for edition in ("2020-01-01", "2011-12-13"):
        (home / edition).mkdir(parents=True)
        (home / edition / "one.md").write_text(article(RULE))
        (home / edition / "notes.txt").write_text("left alone")
    assert [entry.path for entry in find_files(tmp_path)] == [
        "code_of_conduct/2011-12-13/one.md",
        "code_of_conduct/2020-01-01/one.md",
    ]
    (home / "newest").mkdir()
    with pytest.raises(NormError, match="an edition is a folder named after its date"):
        find_files(tmp_path)
