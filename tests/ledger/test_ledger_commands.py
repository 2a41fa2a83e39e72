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
    ledger_verify,
    main,
)
from zorgvuldig.ledger import keys, reading
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
    really, calls = ledger_sequence._drain, []

    def drain(sequencer):
        calls.append(sequencer.floor)
        if len(calls) == 2:
            raise OperationalError("gone")
        if len(calls) == 4:
            raise KeyboardInterrupt
        return really(sequencer)

    monkeypatch.setattr(ledger_sequence, "_drain", drain)
    monkeypatch.setattr(ledger_sequence.time, "sleep", lambda _: None)
    assert main(["ledger", "sequence", "--watch"]) == 130
    assert "trying again: gone" in capsys.readouterr().err
    # After the loss it looks through everything once more.
    assert calls[1] != "0"
    assert calls[2] == "0"


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
        "2 leaves, 0 nodes, 1 checkpoints, 1 segments with 1 rows; personal parts: 3 opened"
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
    code, _, error = run("verify", "--key", tmp_path / "key", "--witness", tmp_path / "nothing")
    assert code == 1
    assert "the checkpoint of size 1 does not hold" in error


def test_verify_without_the_master_key_leaves_sealed_parts_untried(run, plant, monkeypatch):
    def refuse():
        raise KeyUnavailableError("not for this account")

    plant.entry(ANNA)
    run("sequence")
    monkeypatch.setattr(ledger_verify.keys, "wrapping_key", refuse)
    assert "0 opened, 0 erased, 1 not tried" in run("verify")[1]


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
        ('"purpose":"', '"purpose":"x', "deze verwerking staat zo niet in het logboek"),
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
    assert "ander logboek" in error


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
