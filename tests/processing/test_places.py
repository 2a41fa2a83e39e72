"""Where a claim stands is known before anything of it is opened, and nothing more."""

from uuid import uuid4

from zorgvuldig.ledger.places import place_of_claim


def test_a_claim_has_its_run_and_its_person(world, owner_connection):
    claims = owner_connection.execute("SELECT id, run_id, subject_id FROM records.claim").fetchall()
    assert claims
    for claim_id, run_id, subject_id in claims:
        place = place_of_claim(claim_id)
        assert (place.run_id, place.subject_id) == (run_id, subject_id)


def test_a_claim_about_somebody_who_is_not_ours_has_no_person(world, owner_connection):
    owner_connection.execute("UPDATE records.claim SET subject_id = NULL")
    claim_id, run_id = owner_connection.execute("SELECT id, run_id FROM records.claim").fetchone()
    place = place_of_claim(claim_id)
    assert (place.run_id, place.subject_id) == (run_id, None)


def test_what_is_no_claim_has_no_place(world):
    assert place_of_claim(uuid4()) is None
