"""An index is HMAC-SHA256 of RFC 2104, however many are made at once and however long the key is."""

import hmac
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from zorgvuldig.records.key_chains import indexed

SECRETS = st.binary(min_size=1, max_size=140)


def key(secret):
    return SimpleNamespace(secret=secret, print=b"8 octets")


@given(secret=SECRETS, messages=st.lists(st.binary(max_size=200)))
def test_each_index_is_what_the_library_gives_for_its_message_alone(secret, messages):
    expected = [hmac.digest(secret, message, "sha256") for message in messages]
    assert indexed([key(secret)], messages) == expected


@given(first=SECRETS, second=SECRETS, messages=st.lists(st.binary(max_size=40), max_size=5))
def test_a_later_key_hashes_what_the_first_gave_and_names_itself(first, second, messages):
    step = b"zorgvuldig/records/index-again/v1\n"
    inner = [hmac.digest(first, message, "sha256") for message in messages]
    expected = [b"\x028 octets" + hmac.digest(second, step + value, "sha256") for value in inner]
    assert indexed([key(first), key(second)], messages) == expected
