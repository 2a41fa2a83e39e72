"""The witness of the data protection officer: it signs a log that grew, and refuses every other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, ProgrammingError, connections, transaction
from ledger_entries import AT

from zorgvuldig.ledger import keys, merkle
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.cosignature import CosigningKey, open_cosigned
from zorgvuldig.ledger.halting import HaltedError, halt, halts, refuse_while_halted
from zorgvuldig.ledger.kept import ForkError, KeptNote
from zorgvuldig.ledger.note import SigningKey
from zorgvuldig.ledger.sequencer import Sequencer
from zorgvuldig.ledger.witness import ALIAS, Cosigned, Witness

TABLES = ("leaf", "node", "checkpoint", "intake")


@pytest.fixture
def witness(sequencer, tmp_path):
    return Witness(keys.cosigning_key(), keys.published_key(), KeptNote(tmp_path / "checkpoint"))


@pytest.fixture
def look(witness):
    return lambda: witness.look(at=datetime.now(UTC))


@pytest.fixture
def grow(plant, sequence):
    def more(count=1):
        for _ in range(count):
            plant.entry()
        return sequence()

    return more


@pytest.fixture
def rewrite(owner_connection, sequencer):
    """With all power over the database and the log's own key: make another log, signed and whole."""

    def another(size, key=sequencer.key):
        for table in TABLES:
            owner_connection.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")
        owner_connection.execute("DELETE FROM ledger.cosignature")
        owner_connection.execute("DELETE FROM ledger.checkpoint")
        owner_connection.execute("DELETE FROM ledger.leaf WHERE index >= %s", [size])
        owner_connection.execute(
            "UPDATE ledger.leaf SET leaf_hash = sha256(leaf_hash) WHERE index = %s", [size - 1]
        )
        found = owner_connection.execute("SELECT leaf_hash FROM ledger.leaf ORDER BY index").fetchall()
        root = merkle.root([bytes(hashed) for (hashed,) in found])
        note = key.sign(Checkpoint(key.name, size, root).as_text())
        owner_connection.execute(
            "INSERT INTO ledger.checkpoint VALUES (%s, %s, %s, now())", [size, root, note]
        )

    return another


def test_an_empty_log_is_not_cosigned(look, witness):
    assert look() is None
    assert witness.kept.note() is None


def test_a_log_that_grew_is_cosigned_kept_and_laid_back(look, grow, witness, owner_connection):
    grow(3)
    assert look() == Cosigned(size=3, grown=3)
    grow(300)
    assert look() == Cosigned(size=303, grown=300)
    text, at = open_cosigned(witness.kept.note(), log=witness.log, cosigner=witness.key.public)
    assert Checkpoint.parse(text).size == 303
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    laid = owner_connection.execute(
        "SELECT c.note || s.line FROM ledger.cosignature s JOIN ledger.checkpoint c USING (size) "
        "ORDER BY size"
    ).fetchall()
    assert len(laid) == 2
    assert laid[-1][0] == witness.kept.note()


def test_an_idle_log_is_cosigned_again_with_a_new_moment(witness, grow, owner_connection):
    grow(2)
    now = datetime.now(UTC)
    for seconds in (0, 30):
        assert witness.look(at=now + timedelta(seconds=seconds)).size == 2
    found = owner_connection.execute("SELECT witnessed_at FROM ledger.cosignature").fetchall()
    assert [at.replace(microsecond=0) for (at,) in found] == [
        (now + timedelta(seconds=30)).replace(microsecond=0)
    ]


@pytest.mark.parametrize("size", [1, 4, 5])
def test_a_log_that_shrank_or_was_rewritten_by_its_own_key_is_refused_and_stays_refused(
    look, grow, rewrite, size
):
    grow(5)
    look()
    rewrite(size)
    for _ in range(2):
        with pytest.raises(ForkError, match="shrank" if size < 5 else "are not those that were witnessed"):
            look()


def test_a_longer_log_over_another_beginning_is_refused(look, grow, rewrite, owner_connection):
    grow(5)
    look()
    grow(4)
    # What came after the last look is no promise of the witness yet.
    rewrite(9)
    assert look().size == 9
    owner_connection.execute("UPDATE ledger.leaf SET leaf_hash = sha256(leaf_hash) WHERE index = 2")
    grow_by_hand(owner_connection, 10)
    rewrite(10)
    with pytest.raises(ForkError, match="no proof leads from the 9 leaves"):
        look()


def grow_by_hand(connection, size):
    connection.execute("INSERT INTO ledger.leaf SELECT %s, gen_random_uuid(), sha256('new')", [size - 1])


def test_leaves_that_do_not_lead_to_the_first_checkpoint_are_not_cosigned(look, grow, owner_connection):
    grow(3)
    owner_connection.execute("ALTER TABLE ledger.leaf DISABLE TRIGGER ALL")
    owner_connection.execute("UPDATE ledger.leaf SET leaf_hash = sha256('') WHERE index = 1")
    with pytest.raises(ForkError, match="no proof leads from the 0 leaves"):
        look()


def test_a_log_that_is_gone_is_refused(look, grow, owner_connection):
    grow(3)
    look()
    for table in TABLES:
        owner_connection.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")
    owner_connection.execute("DELETE FROM ledger.cosignature")
    owner_connection.execute("DELETE FROM ledger.checkpoint")
    with pytest.raises(ForkError, match="cosigned 3 leaves, and the log is empty"):
        look()


def test_a_checkpoint_of_another_key_or_log_is_refused(look, grow, rewrite, sequencer):
    grow(2)
    rewrite(2, SigningKey.generate(sequencer.key.name))
    with pytest.raises(ForkError, match="not the log's own"):
        look()


def test_a_checkpoint_that_speaks_for_another_log_is_refused(look, grow, owner_connection, sequencer):
    grow(2)
    note = sequencer.key.sign(Checkpoint("other.example", 3, bytes(32)).as_text())
    owner_connection.execute("INSERT INTO ledger.checkpoint VALUES (3, %s, %s, now())", [bytes(32), note])
    with pytest.raises(ForkError, match=r"another log: other\.example"):
        look()


def test_a_kept_note_of_another_witness_is_refused(look, grow, witness):
    grow(2)
    look()
    text, _, _ = witness.kept.note().rpartition("\n\n")
    stranger = CosigningKey(witness.key.name, bytes(32))
    witness.kept.keep(f"{text}\n\n{stranger.cosign(text + chr(10), AT)}")
    with pytest.raises(ForkError, match="is not a note that this witness kept"):
        look()


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_witness_whose_clock_is_wrong_lays_nothing_back(witness, grow, owner_connection, minutes):
    grow()
    with pytest.raises(DatabaseError, match="differ by more than a minute"):
        witness.look(at=datetime.now(UTC) + timedelta(minutes=minutes))
    assert owner_connection.execute("SELECT count(*) FROM ledger.cosignature").fetchone() == (0,)


def test_a_smaller_log_than_was_cosigned_cannot_be_laid_back(look, grow):
    grow()
    grow()
    look()
    with pytest.raises(DatabaseError, match="a larger log was cosigned"), transaction.atomic(using=ALIAS):
        connections[ALIAS].cursor().execute("SELECT gate.cosign(1, 'x', clock_timestamp())")


@pytest.mark.parametrize("alias", ["default", "sequencer"])
def test_only_the_witness_may_lay_a_cosignature_down(grow, alias):
    grow()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using=alias):
        connections[alias].cursor().execute("SELECT gate.cosign(1, 'x', clock_timestamp())")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT leaf FROM ledger.intake",
        "SELECT entry_id FROM ledger.leaf",
        "SELECT * FROM ledger.personal_key",
        "SELECT * FROM ledger.segment_row",
        "SELECT * FROM ledger.segment_block",
        "SELECT * FROM ledger.decided_segment",
        "SELECT gate.decided_rows('{}')",
        "SELECT * FROM ledger.deferral",
        "INSERT INTO ledger.cosignature VALUES (1, 'x', now(), now())",
        "UPDATE ledger.checkpoint SET note = ''",
        "SELECT * FROM records.person",
        "SELECT gate.witness_state()",
    ],
)
def test_the_witness_sees_sizes_and_hashes_and_nothing_else(grow, statement):
    grow()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using=ALIAS):
        connections[ALIAS].cursor().execute(statement)


def test_a_halt_is_kept_with_its_first_reason_until_a_person_removes_it(tmp_path):
    for folder in ("ledger", "witness"):
        (tmp_path / folder).mkdir()
    assert halts(tmp_path) == ()
    refuse_while_halted(tmp_path / "witness")
    halt(tmp_path / "witness", "The log shrank.")
    halt(tmp_path / "witness", "Another reason.")
    assert [(found.who, found.why) for found in halts(tmp_path)] == [("witness", "The log shrank.")]
    with pytest.raises(HaltedError, match="The log shrank"):
        refuse_while_halted(tmp_path / "witness")


def test_the_sequencer_goes_on_beside_the_witness(sequencer, plant, look):
    other = Sequencer(sequencer.key)
    plant.entry()
    other.run_once(at=AT)
    assert look().size == 1
    plant.entry()
    other.run_once(at=AT)
    assert look() == Cosigned(size=2, grown=1)
