"""Whoever has all power over the database changes something; the verification must say what and where."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from ledger_entries import AT, plain_leaf

from zorgvuldig.ledger import keys, merkle
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.personal import Opening, PersonalPart, seal
from zorgvuldig.ledger.segments import SegmentRow
from zorgvuldig.ledger.sequencer import ALIAS, Sequencer
from zorgvuldig.ledger.verifying import PersonalKeys, verify_ledger

ANNA, BART = uuid4(), uuid4()
TABLES = (
    *("intake", "leaf", "node", "checkpoint"),
    *("segment_row", "decided_segment", "segment_block", "segment_tile"),
)


@pytest.fixture
def tamper(owner_connection):
    """Run statements with the guards of the tables taken away."""
    for table in TABLES:
        owner_connection.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")

    def run(statement, words=None):
        return owner_connection.execute(statement, words)

    return run


@pytest.fixture
def filled(plant, sequence):
    """Seven leaves under three checkpoints; at index 4 a run about both persons, at 5 one about nobody."""
    plant.entry(ANNA)
    plant.entry()
    sequence()
    plant.entry(ANNA, outcome="forbid")
    plant.entry(BART)
    rows = [SegmentRow(person, {"n": n}) for n, person in enumerate((ANNA, None, BART, ANNA))]
    plant.segment(rows, run=uuid4())
    sequence()
    plant.segment([])
    plant.entry()
    sequence()


def verify(**changed):
    words = {
        "key": keys.published_key(),
        "using": ALIAS,
        "personal": PersonalKeys(keys.wrapping_key(), keys.subject_index_key()),
    }
    return verify_ledger(**{**words, **changed})


def fault(**changed):
    found = verify(**changed).fault
    return found and (found.index, found.what)


def test_an_empty_ledger_is_sound(database, sequence):
    assert verify().as_json() == {
        "valid": True,
        "leaves": 0,
        "nodes": 0,
        "checkpoints": 0,
        "segments": 0,
        "rows": 0,
        "opened": 0,
        "erased": 0,
        "sealed": 0,
        "pruned": 0,
        "waiting": 0,
        "fault": None,
    }


def test_a_sound_ledger_is_recomputed_whole(filled, plant):
    plant.entry()
    found = verify()
    figures = found.figures
    assert found.fault is None
    assert (figures.leaves, figures.checkpoints, figures.segments, figures.rows) == (7, 3, 2, 4)
    assert (figures.opened, figures.erased, figures.sealed, figures.waiting) == (10, 0, 0, 1)


def test_progress_is_told(filled):
    told = []
    verify(progress=told.append)
    assert told == [7]


def test_without_the_master_key_the_rest_is_verified_and_the_sealed_parts_are_counted(filled):
    found = verify(personal=None)
    assert (found.fault, found.figures.opened, found.figures.sealed) == (None, 0, 10)


def test_erasing_a_personal_part_leaves_the_ledger_sound(filled, plant, owner_connection):
    entry_id, segment = (
        owner_connection.execute("SELECT entry_id FROM ledger.leaf WHERE index = %s", [index]).fetchone()[0]
        for index in (0, 4)
    )
    plant.erase(entry_id)
    plant.erase(segment, row=2)
    found = verify()
    assert (found.fault, found.figures.opened, found.figures.erased) == (None, 8, 2)


# @2 stands for the entry at index 2.
CHANGES = [
    # an edit of the entry itself
    (
        (
            "UPDATE ledger.intake SET "
            "leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'consult', 'delete'), "
            "'UTF8') WHERE entry_id = @3"
        ),
        (3, "the entry was changed: its hash is not the one in the tree"),
    ),
    # the same, with its hash made to fit
    (
        (
            "UPDATE ledger.intake SET leaf = leaf || ' ' WHERE entry_id = @1;"
            "UPDATE ledger.leaf l SET leaf_hash = sha256('\\x00'::bytea || i.leaf) FROM ledger.intake i "
            "WHERE i.entry_id = l.entry_id AND l.index = 1"
        ),
        (1, "the leaves do not lead to the root that was signed at size 2"),
    ),
    (
        "UPDATE ledger.leaf SET leaf_hash = sha256('x') WHERE index = 6",
        (6, "the entry was changed: its hash is not the one in the tree"),
    ),
    (
        "UPDATE ledger.intake SET purpose = 'marketing' WHERE outcome = 'forbid'",
        (2, "the column beside the leaf says another purpose than the leaf"),
    ),
    (
        "UPDATE ledger.intake SET outcome = 'permit' WHERE outcome = 'forbid'",
        (2, "the column beside the leaf says another outcome than the leaf"),
    ),
    (
        "UPDATE ledger.intake SET run_id = NULL",
        (4, "the column beside the leaf says another run than the leaf"),
    ),
    # deletions
    (
        "DELETE FROM ledger.intake WHERE entry_id = @2",
        (2, "the entry {} of this leaf is gone"),
    ),
    ("DELETE FROM ledger.leaf WHERE index = 2", (2, "leaf 2 is missing: the next one is 3")),
    ("DELETE FROM ledger.leaf WHERE index = 0", (0, "leaf 0 is missing: the next one is 1")),
    ("DELETE FROM ledger.leaf WHERE index = 6", (6, "there are 3 checkpoints and 2 belong to the tree")),
    ("DELETE FROM ledger.leaf", (0, "there are 3 checkpoints and 0 belong to the tree")),
    ("DELETE FROM ledger.checkpoint WHERE size = 7", (5, "the leaves from 5 on stand under no checkpoint")),
    # swaps
    (
        (
            "UPDATE ledger.leaf SET index = 1000 - index WHERE index IN (1, 2);"
            "UPDATE ledger.leaf SET index = index - 997 WHERE index > 100"
        ),
        (1, "the leaves do not lead to the root that was signed at size 2"),
    ),
    (
        "UPDATE ledger.leaf SET leaf_hash = sha256('swap') WHERE index = 5",
        (5, "the entry was changed: its hash is not the one in the tree"),
    ),
    # insertions
    (
        "INSERT INTO ledger.leaf SELECT 7, gen_random_uuid(), sha256('more')",
        (7, "the entry {} of this leaf is gone"),
    ),
    (
        "INSERT INTO ledger.node VALUES (1, 0, sha256('more'))",
        (7, "there are 1 nodes and 0 belong to the tree"),
    ),
    (
        "INSERT INTO ledger.checkpoint SELECT 9, root, note, made_at FROM ledger.checkpoint WHERE size = 7",
        (7, "there are 4 checkpoints and 3 belong to the tree"),
    ),
    (
        "INSERT INTO ledger.checkpoint SELECT 1, root, note, made_at FROM ledger.checkpoint WHERE size = 2",
        (0, "the checkpoint of size 1 says another thing than what was signed"),
    ),
    # checkpoints
    (
        "UPDATE ledger.checkpoint SET root = sha256('x') WHERE size = 5",
        (4, "the checkpoint of size 5 says another thing than what was signed"),
    ),
    (
        "UPDATE ledger.checkpoint SET note = replace(note, E'\\n5\\n', E'\\n6\\n') WHERE size = 5",
        (
            4,
            (
                "the checkpoint of size 5 does not hold: the signature of zorgvuldig.example/logboek "
                "does not hold: the text was changed"
            ),
        ),
    ),
    # segments
    (
        "UPDATE ledger.segment_row SET content = content || ' ' WHERE row_index = 1",
        (4, "the rows of this segment are not the ones its leaf stands for"),
    ),
    ("DELETE FROM ledger.segment_row WHERE row_index = 1", (4, "row 1 of this segment is missing")),
    (
        "DELETE FROM ledger.segment_row WHERE row_index = 3",
        (4, "the rows of this segment are not the ones its leaf stands for"),
    ),
    (
        (
            "UPDATE ledger.segment_row SET row_index = 1000 - row_index WHERE row_index IN (0, 3);"
            "UPDATE ledger.segment_row SET row_index = row_index - 997 WHERE row_index > 100"
        ),
        (4, "row 0 of this segment calls itself row 3"),
    ),
    (
        "UPDATE ledger.segment_tile SET hashes = sha256('x')",
        (4, "the tiles of this segment are not what its rows give"),
    ),
    ("DELETE FROM ledger.segment_tile", (4, "the tiles of this segment are not what its rows give")),
    (
        (
            "INSERT INTO ledger.segment_row "
            "SELECT @6, 0, NULL, content FROM ledger.segment_row WHERE row_index = 1"
        ),
        (7, "there are 5 segment rows and 4 belong to the tree"),
    ),
    # the keyed index, by which a person finds the own entries
    (
        "UPDATE ledger.intake SET subject_index = NULL WHERE entry_id = @0",
        (0, "the entry is or is not about a person, and its index says otherwise"),
    ),
    (
        "UPDATE ledger.intake SET subject_index = sha256('x') WHERE entry_id = @1",
        (1, "the entry is or is not about a person, and its index says otherwise"),
    ),
    (
        "UPDATE ledger.intake SET subject_index = sha256('x') WHERE entry_id = @3",
        (3, "the entry is indexed under another person than it is about"),
    ),
    (
        "UPDATE ledger.segment_row SET subject_index = NULL WHERE row_index = 2",
        (4, "the row {}/2 is or is not about a person, and its index says otherwise"),
    ),
    (
        "UPDATE ledger.segment_row SET subject_index = sha256('x') WHERE row_index = 2",
        (4, "the entry is indexed under another person than it is about"),
    ),
    # personal parts
    (
        "UPDATE ledger.intake SET personal = personal || '!' WHERE entry_id = @3",
        (
            3,
            "the personal part does not open: it was changed, moved, or sealed under another key",
        ),
    ),
    (
        "UPDATE ledger.segment_row SET personal = '' WHERE row_index = 3",
        (
            4,
            "the personal part does not open: it was changed, moved, or sealed under another key",
        ),
    ),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES, ids=[change[:70] for change, _ in CHANGES])
def test_a_change_with_all_power_is_found_and_named(filled, tamper, owner_connection, change, expected):
    ids = {str(entry) for (entry,) in owner_connection.execute("SELECT entry_id FROM ledger.intake")}
    assert fault() is None
    tamper(re.sub(r"@(\d)", r"(SELECT entry_id FROM ledger.leaf WHERE index = \1)", change))
    index, what = fault()
    known = ids | {str(e) for (e,) in owner_connection.execute("SELECT entry_id FROM ledger.leaf")}
    for entry_id in known:
        what = what.replace(entry_id, "{}")
    assert (index, what) == expected


def test_a_truncated_table_is_found(filled, tamper):
    tamper("TRUNCATE ledger.intake CASCADE")
    assert fault() == (0, "there are 3 checkpoints and 0 belong to the tree")


def test_a_changed_node_is_found(plant, sequence, tamper):
    for _ in range(257):
        plant.entry()
    sequence()
    assert verify().figures.nodes == 1
    tamper("UPDATE ledger.node SET hash = sha256('x')")
    assert fault() == (255, "node 0 of level 1 is not what its leaves give")
    tamper("DELETE FROM ledger.node")
    assert fault() == (255, "node 0 of level 1 is not what its leaves give")


def test_an_entry_that_is_no_leaf_is_found_even_under_a_true_checkpoint(owner_connection, sequence):
    for content in (b"no json", b"[]", b"{}", b'{"id":1}'):
        owner_connection.execute(
            "INSERT INTO ledger.intake (entry_id, leaf, purpose, outcome) VALUES (%s, %s, 'x', 'gap')",
            [uuid4(), content],
        )
        sequence()
        index, what = fault()
        assert index == 0
        assert what.startswith("the entry is not one that the ledger writes")


@pytest.mark.parametrize("field", ["actor", "receipt", "subject"])
def test_a_personal_part_that_the_leaf_did_not_commit_to_is_found(plant, sequence, field):
    plant.entry(ANNA, leaf_says={field: "f" * 64})
    sequence()
    assert fault() == (0, "the personal part is not what the leaf committed to")


def replace_part(tamper, content, place, table="intake"):
    sealed = seal(content, place=place, wrapping_key=keys.wrapping_key())
    tamper("INSERT INTO ledger.personal_key VALUES (%s, %s)", [sealed.key_id, sealed.wrapped])
    statement = "UPDATE ledger.intake SET personal = %s, personal_key = %s"
    tamper(statement.replace("intake", table), [sealed.content, sealed.key_id])


def test_a_personal_part_written_anew_under_a_good_key_is_found(plant, sequence, tamper):
    entry_id = plant.entry(ANNA)
    sequence()
    other = PersonalPart(actor=Opening.new("pietersen"), receipt=Opening.new("{}"), subject=None)
    replace_part(tamper, other.as_bytes(), str(entry_id))
    assert fault() == (0, "the personal part is not what the leaf committed to")
    replace_part(tamper, b"{}", str(entry_id))
    assert fault() == (0, "the personal part is not one that the ledger writes")


def test_the_personal_part_of_a_row_written_anew_is_found(plant, sequence, tamper):
    segment = plant.segment([SegmentRow(ANNA, {})])
    sequence()
    content = b'{"salt":"%s","value":"bart"}' % (b"A" * 43 + b"=")
    replace_part(tamper, content, f"{segment}/0", "segment_row")
    assert fault() == (0, f"the personal part of row {segment}/0 is not what the row committed to")


def test_a_log_that_was_cut_off_at_its_end_is_found_by_the_witness_alone(filled, tamper, owner_connection):
    note = owner_connection.execute("SELECT note FROM ledger.checkpoint WHERE size = 7").fetchone()[0]
    assert fault(kept={"the witness": note}) is None
    tamper("DELETE FROM ledger.checkpoint WHERE size = 7")
    tamper("DELETE FROM ledger.intake WHERE entry_id IN (SELECT entry_id FROM ledger.leaf WHERE index > 4)")
    tamper("DELETE FROM ledger.leaf WHERE index > 4")
    assert fault() is None
    assert fault(kept={"the witness": note}) == (
        5,
        "the witness saw 7 leaves and the log has 5: it was cut off",
    )


def test_a_log_that_was_rewritten_with_the_signing_key_is_found_by_the_witness_alone(
    filled, tamper, owner_connection, plant
):
    note = owner_connection.execute("SELECT note FROM ledger.checkpoint WHERE size = 5").fetchone()[0]
    tamper("TRUNCATE ledger.intake CASCADE")
    tamper("DELETE FROM ledger.checkpoint")
    for _ in range(6):
        plant.entry()
    Sequencer(keys.signing_key()).run_once(at=AT)
    assert fault() is None
    assert fault(kept={"the witness": note}) == (
        4,
        "the witness saw another log at this size: it was rewritten",
    )


def test_a_witness_that_is_not_ours_is_told(filled):
    index, what = fault(kept={"the witness": "nothing\n"})
    assert index == 0
    assert what.startswith("the note kept by the witness does not hold")


def test_a_checkpoint_over_other_leaves_is_found_even_with_a_true_signature(plant, sequence, tamper):
    plant.entry()
    sequence()
    wrong = Checkpoint(keys.published_key().name, 1, merkle.leaf_hash(plain_leaf().as_bytes()))
    note = keys.signing_key().sign(wrong.as_text())
    tamper("UPDATE ledger.checkpoint SET root = %s, note = %s", [wrong.root, note])
    assert fault() == (0, "the leaves do not lead to the root that was signed at size 1")
