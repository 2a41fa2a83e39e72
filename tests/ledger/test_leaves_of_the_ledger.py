from collections import deque
from enum import IntEnum, StrEnum
from types import MappingProxyType
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_entries import AT, plain_leaf

from zorgvuldig.ledger.canonical import CanonicalError, canonical, parse_canonical
from zorgvuldig.ledger.leaf import Leaf, LeafError, SegmentRoot

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@settings(max_examples=30, deadline=None)
@given(JSON)
def test_a_value_is_read_back_as_it_was_written_and_written_as_it_was_read(value):
    data = canonical(value)
    assert parse_canonical(data) == value
    assert canonical(parse_canonical(data)) == data


def test_keys_are_sorted_and_nothing_is_spaced():
    assert canonical({"b": (1, True), "a": "é"}) == '{"a":"é","b":[1,true]}'.encode()


def test_mappings_and_sequences_of_any_kind_are_written_alike():
    assert canonical(MappingProxyType({"a": deque([1])})) == canonical({"a": [1]})


def test_a_member_of_an_enumeration_is_written_as_what_it_stands_for():
    outcome = StrEnum("Outcome", {"PERMIT": "permit"})
    count = IntEnum("Count", {"TWO": 2})
    assert canonical({"a": [outcome.PERMIT, count.TWO]}) == b'{"a":["permit",2]}'


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"a": [1.5]}, r"\$\.a\[0\] is float"),
        ({1: "a"}, "a key of"),
        ({"a": b"x"}, "is bytes"),
        ("half \ud800", "surrogate"),
    ],
)
def test_a_value_without_one_form_is_refused_with_its_place(value, why):
    with pytest.raises(CanonicalError, match=why):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b'"\\u00e9"', b"1 ", b"1.0", b"{", b"\xff", b"NaN"],
)
def test_json_in_any_other_form_is_refused(data):
    with pytest.raises(CanonicalError):
        parse_canonical(data)


def test_a_leaf_survives_writing_and_reading():
    for leaf in (
        plain_leaf(),
        plain_leaf(subject="d" * 64, run=uuid4(), unit=None),
        plain_leaf(segment=SegmentRoot(bytes(32), 4)),
    ):
        assert Leaf.from_bytes(leaf.as_bytes()) == leaf


def test_a_leaf_says_the_moment_in_universal_time():
    assert b'"at":"2026-11-21T12:00:00.000000Z"' in plain_leaf(at=AT).as_bytes()


def test_a_leaf_names_nobody():
    person = UUID("0e5d4b6e-0000-4000-8000-000000000001")
    assert str(person).encode() not in plain_leaf(subject="d" * 64).as_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"purpose":"formal-control"', b'"purpose":7'),
        (b'"norms":["GC-4.2.1"]', b'"norms":[7]'),
        (b'"purpose":', b'"porpoise":'),
        (b'"run":null', b'"run":"nobody"'),
        (b'"at":"2026-11-21T12:00:00.000000Z"', b'"at":"2026-11-21T13:00:00.000000+01:00"'),
        (b'{"action"', b'{ "action"'),
        (b'"unit":', b'"undo":1,"unit":'),
    ],
)
def test_bytes_that_the_ledger_would_not_write_are_no_leaf(old, new):
    data = plain_leaf().as_bytes()
    assert old in data
    with pytest.raises(LeafError):
        Leaf.from_bytes(data.replace(old, new))
