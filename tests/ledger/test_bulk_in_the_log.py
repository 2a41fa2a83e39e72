"""A bulk decision is one leaf with a row for each person: found, proved and verified as any other."""

from __future__ import annotations

import hashlib
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, transaction
from ledger_entries import AT

from proofs.wall.attempt import FACTS, GRANTED, handler
from zorgvuldig.decisions import ProcessingRequest, Scope
from zorgvuldig.ledger import decided_rows, entries, gate, keys, merkle, reading
from zorgvuldig.ledger.commitments import subject_indexes
from zorgvuldig.ledger.decided_rows import DecidedRows, OrderedRows
from zorgvuldig.ledger.personal import SealError
from zorgvuldig.ledger.processing import processing
from zorgvuldig.ledger.segments import row_bytes
from zorgvuldig.ledger.sequencer import ALIAS
from zorgvuldig.ledger.tiles import tiles_of
from zorgvuldig.ledger.verifier import verify
from zorgvuldig.ledger.verifying import PersonalKeys, verify_ledger
from zorgvuldig.records.key_encryption import LocalMac

SAID = ({"outcome": "permit", "norms": ["GC-4.0.6"]}, {"outcome": "forbid", "norms": ["GC-4.5.1"]})


def rows_about(person, count=7):
    """Give rows about strangers, and one of the second class about the person in the middle."""
    subjects = [uuid4() for _ in range(count)]
    subjects[count // 2] = person
    return DecidedRows(subjects, [int(subject == person) for subject in subjects], SAID)


def ordered(rows, key=None):
    return rows.ordered(entry_id=uuid4(), index_key=key or keys.subject_index_key())


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
    monkeypatch.setattr(decided_rows, "BLOCK", 2)
    monkeypatch.setattr(decided_rows, "PART", 4)
    segment = grant(lambda opened: opened.decided(rows_about(world.bram.id)))
    sequence()
    found = {entry.entry_id: entry for entry in reading.entries_about(world.bram.id, using=ALIAS)}
    (row,) = found[segment].segment_rows
    assert row.content == SAID[1]
    proof = reading.prove(segment, world.bram.id, using=ALIAS)
    told = verify(proof, str(keys.published_key()).encode())
    assert (told["row"]["row"], told["row"]["content"]) == (row.row, SAID[1])
    assert told["subject"] == str(world.bram.id)


BLOCK = "UPDATE ledger.segment_block SET {} WHERE entry_id = '{}' AND first_row = 200"
DECISION = "UPDATE ledger.decided_segment SET {} WHERE entry_id = '{}'"
GONE = "DELETE FROM ledger.segment_block WHERE {} AND entry_id = '{}'"
ANOTHER = (
    "INSERT INTO ledger.segment_block "
    "SELECT entry_id, 600, row_count, {0}, {0}, decode(repeat('ff', 3200), 'hex'), commitments, classes, "
    "sealed FROM ledger.segment_block WHERE first_row = 200 AND entry_id = '{1}'"
)
WRAPPED = (
    "UPDATE ledger.personal_key SET wrapped = {} "
    "WHERE id = (SELECT personal_key FROM ledger.decided_segment WHERE entry_id = '{}')"
)
BARE = (
    "INSERT INTO ledger.decided_segment SELECT l.entry_id, d.contents, d.personal_key, {} "
    "FROM ledger.leaf l, ledger.decided_segment d WHERE l.entry_id <> d.entry_id AND d.entry_id = '{}'"
)
BESIDE = (
    "INSERT INTO ledger.segment_row SELECT entry_id, {}, NULL, 'x' FROM ledger.decided_segment "
    "WHERE entry_id = '{}'"
)


def flipped(column, place):
    return f"{column} = set_byte({column}, {place}, get_byte({column}, {place}) # 1)"


CHANGES = [
    (DECISION, "contents = replace(contents::text, 'forbid', 'permit')::jsonb", "not the ones"),
    (DECISION, 'contents = \'["a", "b"]\'', "not the ones"),
    (DECISION, "size = 700", "says it has 700 rows and has 600"),
    (BLOCK, flipped("indexes", 50 * 32 + 31), "indexed under another person"),
    (BLOCK, "indexes = set_byte(indexes, 50 * 32, 255)", "not stand in the order of their persons"),
    (BLOCK, flipped("commitments", 1), "not the ones"),
    (BLOCK, flipped("classes", 1), "not the ones"),
    (BLOCK, flipped("classes", 0), "a row from 200 on is of no class"),
    (BLOCK, flipped("sealed", 48 * 3 + 1), "what opens row 203 does not open it"),
    (BLOCK, flipped("first_index", 0), "the block at row 200 of this segment says of itself"),
    (BLOCK, flipped("last_index", 31), "the block at row 200 of this segment says of itself"),
    (BLOCK, "sealed = substr(sealed, 2)", "the block at row 200 of this segment says of itself"),
    (BLOCK, "row_count = 99", "the block at row 200 of this segment says of itself"),
    (BLOCK, "first_row = 700", "row 200 of this segment is missing"),
    (GONE, "first_row = 200", "row 200 of this segment is missing"),
    (GONE, "first_row = 500", "says it has 600 rows and has 500"),
    (ANOTHER, "decode(repeat('ff', 32), 'hex')", "says it has 600 rows and has 700"),
    (
        "UPDATE ledger.segment_block SET first_row = 500 - first_row {} WHERE entry_id = '{}'",
        "",
        "the rows of this segment from 100 on do not stand in the order of their persons",
    ),
    (WRAPPED, "sha256(wrapped)", "does not open"),
    (
        "UPDATE ledger.segment_tile SET hashes = sha256(hashes) {} WHERE level = 1 AND entry_id = '{}'",
        "",
        "the tiles of this segment",
    ),
    (BARE, "1", "there are 1 bulk decisions without rows and 0 belong"),
    (BESIDE, "9000", "there are 601 segment rows and 600 belong"),
]


@pytest.fixture
def tampered(owner_connection):
    """Change the tables with all power: no trigger, key or check stops it."""

    def change(statement):
        owner_connection.execute("SET session_replication_role = replica")
        checks = owner_connection.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE conrelid = 'ledger.segment_block'::regclass AND contype IN ('c', 'p')"
        )
        for table, name in checks.fetchall():
            owner_connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        changed = owner_connection.execute(statement).rowcount
        assert changed > 0

    return change


@pytest.fixture
def segment(world, grant, sequence, monkeypatch):
    """Give a bulk decision of six blocks that came in three parts."""
    monkeypatch.setattr(decided_rows, "BLOCK", 100)
    monkeypatch.setattr(decided_rows, "PART", 200)
    entry_id = grant(lambda opened: opened.decided(rows_about(world.bram.id, count=600)))
    sequence()
    return entry_id


@pytest.mark.parametrize(("statement", "words", "told"), CHANGES)
def test_a_log_with_a_bulk_decision_is_sound_and_every_change_is_seen(
    segment, tampered, statement, words, told
):
    sound = checked()
    assert (sound.fault, sound.figures.rows, sound.figures.opened) == (None, 600, 602)
    tampered(statement.format(words, segment))
    assert told in str(checked().fault)


def test_without_the_keys_rows_are_counted_as_sealed_and_without_their_key_as_erased(
    segment, owner_connection
):
    shut = verify_ledger(key=keys.published_key(), using=ALIAS)
    assert (shut.fault, shut.figures.rows, shut.figures.sealed) == (None, 600, 602)
    owner_connection.execute(
        "DELETE FROM ledger.personal_key WHERE id IN (SELECT personal_key FROM ledger.decided_segment)"
    )
    erased = checked()
    assert (erased.fault, erased.figures.erased, erased.figures.opened) == (None, 600, 2)


def test_the_only_key_of_a_bulk_decision_once_gone_leaves_its_rows_and_no_name(
    world, segment, owner_connection
):
    owner_connection.execute(
        "DELETE FROM ledger.personal_key WHERE id IN (SELECT personal_key FROM ledger.decided_segment)"
    )
    told = verify(reading.prove(segment, world.bram.id, using=ALIAS), str(keys.published_key()).encode())
    assert (told["row"]["content"], told.get("subject")) == (SAID[1], None)


def test_what_opens_a_row_is_held_against_the_row_before_it_is_believed(world, segment, tampered):
    (row,) = reading.entries_about(world.bram.id, using=ALIAS)[0].segment_rows
    begins = f"first_row = {row.row // 100 * 100}"
    changed = "sealed = sha512(sealed) || sealed"
    tampered(BLOCK.format(changed, segment).replace("first_row = 200", begins))
    with pytest.raises(SealError, match="does not open"):
        reading.prove(segment, world.bram.id, using=ALIAS)


def test_a_row_is_hashed_as_any_row_of_a_segment():
    rows = ordered(rows_about(uuid4(), count=300))
    with pytest.raises(ValueError, match="0 of 300 rows were hashed"):
        _ = rows.root
    (((block,), tiles),) = rows.made(b"k" * 32)
    classes = [int.from_bytes(block.classes[at : at + 2], "big") for at in range(0, 600, 2)]
    written = [
        row_bytes(number, commitment, SAID[kind])
        for number, (commitment, kind) in enumerate(zip(block.each_commitment, classes, strict=True))
    ]
    assert sum(classes) == 1
    assert list(block.contents(rows.contents)) == written
    hashes = list(map(merkle.leaf_hash, written))
    assert (rows.root.root, rows.root.size) == (merkle.root(hashes), 300)
    assert tiles == tiles_of(hashes)


def test_rows_stand_in_the_order_of_the_indexes_of_their_persons():
    rows = rows_about(uuid4(), count=3_000)
    found = ordered(rows)
    expected = sorted(subject_indexes(keys.subject_index_key(), rows.subjects).values())
    assert [bytes(row) for row in found.indexes] == expected
    assert found.cuts == [0, 1_024, 2_048, 3_000]


class ChangingKey(LocalMac):
    """A key of indexes that changed while they were made."""

    before = b""

    def mac_many(self, messages):
        made = super().mac_many(messages)
        return [*(self.before + index for index in made[:-1]), b"\x02" + b"newprint" + made[-1]]

    def lift(self, indexes):
        return [b"\x02" + b"newprint" + index[-32:] for index in indexes]


class ChangingAgain(ChangingKey):
    """A key that had changed before."""

    before = b"\x02" + b"oldprint"


@pytest.mark.parametrize("key", [ChangingKey, ChangingAgain])
def test_all_rows_stand_under_one_key_also_when_it_changed_meanwhile(key):
    rows = ordered(rows_about(uuid4()), key=key(b"k" * 32))
    assert rows.indexes.shape == (7, 41)
    assert {bytes(row[:9]) for row in rows.indexes} == {b"\x02newprint"}


class LaterKey:
    """A key of indexes that came after the one under which the rows stand."""

    def __init__(self, before):
        self.before, self.now = before, LocalMac(b"n" * 32)

    def mac_many(self, messages):
        return self.now.mac_many(messages)

    def mac_every(self, message):
        return [self.now.mac(message), *self.before.mac_every(message)]


def test_rows_under_an_earlier_key_are_verified_and_found(world, segment):
    later = LaterKey(keys.subject_index_key())
    report = verify_ledger(
        key=keys.published_key(), using=ALIAS, personal=PersonalKeys(keys.wrapping_key(), later)
    )
    assert (report.fault, report.figures.opened) == (None, 602)


def test_a_bulk_decision_about_nobody_is_a_leaf_alone(grant, sequence):
    grant(lambda opened: opened.decided(DecidedRows([], [], SAID)))
    sequence()
    found = checked()
    assert (found.fault, found.figures.segments, found.figures.rows) == (None, 1, 0)


def changed_parts(monkeypatch, change):
    """Let what goes to the gate be something else than what was built."""
    parts = OrderedRows.parts
    monkeypatch.setattr(OrderedRows, "parts", lambda rows, key: change(list(parts(rows, key))))
    monkeypatch.setattr(decided_rows, "BLOCK", 3)
    monkeypatch.setattr(decided_rows, "PART", 3)


def resealed(body, packed, **changed):
    return {**body, **changed, "packed": hashlib.sha256(packed).hexdigest()}, packed


def test_the_gate_takes_no_rows_but_those_that_were_proved(grant, monkeypatch):
    changed_parts(monkeypatch, lambda parts: [(body, packed[::-1]) for body, packed in parts])
    with pytest.raises(psycopg.Error, match="other rows than were proved"):
        grant(lambda opened: opened.decided(rows_about(uuid4())))


FOLLOWING = [
    lambda parts: parts[:1] + parts[2:],
    lambda parts: [(body, packed[:-1] + packed[-1:] * 2) for body, packed in parts],
    lambda parts: [resealed(body, packed + b"more") for body, packed in parts],
    lambda parts: [
        resealed({**body, "segment": body["segment"] and {**body["segment"], "size": 6}}, packed)
        for body, packed in parts
    ],
    lambda parts: [resealed(parts[0][0], parts[0][1]), *(resealed(b, p, first=None) for b, p in parts[1:])],
]


@pytest.mark.parametrize("change", FOLLOWING)
def test_the_gate_takes_no_blocks_that_do_not_follow_one_another(grant, monkeypatch, change):
    changed_parts(monkeypatch, change)
    with pytest.raises(psycopg.Error, match=r"do not follow one another|other rows than"):
        grant(lambda opened: opened.decided(rows_about(uuid4())))


def test_the_gate_takes_no_blocks_out_of_the_order_of_their_persons(grant, monkeypatch):
    def turned(parts):
        return [resealed(body, packed[32:64] + packed[:32] + packed[64:]) for body, packed in parts]

    changed_parts(monkeypatch, turned)
    monkeypatch.setattr(decided_rows, "BLOCK", 2)
    with pytest.raises(psycopg.Error, match="not in the order of their persons"):
        grant(lambda opened: opened.decided(rows_about(uuid4(), count=4)))


def test_no_packed_row_comes_under_a_segment_of_another_transaction(grant):
    rows = ordered(rows_about(uuid4()))
    (late,) = rows.parts(keys.wrapping_key())
    grant(
        lambda opened: gate_as_application(
            lambda: gate.write_decided("default", [], lambda: entries.decided_body(opened.processing, rows))
        )
    )
    with transaction.atomic(), pytest.raises(psycopg.Error, match="no segment of this transaction"):
        late_rows(*late)


def test_rows_without_their_leaf_do_not_outlive_the_transaction(database, owner_connection):
    (part,) = ordered(rows_about(uuid4())).parts(keys.wrapping_key())
    with pytest.raises(IntegrityError, match="is not present in table"), transaction.atomic():
        late_rows(*part)
    for table in ("decided_segment", "segment_block", "segment_tile"):
        assert owner_connection.execute(f"TABLE ledger.{table}").fetchall() == []


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
