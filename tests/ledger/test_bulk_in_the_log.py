"""A bulk decision is one leaf with a row for each person: found, proved and verified as any other."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from django.db import transaction
from ledger_entries import AT

from proofs.wall.attempt import FACTS, GRANTED, handler
from zorgvuldig.decisions import ProcessingRequest, Scope
from zorgvuldig.ledger import decided_rows, entries, gate, keys, merkle, reading
from zorgvuldig.ledger.decided_rows import DecidedRows, build_rows, gate_bodies
from zorgvuldig.ledger.processing import processing
from zorgvuldig.ledger.segments import row_bytes
from zorgvuldig.ledger.sequencer import ALIAS
from zorgvuldig.ledger.verifier import verify
from zorgvuldig.ledger.verifying import PersonalKeys, verify_ledger

SAID = ({"outcome": "permit", "norms": ["GC-4.0.6"]}, {"outcome": "forbid", "norms": ["GC-4.5.1"]})


def rows_about(person, count=7):
    """Give rows about strangers, and one of the second class about the person in the middle."""
    subjects = [uuid4() for _ in range(count)]
    subjects[count // 2] = person
    return DecidedRows(subjects, [int(subject == person) for subject in subjects], SAID)


@pytest.fixture
def grant(world):
    """Give a way to do something under a grant, committed."""

    def under(work):
        request = ProcessingRequest("claims", "consult", GRANTED, Scope.subject(world.anna.id), FACTS)
        with transaction.atomic(), processing(request, actor=handler(), at=AT) as opened:
            return work(opened)

    return under


def checked():
    """Verify the whole ledger, with the keys that open personal parts."""
    personal = PersonalKeys(keys.wrapping_key(), keys.subject_index_key())
    return verify_ledger(key=keys.published_key(), using=ALIAS, personal=personal)


def test_everyone_in_it_finds_the_own_row_with_a_proof(world, grant, sequence, monkeypatch):
    monkeypatch.setattr(decided_rows, "PART", 3)
    segment = grant(lambda opened: opened.decided(rows_about(world.bram.id)))
    sequence()
    found = {entry.entry_id: entry for entry in reading.entries_about(world.bram.id, using=ALIAS)}
    (row,) = found[segment].segment_rows
    assert (row.row, row.content) == (3, SAID[1])
    proof = reading.prove(segment, world.bram.id, using=ALIAS)
    told = verify(proof, str(keys.published_key()).encode())
    assert (told["row"]["row"], told["row"]["content"], told["subject"]) == (3, SAID[1], str(world.bram.id))


CHANGES = [
    (
        "content = convert_to(replace(convert_from(content, 'UTF8'), 'forbid', 'permit'), 'UTF8')",
        "not the ones",
    ),
    ("subject_index = sha256(subject_index)", "indexed under another person"),
    ("personal = personal || '\\x00'", "does not open"),
    ("row_index = 900", "row 300 of this segment is missing"),
]


@pytest.mark.parametrize(("change", "told"), CHANGES)
def test_a_log_with_a_bulk_decision_is_sound_and_a_changed_row_is_seen(
    world, grant, sequence, owner_connection, change, told
):
    segment = grant(lambda opened: opened.decided(rows_about(world.bram.id, count=600)))
    sequence()
    sound = checked()
    assert (sound.fault, sound.figures.rows) == (None, 600)
    owner_connection.execute("ALTER TABLE ledger.segment_row DISABLE TRIGGER ALL")
    owner_connection.execute(
        f"UPDATE ledger.segment_row SET {change} WHERE entry_id = %s AND row_index = 300",  # noqa: S608 — our own words
        [segment],
    )
    assert told in str(checked().fault)


def test_a_row_is_hashed_as_any_row_of_a_segment():
    rows = rows_about(uuid4(), count=300)
    built = build_rows(rows, entry_id=uuid4())
    hashes = [
        merkle.leaf_hash(row_bytes(number, commitment.hex(), rows.contents[rows.classes[number]]))
        for number, commitment in enumerate(built.commitments)
    ]
    assert (built.root.root, built.root.size) == (merkle.root(hashes), 300)


def test_a_bulk_decision_about_nobody_is_a_leaf_alone(grant, sequence):
    grant(lambda opened: opened.decided(DecidedRows([], [], SAID)))
    sequence()
    found = checked()
    assert (found.fault, found.figures.segments, found.figures.rows) == (None, 1, 0)


def test_the_gate_takes_no_rows_but_those_that_were_proved(grant, monkeypatch):
    def other_rows(*arguments):
        for body, packed in gate_bodies(*arguments):
            yield body, packed[::-1]

    monkeypatch.setattr("zorgvuldig.ledger.processing.gate_bodies", other_rows)
    with pytest.raises(psycopg.Error, match="other rows than were proved"):
        grant(lambda opened: opened.decided(rows_about(uuid4())))


def test_no_packed_row_comes_under_a_segment_of_another_transaction(grant):
    built = build_rows(rows_about(uuid4()), entry_id=uuid4())
    grant(
        lambda opened: gate_as_application(
            lambda: gate.write_decided("default", entries.decided_body(opened.processing, built), [])
        )
    )
    (late,) = gate_bodies(built, keys.subject_index_key(), keys.wrapping_key())
    with transaction.atomic(), pytest.raises(psycopg.Error, match="no segment of this transaction"):
        late_rows(*late)


def late_rows(body, packed):
    proof = gate.prove("segment-packed", body)
    gate._one("default", "SELECT gate.segment_packed($1, $2, $3)", *proof, packed)


def gate_as_application(work):
    with gate.stepped_back("default"):
        work()


@pytest.mark.parametrize(
    ("classes", "contents", "told"),
    [
        ([0], SAID, "2 persons and 1 classes"),
        ([0, 2], SAID, "there is no class 2; the last is 1"),
        ([0, -1], SAID, "there is no class -1"),
        ([0, 0], SAID * 40_000, "80000 classes are too many"),
    ],
)
def test_rows_that_the_table_cannot_hold_are_refused(classes, contents, told):
    with pytest.raises(ValueError, match=told):
        DecidedRows([uuid4(), uuid4()], classes, contents)
