"""Where letters stand is asked of the gate a part at a time, and none is passed over between two parts."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from zorgvuldig.ledger import places

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LETTER = (
    "INSERT INTO records.outbound_document (id, kind, data_category, purpose, route, state, made_at, "
    "made_by_entry, sealed, digest) VALUES (%s, %s, 'claim', 'claims', %s, %s, %s, gen_random_uuid(), '', '')"
)


@pytest.fixture
def letters(owner_connection):
    """Seven letters, of which four were made in the same moment."""
    made = [NOON + timedelta(hours=number // 4) for number in range(7)]
    listed = [
        (
            uuid4(),
            "settlement-notice",
            "safe" if number == 5 else "post",
            "sent" if number > 4 else "made",
            at,
        )
        for number, at in enumerate(made)
    ]
    for letter in listed:
        owner_connection.execute(LETTER, letter)
    return sorted(listed, key=lambda each: (each[4], str(each[0])))


def test_all_letters_are_met_once_in_their_order_however_small_the_parts(letters, monkeypatch):
    for most in (1, 2, 3, 100):
        monkeypatch.setattr(places, "MOST", most)
        assert [each.id for each in places.every_place_of_a_letter()] == [each[0] for each in letters]


def test_letters_are_met_by_state_and_route(letters):
    made = [each.id for each in places.places_of_letters(state="made")]
    assert made == [number for number, _, _, state, _ in letters if state == "made"]
    (safe,) = places.places_of_letters(state="sent", route="safe")
    assert places.place_of_letter(safe.id) == safe
    assert places.place_of_letter(uuid4()) is None
    counted = {(each.state, each.route): each.letters for each in places.letters_counted()}
    assert counted == {("made", "post"): 5, ("sent", "post"): 1, ("sent", "safe"): 1}
