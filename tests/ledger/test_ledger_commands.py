"""The four commands on the ledger, as an operator or a stranger calls them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import OperationalError
from psycopg import sql

from zorgvuldig.interfaces.command_line import (
    ledger_sequence,
    ledger_witness,
    main,
)
from zorgvuldig.ledger import keys, reading
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.cosignature import CosigningKey
from zorgvuldig.ledger.halting import HALTED_EXIT, halts
from zorgvuldig.ledger.note import SigningKey
from zorgvuldig.ledger.segments import SegmentRow
from zorgvuldig.ledger.sequencer import ALIAS
from zorgvuldig.records.keys import KeyUnavailableError

ANNA = uuid4()
PROGRAM = [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "ledger"]


@pytest.fixture
def var(database):
    """The folder of this run, without what an earlier test left of its log."""
    folder = Path(os.environ["ZORGVULDIG_VAR"])
    keys.publish_key()
    forget_the_log(folder)
    for who in ("sequencer", "witness"):
        shutil.copy(folder / "database.json", folder / f"database-{who}.json")
    yield folder
    forget_the_log(folder)


def forget_the_log(folder):
    """Forget what sequencer and witness keep outside of the database, which is another in each test."""
    for name in ("checkpoint", "halted"):
        for who in ("ledger", "witness"):
            (folder / who / name).unlink(missing_ok=True)


@pytest.fixture
def run(var, capsys, monkeypatch):
    """Run a command in this process; give its exit code and what it said."""
    # A command says what kind of process it makes; that must not outlive this test.
    monkeypatch.setenv("ZORGVULDIG_PROCESS", "sequencer")

    def call(*words):
        code = main(["ledger", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def proof(run, plant, tmp_path):
    """A proof about Anna, in a file."""
    plant.entry(ANNA)
    run("sequence")
    run("prove", "--subject", ANNA, "--out", tmp_path)
    return next(tmp_path.glob("*.bewijs"))


def test_sequence_places_what_is_there_and_keeps_the_witness(run, plant):
    plant.entry()
    plant.entry()
    assert run("sequence") == (0, "2 entries placed; the ledger has 2.\n", "")
    assert run("sequence") == (0, "0 entries placed; the ledger has 2.\n", "")
    assert "\n2\n" in keys.kept_by_sequencer().note()


def test_sequence_refuses_to_sign_a_shorter_log_than_it_signed_before(run, plant, owner_connection):
    plant.entry()
    run("sequence")
    for table in ("leaf", "checkpoint", "intake"):
        owner_connection.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")
        owner_connection.execute(sql.SQL("DELETE FROM ledger.{}").format(sql.Identifier(table)))
    plant.entry()
    code, said, error = run("sequence")
    assert (code, said) == (7, "")
    assert "remembers a log of 1 leaves and the database holds 0" in error


def test_the_watching_sequencer_goes_on_and_ends_when_told(var, plant, owner_connection):
    with subprocess.Popen([*PROGRAM, "sequence", "--watch", "--interval", "0.05"]) as process:
        for expected in (1, 2):
            plant.entry()
            wait_for(lambda expected=expected: count(owner_connection) == expected)
        process.send_signal(signal.SIGTERM)
    assert process.returncode == -signal.SIGTERM


def count(connection):
    return connection.execute("SELECT count(*) FROM ledger.leaf").fetchone()[0]


def wait_for(fact):
    deadline = time.monotonic() + 60
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_watching_sequencer_tries_again_when_the_database_goes_away(var, plant, monkeypatch, capsys):
    plant.entry()
    really, taken = ledger_sequence._drain, []

    def drain(sequencer):
        if len(taken) == 1:
            taken.append("gone")
            plant.entry()
            raise OperationalError("gone")
        if len(taken) == 3:
            raise KeyboardInterrupt
        done = really(sequencer)
        taken.append(done[0])
        return done

    monkeypatch.setattr(ledger_sequence, "_drain", drain)
    monkeypatch.setattr(ledger_sequence.time, "sleep", lambda _: None)
    assert main(["ledger", "sequence", "--watch"]) == 130
    assert "trying again: gone" in capsys.readouterr().err
    # What came in meanwhile gets its place.
    assert taken == [1, "gone", 1]


def test_sequencing_once_says_that_the_database_is_gone(run, monkeypatch):
    def drain(_):
        raise OperationalError("gone")

    monkeypatch.setattr(ledger_sequence, "_drain", drain)
    code, _, error = run("sequence")
    assert code == 2
    assert "the database does not answer" in error


def test_verify_finds_a_sound_ledger_sound(run, plant):
    plant.entry(ANNA)
    plant.segment([SegmentRow(ANNA, {})])
    run("sequence")
    code, said, error = run("verify")
    assert (code, error) == (0, "")
    assert said.startswith(
        "2 leaves, 0 nodes, 1 checkpoints, 1 segments with 1 rows; personal parts: 0 opened"
    )
    assert said.endswith("The ledger is sound.\n")


def test_verify_names_the_first_fault_with_its_index(run, plant, owner_connection):
    for _ in range(3):
        plant.entry()
    run("sequence")
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER ALL")
    owner_connection.execute("UPDATE ledger.intake SET leaf = leaf || ' ' WHERE position > 1")
    code, _, error = run("verify")
    assert (code, error) == (
        1,
        "FAULT at index 1: the entry was changed: its hash is not the one in the tree.\n",
    )
    code, said, _ = run("verify", "--json")
    told = json.loads(said)
    assert (code, told["valid"], told["fault"]["index"], told["witnessed"]) == (1, False, 1, True)


def test_verify_says_when_there_is_no_witness(run, plant):
    plant.entry()
    run("sequence")
    keys.kept_by_sequencer().path.unlink()
    assert "No witness was found" in run("verify")[1]


def test_verify_takes_a_key_and_a_witness_kept_elsewhere(run, plant, tmp_path):
    plant.entry()
    run("sequence")
    shutil.copy(keys.kept_by_sequencer().path, tmp_path / "seen")
    (tmp_path / "key").write_text(str(SigningKey.generate("other.example").verifier_key))
    assert run("verify", "--witness", tmp_path / "seen")[0] == 0
    code, _, error = run("verify", "--key", tmp_path / "key")
    assert code == 1
    assert "the checkpoint of size 1 does not hold" in error
    code, _, error = run("verify", "--witness", tmp_path / "nothing")
    assert code == 1
    assert "the note kept by" in error


def test_verify_opens_personal_parts_only_when_asked_and_writes_that_down(run, plant, owner_connection):
    plant.entry(ANNA)
    run("sequence")
    assert "0 opened, 0 erased, 1 not tried" in run("verify")[1]
    assert entries(owner_connection) == 1
    code, said, error = run("verify", "--personal")
    assert (code, error) == (0, "")
    assert "1 opened, 0 erased, 0 not tried" in said
    assert entries(owner_connection) == 2
    told = "SELECT convert_from(leaf, 'UTF8')::jsonb ->> 'action' FROM ledger.intake ORDER BY position DESC"
    assert owner_connection.execute(told).fetchone() == ("consult",)


def test_verify_with_personal_parts_needs_their_keys(run, plant, monkeypatch, owner_connection):
    def refuse():
        raise KeyUnavailableError("not for this account")

    plant.entry(ANNA)
    run("sequence")
    monkeypatch.setattr(keys, "wrapping_key", refuse)
    code, _, error = run("verify", "--personal")
    assert (code, error) == (2, "zorgvuldig: not for this account\n")
    assert entries(owner_connection) == 1


def entries(connection):
    return connection.execute("SELECT count(*) FROM ledger.intake").fetchone()[0]


@pytest.fixture
def witnessed(run, plant):
    """A log of 300 entries that was sequenced, cosigned, and grew since."""
    for _ in range(300):
        plant.entry()
    run("sequence")
    assert run("witness")[:2] == (
        0,
        "Cosigned: 300 entries, 300 of them new, and none before them was changed.\n",
    )


def test_an_empty_log_leaves_witness_and_tiles_nothing_to_do(run, tmp_path):
    assert run("witness") == (0, "The ledger is empty: there is nothing to cosign yet.\n", "")
    assert run("tiles", "--out", tmp_path) == (0, "The ledger is empty: there is nothing to write yet.\n", "")


def test_verify_holds_the_log_against_every_kept_note(run, witnessed):
    told = json.loads(run("verify", "--json")[1])
    assert (told["valid"], told["kept"]) == (True, ["the sequencer", "the witness"])


def test_a_forked_log_stops_the_witness_which_stays_stopped_and_says_so(
    run, witnessed, var, owner_connection
):
    for table in ("leaf", "checkpoint"):
        owner_connection.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")
    owner_connection.execute("UPDATE ledger.checkpoint SET root = sha256(root)")
    key = keys.signing_key()
    root = owner_connection.execute("SELECT root FROM ledger.checkpoint").fetchone()[0]
    note = key.sign(Checkpoint(key.name, 300, bytes(root)).as_text())
    owner_connection.execute("UPDATE ledger.checkpoint SET note = %s", [note])
    code, said, error = run("witness")
    assert (code, said) == (HALTED_EXIT, "")
    assert "THE WITNESS REFUSES: the log was rewritten" in error
    # Even when the database looks as it did before, somebody must look first.
    assert run("witness")[0] == HALTED_EXIT
    assert [(halt.who, "was rewritten" in halt.why) for halt in halts(var)] == [("witness", True)]


def test_a_damaged_log_stops_the_sequencer_which_stays_stopped(run, witnessed, plant, var, owner_connection):
    owner_connection.execute("ALTER TABLE ledger.leaf DISABLE TRIGGER ALL")
    owner_connection.execute("UPDATE ledger.leaf SET leaf_hash = sha256('') WHERE index = 299")
    plant.entry()
    for _ in range(2):
        assert run("sequence")[0] == HALTED_EXIT
    assert [halt.who for halt in halts(var)] == ["sequencer"]


def test_the_watching_witness_cosigns_what_comes_and_ends_when_told(var, plant, sequence, owner_connection):
    def cosigned():
        found = owner_connection.execute("SELECT max(size) FROM ledger.cosignature").fetchone()
        return found[0] or 0

    with subprocess.Popen([*PROGRAM, "witness", "--watch", "--interval", "0.05"]) as process:
        for expected in (1, 2):
            plant.entry()
            sequence()
            wait_for(lambda expected=expected: cosigned() == expected)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == -signal.SIGTERM


def test_the_watching_witness_waits_for_a_database_that_is_away(var, monkeypatch, capsys):
    tries = []

    def away(alias):
        tries.append(alias)
        if len(tries) == 3:
            raise KeyboardInterrupt
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(ledger_witness, "log_size", away)
    monkeypatch.setattr(ledger_witness, "PAUSE_AFTER_LOSS", 0)
    monkeypatch.setenv("ZORGVULDIG_PROCESS", "witness")
    assert main(["ledger", "witness", "--watch"]) == 130
    assert capsys.readouterr().err.count("the database does not answer, trying again") == 2
    tries.clear()
    assert main(["ledger", "witness"]) == 2


def test_proofs_carry_both_signatures_once_a_witness_looks(run, witnessed, plant, tmp_path):
    plant.entry(ANNA)
    run("sequence")
    # Not cosigned yet: nothing to hand out, rather than half a proof.
    run("prove", "--subject", ANNA, "--out", tmp_path)
    assert list(tmp_path.glob("*.bewijs")) == []
    run("witness")
    run("prove", "--subject", ANNA, "--out", tmp_path)
    proof = next(tmp_path.glob("*.bewijs"))
    assert proof.read_text(encoding="utf-8").startswith("zorgvuldig/verwerkingsbewijs@v2\n")
    code, said, _ = run("check", proof)
    assert code == 0
    assert "De getuige zag dat op 20" in said
    other = tmp_path / "other"
    other.write_text(str(CosigningKey("other.example", bytes(32)).public))
    code, _, error = run("check", proof, "--witness-key", other)
    assert (code, error) == (1, "ONGELDIG: dit bewijs is niet ondertekend door other.example\n")


def test_tiles_can_be_checked_without_a_database_and_go_on_from_what_was_kept(
    run, witnessed, plant, tmp_path
):
    shutil.copy(keys.kept_by_witness().path, tmp_path / "seen")
    assert run("tiles", "--out", tmp_path / "log")[1] == f"300 leaves, 3 new tiles in {tmp_path / 'log'}.\n"
    for _ in range(212):
        plant.entry()
    run("sequence")
    run("witness")
    assert run("tiles", "--out", tmp_path / "log")[1] == f"512 leaves, 2 new tiles in {tmp_path / 'log'}.\n"
    words = ("verify", "--tiles", tmp_path / "log", "--witness", tmp_path / "seen")
    assert run(*words) == (0, "512 leaves, signed and cosigned, and every hash leads to the root.\n", "")
    assert json.loads(run(*words, "--json")[1]) == {"valid": True, "leaves": 512, "cosigned": True, "kept": 1}
    named = ("--key", keys._var("ledger-key.txt"), "--witness-key", keys._var("witness-key.txt"))
    assert run(*words, *named)[0] == 0
    assert run(*words, *named[:2])[1] == "512 leaves, signed, and every hash leads to the root.\n"
    (tmp_path / "log" / "tile" / "0" / "000").write_bytes(bytes(8192))
    assert run(*words)[0] == 1
    assert json.loads(run(*words, "--json")[1])["valid"] is False


def test_prove_writes_a_proof_of_every_processing_about_one_person(run, plant, tmp_path):
    plant.entry(ANNA)
    plant.entry(uuid4())
    plant.segment([SegmentRow(ANNA, {"n": 0}), SegmentRow(uuid4(), {"n": 1}), SegmentRow(ANNA, {"n": 2})])
    run("sequence")
    waiting = plant.entry(ANNA, outcome="forbid")
    out = tmp_path / "answer"
    code, said, _ = run("prove", "--subject", ANNA, "--out", out, "--json")
    assert (code, json.loads(said)) == (0, {"processings": 5, "proofs": 3, "out": str(out)})
    index = json.loads((out / "index.json").read_text(encoding="utf-8"))
    assert index["subject"] == str(ANNA)
    look, newest, first, second, oldest = index["processings"]
    assert (look["purpose"], look["role"], look["file"]) == ("data-subject-rights", "system", None)
    assert (newest["entry"], newest["file"], newest["outcome"]) == (str(waiting), None, "forbid")
    assert (first["row"], second["row"], oldest["row"]) == (0, 2, None)
    assert oldest["norms"] == ["GC-4.2.1"]
    assert oldest["reason"].startswith("U mag dit zien")
    for line in (first, second, oldest):
        assert run("check", out / line["file"])[0] == 0


def test_preparing_an_answer_is_itself_in_the_next_answer_with_its_proof(run, plant, tmp_path):
    plant.entry(ANNA)
    for _ in range(2):
        run("sequence")
        code, said, _ = run("prove", "--subject", ANNA, "--out", tmp_path)
    assert code == 0
    assert said.startswith(f"3 processings about this person, 2 proofs written to {tmp_path}.")
    assert run("check", next(tmp_path.glob("*data-subject-rights*.bewijs")))[0] == 0


def test_prove_goes_through_all_pages(plant, sequence):
    entries = [plant.entry(ANNA) for _ in range(5)]
    sequence()
    proved = list(reading.prove_all(ANNA, page=2, using=ALIAS))
    assert [one.entry.entry_id for one in proved] == entries[::-1]
    assert all(one.proof for one in proved)


def test_prove_says_that_nothing_is_known_about_a_stranger(run, plant, tmp_path):
    plant.entry(ANNA)
    run("sequence")
    code, said, _ = run("prove", "--subject", uuid4(), "--out", tmp_path)
    assert (code, said.split(",")[0]) == (1, "1 processings about this person")
    assert list(tmp_path.glob("*.bewijs")) == []


def test_check_tells_what_a_proof_shows(run, proof):
    code, said, error = run("check", proof)
    assert (code, error) == (0, "")
    assert said.startswith("GELDIG: verwerking ")
    assert f"over {ANNA}" in said
    assert "GC-4.2.1) is nummer 0 in een logboek van 1 verwerkingen." in said
    told = json.loads(run("check", proof, "--json")[1])
    assert (told["valid"], told["subject"], told["leaf"]["purpose"]) == (True, str(ANNA), "formal-control")


def test_check_tells_the_row_of_a_run(run, plant, tmp_path):
    plant.segment([SegmentRow(uuid4(), {}), SegmentRow(ANNA, {})])
    run("sequence")
    run("prove", "--subject", ANNA, "--out", tmp_path)
    assert ", regel 1 over " in run("check", next(tmp_path.glob("*.bewijs")))[1]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("\n1\n", "\n2\n", "de handtekening klopt niet"),
        ("verwerking {", "bewerking {", "dit heeft niet de vorm van een verwerkingsbewijs"),
        ('"purpose":"', '"purpose":"x', "deze verwerking of deze regel staat zo niet in het logboek"),
    ],
)
def test_check_rejects_a_changed_proof_and_says_why(run, proof, old, new, why):
    proof.write_text(proof.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert run("check", proof) == (1, "", f"ONGELDIG: {why}\n")
    code, said, _ = run("check", proof, "--json")
    assert (code, json.loads(said)) == (1, {"valid": False, "error": why})


def test_check_takes_the_key_of_another_log(run, proof, tmp_path):
    (tmp_path / "key").write_text(str(SigningKey.generate("other.example").verifier_key))
    code, _, error = run("check", proof, "--key", tmp_path / "key")
    assert code == 1
    assert "niet ondertekend door other.example" in error


@pytest.mark.parametrize(
    "words", [["nothing"], ["."], [__file__, "--key", "nothing"], [__file__, "--key", "."]]
)
def test_check_says_what_cannot_be_read(run, words):
    code, said, error = run("check", *words)
    assert (code, said) == (2, "")
    assert error.startswith("NIET TE LEZEN: ")
    assert error.count("\n") == 1


def test_check_needs_neither_django_nor_a_database(run, proof):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "import sys; from zorgvuldig.interfaces.command_line import main; "
                f"code = main(['ledger', 'check', {str(proof)!r}]); "
                "sys.exit(code or 'django' in sys.modules or 'psycopg' in sys.modules)"
            ),
        ],
        check=False,
    )
    assert done.returncode == 0
