"""A body that two programs could read in two ways is refused, and nothing is built of what is too deep."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zorgvuldig.interfaces.authzen.errors import RequestError
from zorgvuldig.interfaces.authzen.reading import DEEPEST, read


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"true", "not a JSON object"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b'{"a": 1, "a": 2}', "'a' is given twice"),
        (b'{"a": {"b": 1, "b": 1}}', "'b' is given twice"),
        (b'{"a": NaN}', "not a whole number"),
        (b'{"a": -Infinity}', "not a whole number"),
        (b'{"a": 1.5}', "not a whole number"),
        (b'{"a": 1e9}', "not a whole number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too large"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested deeper"),
        (b"[" * 200_000, "nested deeper"),
    ],
)
def test_what_is_no_request_is_refused(body, told):
    with pytest.raises(RequestError, match=told):
        read(body)


def test_brackets_in_texts_are_no_depth():
    assert read(json.dumps({"a": '[{"' * 50}).encode()) == {"a": '[{"' * 50}


def test_depth_is_counted_to_the_last_one():
    def nested(deep):
        return b'{"a":' * deep + b"1" + b"}" * deep

    assert read(nested(DEEPEST))
    with pytest.raises(RequestError):
        read(nested(DEEPEST + 1))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_never_fail(body):
    try:
        found = read(body)
    except RequestError:
        return
    assert found == json.loads(body)
