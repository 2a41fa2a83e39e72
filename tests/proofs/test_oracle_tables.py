"""The tables that drill b12 holds the rules against, and whether it sees a difference."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from proofs.rules.judging import judge, sees_turned
from proofs.rules.less import freer, narrower
from proofs.rules.tables import Row, tables

TABLES = {table.name: table for table in tables()}


@pytest.fixture(scope="module")
def cookies():
    return TABLES["cookies"]


def test_every_row_and_explanation_gives_its_reason():
    for table in TABLES.values():
        assert all(row.why for row in (*table.rows, *table.explained)), table.name
        assert table.rows[-1].when == {}, f"{table.name}: a case may be decided by no row"


def test_what_is_excluded_is_no_case(cookies):
    for values in islice(cookies.cases(), 500):
        case = cookies.case(values)
        assert not any(row.fits(case) for row in cookies.excluded)


def test_a_row_that_is_turned_around_is_seen(cookies):
    values = next(iter(cookies.cases()))
    number = cookies.row(cookies.case(values))
    assert judge(cookies, [values], each=1).rows == {number: values}
    assert sees_turned(cookies, number, values)


def test_an_explained_difference_is_counted_apart(cookies):
    values = next(iter(cookies.cases()))
    number = cookies.row(cookies.case(values))
    row = cookies.rows[number]
    wrong = replace(row, says="refuse" if row.says == "permit" else "permit")
    rows = (*cookies.rows[:number], wrong, *cookies.rows[number + 1 :])
    explained = replace(cookies, rows=rows, explained=(Row({}, row.says, "for this test"),))
    found = judge(explained, [values], each=1)
    assert (found.differences, found.explained) == (0, {0: 1})


def test_one_consent_more_or_one_objection_less_is_tried_apart():
    facts = {"explicit_consent": False, "unambiguous_consent": False, "marketing_objection": True}
    tried = dict(freer(facts))
    assert tried["explicit_consent=False"]["unambiguous_consent"]
    assert tried["marketing_objection=True"] == {**facts, "marketing_objection": False}


def test_a_role_that_the_matrix_gives_less_is_not_authorised():
    facts = {"purpose": "marketing", "action": "send", "data": ["diagnosis"], "role": "marketer"}
    ((_, less),) = narrower(facts, 7)
    assert less["authorised"] is False
