"""What people can change stands in one file with its words, and each row is checked when it is read."""

import pytest

from zorgvuldig.norms import NormError, catalogue, ways
from zorgvuldig.norms.ways_out import read_ways

#: What nobody can change, or may be asked to say otherwise than it is.
NEVER = {
    *("necessary", "proportionate", "subsidiary", "compatible", "obtained_lawfully", "balancing_ok"),
    *(
        "subject_age",
        "threatened",
        "legal_obligation",
        "vital_interest",
        "purpose",
        "origin_purpose",
        "action",
    ),
    *("marketing_objection", "objection_relative", "no_objection", "do_not_call", "consent_withdrawn"),
    *(
        "action",
        "withdrawal_used",
        "block_exercised",
        "advice",
        "regime_from",
        "recipient",
        "hold",
    ),
}


def test_nothing_stands_there_that_people_cannot_change_or_may_not_be_told_to_say():
    assert not ways().facts & NEVER


def test_every_row_has_words_that_follow_the_same_beginning():
    for way in ways().rows:
        assert way.dutch[0].islower(), way
        assert not way.dutch.endswith("."), way


def test_every_member_that_can_be_left_out_has_a_word():
    left_out = {way.fact for way in ways().rows if way.to == "fewer"}
    assert left_out == {"data", "requested_fields", "filters"}
    bare = {
        (fact, value)
        for fact in left_out
        for value in catalogue().facts[fact].values - {"none"}
        if ways().word(fact, value) == value and value not in {"bank", "survey"}
    }
    assert not bare


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('fact = "for_eyes"\nto = true\ndutch = "a"', "'for_eyes' is no fact"),
        ('fact = "mfa"\nto = true\nwith = { nothing = true }\ndutch = "a"', "'nothing' is no fact"),
        ('fact = "mfa"\nto = "yes"\ndutch = "a"', "'mfa' has no value 'yes'"),
        ('fact = "role"\nto = "system"\ndutch = "a"', "'nobody' is no role"),
        ('fact = "unit"\nto = "nowhere"\ndutch = "a"', "'unit' has no value 'nowhere'"),
        ('fact = "mfa"\nto = true\nunless = { hold = "no" }\ndutch = "a"', "'hold' has no value 'no'"),
        ('fact = "mfa"\nto = "more"\ndutch = "{value}"', "'mfa' cannot become 'more'"),
        ('fact = "now"\nto = "later"\ndutch = "u wacht"', "the words say {value} where"),
        ('fact = "mfa"\nto = true\ndutch = "{value}"', "the words say {value} where"),
    ],
)
def test_a_row_that_cannot_be_a_way_out_is_refused_with_its_place(row, problem):
    with pytest.raises(NormError, match=problem) as raised:
        read_ways(f'staff = ["nobody"]\n[[way]]\n{row}\n')
    assert "ways_out.toml:1" in str(raised.value)
