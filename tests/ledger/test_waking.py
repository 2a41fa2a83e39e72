"""A command that processes data wakes a silent witness first, or says clearly what to do."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from zorgvuldig.interfaces import waking
from zorgvuldig.interfaces.command_line import main
from zorgvuldig.interfaces.places import DATABASE_FACTS

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")


@pytest.fixture
def enrolled(plant, sequence, monkeypatch, owner_connection):
    """A log whose witness looked once; give a function that tells how long ago, and one that silences it."""
    folder = Path(os.environ["ZORGVULDIG_VAR"])
    for name in ("checkpoint", "halted"):
        for who in ("ledger", "witness"):
            (folder / who / name).unlink(missing_ok=True)
    for who in ("sequencer", "witness"):
        shutil.copy(folder / "database.json", folder / f"database-{who}.json")
    monkeypatch.setenv("ZORGVULDIG_PROCESS", "command")
    plant.entry()
    sequence()
    assert main(["ledger", "witness"]) == 0

    def silence(minutes):
        owner_connection.execute(
            "UPDATE ledger.cosignature SET received_at = clock_timestamp() - %s", [timedelta(minutes=minutes)]
        )

    def unplaced(minutes):
        owner_connection.execute(
            "UPDATE gate.sequencing SET placed_until = clock_timestamp() - %s", [timedelta(minutes=minutes)]
        )

    silence.sequencer = unplaced

    yield silence
    for who in ("ledger", "witness"):
        (folder / who / "checkpoint").unlink(missing_ok=True)


def quiet():
    return waking.quiet(waking.read_facts(DATABASE_FACTS))


def test_where_nobody_spoke_there_is_nobody_to_wake(database):
    assert quiet() == waking.Quiet(None, None)
    waking.wake()


def test_a_log_that_spoke_is_left_alone(enrolled, monkeypatch):
    monkeypatch.setattr(waking, "_run", None)
    for silence in (quiet().witness, quiet().sequencer):
        assert silence.seconds < 60
        assert silence.patience == 15 * 60
    waking.wake()


def test_hours_without_a_sequencer_a_command_wakes_it_and_then_works(enrolled, plant, tmp_path):
    enrolled.sequencer(180)
    assert quiet().told == "the sequencer of the ledger was last heard 180 minutes ago"
    # The gate is shut by now; without waking this would be refused.
    assert main(["ledger", "export", "--as", "ldv", "--out", str(tmp_path / "log.jsonl")]) == 0
    assert quiet().told == ""


def test_where_no_witness_was_enrolled_the_sequencer_alone_is_woken(enrolled, owner_connection, monkeypatch):
    woken = []
    monkeypatch.setattr(waking, "_run", lambda step, _account: woken.append(step))
    enrolled.sequencer(180)
    owner_connection.execute("DELETE FROM ledger.cosignature")
    waking.wake()
    assert woken == ["sequence"]


def test_hours_later_a_command_wakes_sequencer_and_witness_and_then_works(enrolled, plant, tmp_path, capsys):
    enrolled(180)
    plant.entry()
    out = tmp_path / "log.jsonl"
    # The gate is shut by now; without waking this would be refused.
    assert main(["ledger", "export", "--as", "ldv", "--out", str(out)]) == 0
    assert quiet().witness.seconds < 60
    # The two that were planted, and the reading itself.
    assert len(out.read_text().splitlines()) == 3
    assert "3 entries written" in capsys.readouterr().out


def test_a_clock_that_was_set_back_wakes_the_witness_too(enrolled):
    enrolled(-60)
    assert quiet().witness.long
    waking.wake()
    assert not quiet().told


def test_an_external_server_says_what_to_start(enrolled, monkeypatch):
    enrolled(60)
    facts = waking.read_facts(DATABASE_FACTS)
    external = SimpleNamespace(kind="external", words=facts.words)
    monkeypatch.setattr(waking, "read_facts", lambda _: external)
    with pytest.raises(waking.SilentWitnessError, match="start `zorgvuldig serve`"):
        waking.wake()


def test_an_account_that_may_not_says_so(enrolled, monkeypatch):
    enrolled(60)
    monkeypatch.setattr(waking, "may", lambda *_: False)
    with pytest.raises(waking.SilentWitnessError, match="this account may not wake it"):
        waking.wake()


def test_a_witness_that_refuses_stops_the_command(enrolled, tmp_path, capsys):
    enrolled(60)
    (Path(os.environ["ZORGVULDIG_VAR"]) / "witness" / "halted").write_text("The log shrank.\n")
    try:
        assert main(["ledger", "export", "--as", "ldv", "--out", str(tmp_path / "log")]) == 2
    finally:
        (Path(os.environ["ZORGVULDIG_VAR"]) / "witness" / "halted").unlink()
    assert (
        "`zorgvuldig ledger witness` refused: THE WITNESS REFUSES: The log shrank." in capsys.readouterr().err
    )
    assert not (tmp_path / "log").exists()


def test_a_long_command_is_kept_awake_and_hears_why_not(monkeypatch, capsys):
    said = []

    class Ended:
        def wait(self, seconds):
            said.append(seconds)
            return len(said) > 3

    answers = iter([None, waking.SilentWitnessError("nobody answers"), psycopg.OperationalError("gone")])

    def wake():
        answer = next(answers)
        if answer:
            raise answer

    monkeypatch.setattr(waking, "wake", wake)
    waking._keep_awake(Ended())
    assert said == [60] * 4
    assert capsys.readouterr().err == "nobody answers\ngone\n"


def test_export_says_who_only_when_asked_and_writes_down_both(enrolled, plant, tmp_path, owner_connection):
    def actions():
        found = owner_connection.execute(
            "SELECT convert_from(leaf, 'UTF8')::jsonb ->> 'action' FROM ledger.intake "
            "WHERE purpose = 'compliance' ORDER BY position"
        ).fetchall()
        return [action for (action,) in found]

    out = str(tmp_path / "log")
    for words in ([], ["--personal"]):
        assert main(["ledger", "export", "--as", "nen-7513", "--out", out, *words]) == 0
        assert ("jansen" in Path(out).read_text()) is bool(words)
    assert actions() == ["use", "consult"]
    assert (
        main(["ledger", "export", "--as", "ldv", "--out", out, "--from", "2000-01-01", "--to", "2001-01-01"])
        == 0
    )
    assert Path(out).read_text() == ""
    assert len(actions()) == 3


def test_pruning_from_the_command_line_lists_first_and_writes_each_down(enrolled, capsys, owner_connection):
    for words, told in ((["--dry-run"], "would be emptied"), ([], "emptied")):
        assert main(["ledger", "prune", "--before", "2026-01-01", *words]) == 0
        assert f"0 entries {told}; the published term is 18" in capsys.readouterr().out
    found = owner_connection.execute(
        "SELECT count(*) FROM ledger.intake WHERE purpose = 'retention'"
    ).fetchone()
    assert found == (2,)
