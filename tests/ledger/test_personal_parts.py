from dataclasses import replace
from uuid import uuid4

import pytest

from zorgvuldig.ledger import merkle
from zorgvuldig.ledger.commitments import commit, new_salt, opens, subject_index
from zorgvuldig.ledger.personal import Opening, PersonalPart, SealError, entry_place, seal, unseal
from zorgvuldig.ledger.segments import SegmentRow, build_segment, row_place
from zorgvuldig.records.key_encryption import LocalMac, Wrapper

KEY, OTHER = Wrapper.of(bytes(32)), Wrapper.of(bytes([1]) * 32)
INDEX, ANOTHER = LocalMac(bytes(32)), LocalMac(bytes([1]) * 32)


def test_a_commitment_opens_with_its_salt_and_value_and_with_nothing_else():
    salt = new_salt()
    commitment = commit(salt, b"anna")
    assert opens(commitment, salt, b"anna")
    assert not opens(commitment, salt, b"bart")
    assert not opens(commitment, new_salt(), b"anna")


def test_two_commitments_to_one_value_have_nothing_in_common():
    assert Opening.new("anna").commitment != Opening.new("anna").commitment


def test_a_salt_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        commit(b"short", b"anna")


def test_the_index_of_a_person_depends_on_the_key():
    anna = uuid4()
    assert subject_index(INDEX, anna) == subject_index(INDEX, anna)
    assert len({subject_index(INDEX, anna), subject_index(ANOTHER, anna), subject_index(INDEX, uuid4())}) == 3


@pytest.mark.parametrize("subject", [None, Opening.new("anna")])
@pytest.mark.parametrize("decision", [None, {"reason": "Dit mag."}])
def test_a_personal_part_survives_writing_and_reading(subject, decision):
    part = PersonalPart(
        actor=Opening.new("jansen"), receipt=Opening.new(b"{}"), subject=subject, decision=decision
    )
    assert PersonalPart.from_bytes(part.as_bytes()) == part


def test_what_is_sealed_opens_at_its_place_under_its_key():
    sealed = seal(b"anna", place=entry_place(uuid4()), wrapping_key=KEY)
    with pytest.raises(SealError, match="does not open"):
        unseal(sealed, place="elsewhere", wrapping_key=KEY)
    sealed = seal(b"anna", place="here", wrapping_key=KEY)
    assert unseal(sealed, place="here", wrapping_key=KEY) == b"anna"
    for changed in (
        replace(sealed, content=sealed.content[:-1] + b"!"),
        replace(sealed, content=b""),
        replace(sealed, wrapped=sealed.wrapped[:-1]),
        replace(sealed, key_id=uuid4()),
    ):
        with pytest.raises(SealError):
            unseal(changed, place="here", wrapping_key=KEY)
    with pytest.raises(SealError):
        unseal(sealed, place="here", wrapping_key=OTHER)


def test_a_segment_stands_for_its_rows_in_their_order():
    anna, entry_id = uuid4(), uuid4()
    rows = [SegmentRow(anna, {"line": 1}), SegmentRow(None, {"line": 2}), SegmentRow(anna, {"line": 1})]
    built = build_segment(rows, entry_id=entry_id, index_key=INDEX, wrapping_key=KEY)
    hashes = [merkle.leaf_hash(row.content) for row in built.rows]
    assert (built.root.size, built.root.root) == (3, merkle.root(hashes))
    assert [row.content.startswith(b'{"content":{"line":') for row in built.rows] == [True] * 3
    assert len(set(hashes)) == 3
    assert built.rows[1].subject_index is built.rows[1].sealed is None
    assert built.rows[0].subject_index == built.rows[2].subject_index == subject_index(INDEX, anna)
    assert str(anna).encode() not in b"".join(row.content for row in built.rows)
    plain = unseal(built.rows[2].sealed, place=row_place(entry_id, 2), wrapping_key=KEY)
    assert str(anna).encode() in plain
    with pytest.raises(SealError):
        unseal(built.rows[2].sealed, place=row_place(entry_id, 0), wrapping_key=KEY)


def test_a_run_without_rows_is_a_segment_of_nothing():
    built = build_segment([], entry_id=uuid4(), index_key=INDEX, wrapping_key=KEY)
    assert (built.root.size, built.root.root, built.tiles) == (0, merkle.EMPTY_ROOT, ())
