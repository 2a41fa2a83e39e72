"""Pseudonyms per purpose and period (security, section 4; GC-T-4.0.1 on purpose limitation)."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zorgvuldig.analytics.pseudonyms import Pseudonymizer

KEY = bytes(range(32))


def test_two_purposes_cannot_be_joined_on_pseudonym():
    people = [str(number) for number in range(2_000)]
    control = Pseudonymizer(KEY, purpose="material-control", period="2026").pseudonyms(people)
    research = Pseudonymizer(KEY, purpose="research", period="2026").pseudonyms(people)
    assert not set(control) & set(research)


def test_another_period_or_key_maps_everybody_anew():
    first = Pseudonymizer(KEY, purpose="research", period="2026").pseudonym("p")
    assert first != Pseudonymizer(KEY, purpose="research", period="2027").pseudonym("p")
    assert first != Pseudonymizer(KEY[::-1], purpose="research", period="2026").pseudonym("p")


def test_purpose_and_period_cannot_run_into_each_other():
    assert Pseudonymizer(KEY, purpose="a:b", period="c").pseudonym("p") != Pseudonymizer(
        KEY, purpose="a", period="b:c"
    ).pseudonym("p")


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_same_person_keeps_one_pseudonym_and_two_people_never_share_one(one, other):
    maker = Pseudonymizer(KEY, purpose="research", period="2026")
    assert (maker.pseudonym(one) == maker.pseudonym(other)) == (one == other)
    assert len(maker.pseudonym(one)) == 32


def test_a_short_key_or_an_empty_purpose_is_refused():
    with pytest.raises(ValueError, match="`key` has 3 bytes"):
        Pseudonymizer(b"abc", purpose="research", period="2026")
    with pytest.raises(ValueError, match="`purpose` is empty"):
        Pseudonymizer(KEY, purpose="", period="2026")
    with pytest.raises(ValueError, match="`period` is empty"):
        Pseudonymizer(KEY, purpose="research", period="")


def test_a_key_that_was_derived_elsewhere_gives_the_same_pseudonyms():
    master = bytes(range(32))
    period = hmac.digest(master, b"10:compliance:2026", "sha256")
    here = Pseudonymizer(master, purpose="compliance", period="2026")
    assert Pseudonymizer.keyed(period).pseudonym("x") == here.pseudonym("x")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_size_is_no_key_of_a_period(size):
    with pytest.raises(ValueError, match="has 32"):
        Pseudonymizer.keyed(bytes(size))
