"""What is in force at a date: editions, overlays, dated parameters, and the hash over all of it."""

from datetime import date

import pytest
from norm_texts import ARTICLE, HEAD, RULE, article, written

from zorgvuldig.norms import NormError, bundle_at, chapters, citing
from zorgvuldig.norms.bundle import change_days, make_bundle

DAY = date(2026, 11, 21)
PARAMETER = """```parameter
name = "years"
[[value]]
from = 2015-01-01
is = 7
reference = "later"
[[value]]
from = 2011-12-13
is = 5
reference = "first"
```
"""


def test_before_the_first_edition_nothing_is_in_force():
    assert bundle_at(date(2011, 12, 12)).rules == {}
    assert len(bundle_at(date(2011, 12, 13)).rules) > 50


def test_a_bundle_stays_the_same_until_something_changes():
    assert bundle_at(date(2026, 1, 1)) is bundle_at(date(2026, 11, 21))
    assert bundle_at(date(2018, 5, 24)).id != bundle_at(date(2018, 5, 25)).id
    assert len({bundle_at(day).id for day in change_days(chapters())}) == len(change_days(chapters()))


def test_a_newer_edition_of_a_chapter_replaces_the_older_one():
    old, new = written(article(RULE)), written(article(""), valid_from=date(2020, 1, 1))
    both = (*old, *new)
    assert list(make_bundle(both, date(2019, 12, 31)).rules) == ["GC-3.4"]
    assert list(make_bundle(both, date(2020, 1, 1)).rules) == []
    assert change_days(both) == (date.min, date(2011, 12, 13), date(2020, 1, 1))


def test_an_overlay_takes_the_place_of_the_norm_that_it_supersedes():
    why = '```supersedes\nnorm = "GC-3.4"\nwhy = "een nieuwere wet"\n```\n'
    overlay = written(
        HEAD + ARTICLE + why, source="current_law", valid_from=date(2018, 5, 25), chapter="privacy"
    )
    both = (*written(article(RULE)), *overlay)
    assert "GC-3.4" in make_bundle(both, date(2018, 5, 24)).rules
    assert make_bundle(both, date(2018, 5, 25)).rules == {}
    assert make_bundle(both, date(2018, 5, 25)).sections["GC-3.4"].place.file.startswith("current_law/")


def test_one_norm_in_two_places_without_saying_so_is_an_error():
    both = (*written(article(RULE)), *written(article(""), chapter="other"))
    with pytest.raises(NormError, match=r"GC-3.4 stands also in code_of_conduct/2011-12-13/made_up.md:3"):
        make_bundle(both, DAY)


def test_two_rules_or_terms_of_one_name_are_an_error():
    with pytest.raises(NormError, match=r"'GC-3\.4' stands also at"):
        make_bundle(written(article(RULE + RULE)), DAY)


def test_a_parameter_has_the_value_of_its_day():
    chapter = written(article(PARAMETER))
    assert make_bundle(chapter, date(2014, 12, 31)).parameters == {"years": 5}
    assert make_bundle(chapter, date(2015, 1, 1)).parameters == {"years": 7}
    assert make_bundle(chapter, date(2014, 12, 31)).id != make_bundle(chapter, date(2015, 1, 1)).id


def test_one_changed_letter_changes_the_hash():
    first = make_bundle(written(article(RULE)), DAY).id
    assert make_bundle(written(article(RULE)), DAY).id == first
    assert make_bundle(written(article(RULE).replace("nodig", "vereist")), DAY).id != first


def test_a_norm_is_cited_as_it_stood():
    known, unknown = citing.cite(["GC-4.5.1", "GC-99"], DAY)
    assert known.article.startswith("Art. 4.5.1")
    assert "gezondheid" in known.text
    assert (unknown.article, unknown.text) == ("GC-99", "")


def test_a_parameter_of_two_norms_is_refused_for_the_later_one_would_decide_for_both():
    block = '```parameter\nname = "x"\n[[value]]\nfrom = 2011-12-13\nis = 3\nreference = "r"\n```\n'
    other = block + "\n" + ARTICLE.replace("GC-3.4", "GC-3.2") + block
    with pytest.raises(NormError, match=r"'x' stands also at code_of_conduct/2011-12-13/made_up.md:10"):
        make_bundle(written(article(other)), date(2026, 11, 21))
