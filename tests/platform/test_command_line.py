"""The command line: the right command, set up as it asks, and errors in one clear line."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from zorgvuldig.interfaces.command_line import dispatch

FACTS = json.dumps({"facts": {}})


def run(*words, environment=None, given=""):
    return subprocess.run(
        [sys.executable, "-m", "zorgvuldig.interfaces.command_line", *words],
        env={**os.environ, **(environment or {})},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", dispatch.COMMANDS, ids=" ".join)
def test_every_command_of_the_table_exists_and_says_what_it_is(name):
    told = dispatch._constants(dispatch.COMMANDS[name])
    assert told, f"no module for `{' '.join(name)}`"
    assert isinstance(told["NEEDS_DATABASE"], bool)
    assert str(told["SUMMARY"])[0].islower()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("decid", "decide"),
        ("norms lst", "norms list"),
        ("claim check", "claims check"),
        ("ledger proof", "ledger prove"),
    ],
)
def test_a_command_misspelled_is_answered_with_the_nearest(typed, meant, capsys):
    assert dispatch.main(typed.split()) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"there is no command `{typed}`. Did you mean `zorgvuldig {meant}`?" in told.err


def test_a_word_like_nothing_points_to_the_list(capsys):
    assert dispatch.main(["xyzzyxyzzy"]) == 2
    assert "--help` lists them" in capsys.readouterr().err


def test_help_lists_every_command_without_loading_any(capsys):
    assert dispatch.main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(" ".join(name) in told for name in dispatch.COMMANDS)


def test_a_group_alone_lists_its_commands(capsys):
    assert dispatch.main(["ledger"]) == 2
    told = capsys.readouterr().out
    assert "ledger verify" in told
    assert "norms" not in told
    assert dispatch.main(["ledger", "--help"]) == 0


def test_nothing_at_all_is_a_bad_call(capsys):
    assert dispatch.main([]) == 2
    assert "usage" in capsys.readouterr().out


@pytest.fixture
def failing(monkeypatch):
    """Let a command fail in a way of the test's choice."""

    def fail_with(error):
        def run_command(arguments):
            raise error

        module = SimpleNamespace(
            SUMMARY="fail", NEEDS_DATABASE=False, add_arguments=lambda _: None, run=run_command
        )
        monkeypatch.setattr(dispatch.importlib, "import_module", lambda _: module)

    return fail_with


def test_an_error_is_one_line_and_never_a_traceback(failing, capsys):
    failing(ValueError("the file\nhas no header"))
    assert dispatch.main(["decide"]) == 2
    assert capsys.readouterr().err == "zorgvuldig: the file has no header\n"


def test_an_error_without_words_is_named(failing, capsys):
    failing(ZeroDivisionError())
    assert dispatch.main(["decide"]) == 2
    assert capsys.readouterr().err == "zorgvuldig: ZeroDivisionError\n"


def test_debug_shows_where_an_error_came_from(failing):
    failing(ValueError("why"))
    with pytest.raises(ValueError, match="why"):
        dispatch.main(["decide", "--debug"])


def test_an_interrupt_ends_quietly(failing, capsys):
    failing(KeyboardInterrupt())
    assert dispatch.main(["decide"]) == 130
    assert capsys.readouterr().err == ""


def test_a_database_that_is_down_is_told_with_what_starts_it(failing, capsys):
    failing(type("OperationalError", (Exception,), {})("connection refused"))
    assert dispatch.main(["decide"]) == 2
    assert "`zorgvuldig database start`" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error():
    words = [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "norms", "list"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as listing:
        listing.stdout.readline()
        listing.stdout.close()
        assert listing.stderr.read() == ""
        assert listing.wait() == 0


def test_a_command_that_needs_the_database_says_how_to_make_one(tmp_path):
    done = run("migrate", environment={"ZORGVULDIG_VAR": str(tmp_path)})
    assert done.returncode == 2
    assert "No database is known" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_command_without_database_never_loads_django():
    code = (
        "import sys; from zorgvuldig.interfaces.command_line import main; "
        "main(['norms', 'list']); sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(("command", "sees"), [("accounts", False), ("migrate", True)])
def test_only_commands_that_administer_see_the_url_of_the_database(command, sees, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("ZORGVULDIG_PROCESS", "command")
    dispatch._set_up(dispatch._constants(command))
    assert ("DATABASE_URL" in os.environ) is sees


@pytest.mark.parametrize(
    ("command", "process"), [("jobs", "worker"), ("ledger_sequence", "sequencer"), ("load", "command")]
)
def test_each_command_tells_the_settings_what_kind_of_process_it_is(command, process, monkeypatch):
    monkeypatch.setenv("ZORGVULDIG_PROCESS", "something else")
    dispatch._set_up(dispatch._constants(command))
    assert os.environ["ZORGVULDIG_PROCESS"] == process
