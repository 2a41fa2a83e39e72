"""The Code as a book, and cases to try on it: open to anyone, linked through, and kept nowhere."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from zorgvuldig.interfaces.web import norm_trials
from zorgvuldig.interfaces.web.cedar_words import highlighted, linked
from zorgvuldig.interfaces.web.code_pages import BOOKS, books, chapter_page
from zorgvuldig.interfaces.web.fact_values import value_word
from zorgvuldig.interfaces.web.norm_ties import conflict_lines, ties_of
from zorgvuldig.interfaces.web.norm_trials import Asked, trial
from zorgvuldig.norms import bundle_at, catalogue

ON = date(2026, 11, 22)


def address(norm):
    return f"/?norm={norm}"


def test_every_article_in_force_stands_once_in_the_book():
    told = [article.id for book in books(ON) for chapter in book.chapters for article in chapter.articles]
    assert sorted(told) == sorted(bundle_at(ON).sections)
    assert [book.source for book in books(ON)] == list(BOOKS)


def test_one_walks_through_all_chapters_from_the_first_to_the_last():
    key, seen = books(ON)[0].chapters[0].key, []
    while key:
        seen.append(key)
        _, before, key = chapter_page(key, ON)
        assert before == (seen[-2] if len(seen) > 1 else None)
    assert len(seen) == sum(len(book.chapters) for book in books(ON))


def test_a_visitor_reads_from_source_to_chapter_to_article(client, database):
    index = client.get("/normen/boek/").content.decode()
    chapter = re.search(r"/normen/hoofdstuk/\?hoofdstuk=(code_of_conduct\.4_5_bought)", index)
    told = client.get(chapter[0]).content.decode()
    assert "/normen/norm/?norm=GC-4.5.2b" in told
    assert client.get("/normen/hoofdstuk/?hoofdstuk=geen").status_code == 404


def test_a_rule_is_coloured_and_leads_to_what_sets_its_terms():
    text = '@norm("GC-4.5.2b")\nforbid when { context.term.bought && !context.given.informed < 3 }'
    told = highlighted(text, {"term:bought": "GC-4.5.2b"}, address)
    assert '<a class="cedar-set" href="/?norm=GC-4.5.2b">context.term.bought</a>' in told
    assert '<span class="cedar-effect">forbid</span>' in told
    assert "&lt; " in told
    assert "&amp;&amp;" in told


def test_an_id_in_a_text_is_a_link_unless_it_is_this_page_or_no_norm():
    told = linked("Zie GC-3.1, GC-4.0.6 en GC-bestaat-niet <b>.", address, here="GC-4.0.6")
    assert told == 'Zie <a href="/?norm=GC-3.1">GC-3.1</a>, GC-4.0.6 en GC-bestaat-niet &lt;b&gt;.'


def test_a_conflict_is_shown_at_both_norms_with_what_resolves_it():
    section = next(each for each in bundle_at(ON).sections.values() if each.resolutions)
    resolution = section.resolutions[0]
    for norm in (section.norm, resolution.other):
        assert resolution.why in [line.why for line in conflict_lines(norm, ON)]


def test_newer_law_shows_the_text_that_it_replaced_and_both_days():
    ties = ties_of(bundle_at(ON).sections["GC-5.5f"], ON)
    assert ties.replaced is not None
    assert ties.replaced.old_from == date(2011, 12, 13)
    assert ties.replaced.new_from == date(2012, 6, 5)
    assert ties.replaced.old_text != ties.replaced.new_text
    assert ties.replaced.why.startswith("De wet vraagt")
    assert {change.what for change in ties.changes} >= {"edition", "newer-law"}


@pytest.mark.parametrize("norm", ["GC-4.5.2b", "GC-5.5f", "GC-4.0.7"])
def test_every_link_on_the_page_of_a_norm_leads_to_a_page(client, database, norm):
    page = client.get(f"/normen/norm/?norm={norm}").content.decode()
    for asked in set(re.findall(r'href="(/normen/norm/\?norm=[^"#]+)', page)):
        assert client.get(asked).status_code == 200, asked


def test_an_example_of_the_code_can_be_tried_as_it_stands_and_changed(client, database):
    asked = "/normen/proberen/?voorbeeld=GC-4.5.2b:0"
    assert "Verboden" in client.get(asked).content.decode()
    told = client.get(f"{asked}&f=processor_contract.ja&n=&w=").content.decode()
    assert "Toegestaan" in told
    assert "record-list-origin" in told


def test_a_case_without_enough_facts_says_which_are_missing(client, database):
    told = client.get(
        "/normen/proberen/?voorbeeld=GC-4.5.2b:0&f=processor_contract.onbekend"
    ).content.decode()
    assert "Gegeven ontbreekt" in told
    assert 'href="#feit-processor_contract"' in told


def test_an_ordinary_case_begins_with_what_is_ordinary(client, database):
    bare = client.get("/normen/proberen/?doel=claims&f=action.consult&f=data.claim").content.decode()
    ordinary = client.get(
        "/normen/proberen/?doel=claims&gewoon=on&f=action.consult&f=data.claim&op=2026-11-22"
    ).content.decode()
    assert "Gegeven ontbreekt" in bare
    assert "selected>inzien</option>" in ordinary
    assert 'value="authorised.onbekend"' in ordinary


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("doel=geen-doel", 404),
        ("voorbeeld=GC-4.5.2b:99", 404),
        ("voorbeeld=GC-4.5.2b", 404),
        ("doel=claims&f=role.geen", 400),
        ("doel=claims&f=geen-feit.ja", 400),
        ("doel=claims&f=now.2020-01-01", 400),
        ("doel=claims&n=claim_date&w=gisteren", 400),
        ("", 200),
    ],
)
def test_a_case_that_cannot_be_is_told_and_never_permitted(client, database, asked, status):
    answer = client.get(f"/normen/proberen/?{asked}")
    assert answer.status_code == status
    assert "badge--permit" not in answer.content.decode()


def test_a_refused_case_shows_what_would_help_and_a_link_that_tries_it(client, database):
    page = client.get("/normen/proberen/?voorbeeld=GC-4.5.2b:0").content.decode()
    assert "Mag wel als er een overeenkomst is met wie de gegevens verwerkt of levert." in page
    (way,) = re.findall(r'class="way-out">.*?href="([^"]+)"', page)
    tried = client.get(f"/normen/proberen/{html.unescape(way)}").content.decode()
    assert "Toegestaan" in tried
    assert 'class="way-out"' not in tried


ENDED = "n=ends_on&w=2020-01-01"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"data": frozenset({"policy", "bsn"})}, f"f=role.dpo&f=data.bsn&f=data.policy&{ENDED}"),
        ({"role": "system", "mfa": True}, f"f=data.bsn&f=role.system&f=mfa.ja&{ENDED}"),
        ({"mfa": False, "fee_cents": 0}, f"f=data.bsn&f=role.dpo&f=mfa.nee&{ENDED}&n=fee_cents&w=0"),
        ({"now": date(2027, 1, 2)}, f"f=data.bsn&f=role.dpo&{ENDED}"),
    ],
)
def test_the_link_of_a_way_out_changes_only_what_it_says(changed, told):
    asked = Asked("claims", ON, "X:0", True, ("data.bsn", "role.dpo"), (("ends_on", "2020-01-01"),))
    head = f"doel=claims&op={changed.get('now', ON)}&voorbeeld=X%3A0&gewoon=on"
    assert norm_trials._address(asked, "claims", ON, changed) == f"{head}&{told}"


def test_answers_that_exclude_each_other_are_told_in_dutch_at_each_of_their_fields(client, database):
    asked = "doel=claims&f=policyholder_is_employer.ja&f=subject_is_policyholder.ja&n=subject_age&w=16"
    page = client.get(f"/normen/proberen/?{asked}").content.decode()
    assert page.count('class="field__error"') == 3
    assert "Wie nog geen 18 is" in page
    assert page.count('href="#feit-subject_age"') == 1
    assert "contradicts" not in page


def test_what_one_field_has_wrong_is_told_in_dutch_there_and_the_rest_stays_filled_in(client, database):
    page = client.get("/normen/proberen/?doel=claims&f=action.use&n=subject_age&w=oud").content.decode()
    assert page.count("Vul een heel getal in.") == 2
    assert "selected>gebruiken</option>" in page
    assert 'value="oud"' in page


def test_no_data_at_all_is_something_else_than_data_unknown(client, database):
    none = trial(Asked("claims", ON, None, False, ("data.geen",), ()), today=ON)
    unknown = trial(Asked("claims", ON, None, False, (), ()), today=ON)
    (stated, left) = (
        next(field for field in found.main if field.name == "data") for found in (none, unknown)
    )
    assert (stated.value, left.value) == ("geen van deze", "")
    assert [option.value for option in stated.options if option.chosen] == ["data.geen"]
    assert not [option.value for option in left.options if option.chosen]
    assert none.decision.facts["data"] == frozenset()
    assert "data" not in unknown.decision.facts


def test_a_case_leaves_no_row_in_the_ledger(client, database, django_assert_num_queries):
    client.get("/normen/proberen/")
    with django_assert_num_queries(0):
        found = trial(Asked("claims", ON, None, True, ("action.consult", "data.claim"), ()), today=ON)
    assert found.decision is not None


#: Values that are spelled the same in Dutch, and names of statutes and registers.
SPELLED_ALIKE = {
    *("accountant", "bank", "fax", "incident", "management", "marketing", "partner", "post", "sms", "test"),
}
SAME = {"AV", "AWBZ", "Wlz", "Zvw", "HR", "PIFI"}


def test_every_value_that_the_form_offers_has_a_word_in_dutch():
    bare = {
        value
        for fact in catalogue().facts.values()
        for value in fact.values - SAME
        if fact.name != "profession" and value_word(fact.name, value) in {value, value.replace("-", " ")}
    }
    # Words that are the same in both languages; a new value stands here or gets its word.
    assert bare <= SPELLED_ALIKE


def test_whoever_tries_too_many_cases_is_turned_away_and_may_still_read(client, database, settings):
    settings.RATE_LIMITS = {"trial": 2}
    answers = [client.get("/normen/proberen/").status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    assert client.get("/normen/boek/").status_code == 200
