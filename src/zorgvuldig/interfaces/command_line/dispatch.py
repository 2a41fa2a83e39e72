"""Find the command that the words name, set the process up for it, run it, and say errors in one line."""

import argparse
import ast
import difflib
import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, cast

from zorgvuldig.interfaces.hygiene import harden_process
from zorgvuldig.interfaces.memory import half_of_the_machine, keep_within
from zorgvuldig.interfaces.places import DATABASE_FACTS, VAR

__all__ = ["COMMANDS", "main"]

PROGRAM = "zorgvuldig"
HOME = "zorgvuldig.interfaces.command_line"
COMMANDS = {
    ("decide",): "decide",
    ("authzen", "client"): "authzen_client",
    ("norms", "list"): "norms_list",
    ("norms", "show"): "norms_show",
    ("norms", "coverage"): "norms_coverage",
    ("norms", "check"): "norms_check",
    ("norms", "changes"): "norms_changes",
    ("claims", "check"): "claims_check",
    ("claims", "receive"): "claims_receive",
    ("claims", "control"): "claims_control",
    ("claims", "deliver"): "claims_deliver",
    ("claims", "deliveries"): "claims_deliveries",
    ("letters", "write"): "letters_write",
    ("letters", "send"): "letters_send",
    ("letters", "returned"): "letters_returned",
    ("letters", "reconcile"): "letters_reconcile",
    ("requests", "ask"): "requests_ask",
    ("retention", "run"): "retention_run",
    ("reference", "propose"): "reference_propose",
    ("load",): "load",
    ("synth",): "synth",
    ("ledger", "verify"): "ledger_verify",
    ("ledger", "prove"): "ledger_prove",
    ("ledger", "check"): "ledger_check",
    ("ledger", "sequence"): "ledger_sequence",
    ("ledger", "witness"): "ledger_witness",
    ("ledger", "tiles"): "ledger_tiles",
    ("ledger", "export"): "ledger_export",
    ("ledger", "prune"): "ledger_prune",
    ("database", "prepare"): "database_prepare",
    ("database", "start"): "database_start",
    ("database", "stop"): "database_stop",
    ("database", "dump"): "database_dump",
    ("migrate",): "migrate",
    ("backup", "make"): "backup_make",
    ("backup", "list"): "backup_list",
    ("backup", "verify"): "backup_verify",
    ("backup", "point"): "backup_point",
    ("backup", "prune"): "backup_prune",
    ("restore",): "restore",
    ("metrics",): "metrics",
    ("accounts",): "accounts",
    ("accounts", "invite"): "accounts_invite",
    ("accounts", "end"): "accounts_end",
    ("identity", "bind"): "identity_bind",
    ("identity", "test-provider"): "identity_test_provider",
    ("demo",): "demo",
    ("serve",): "serve",
    ("tables", "publish"): "tables_publish",
    ("data", "register"): "data_register",
    ("code",): "code",
    ("stop",): "stop",
    ("reload",): "reload",
    ("keys", "status"): "keys_status",
    ("keys", "serve"): "keys_serve",
    ("keys", "lock"): "keys_lock",
    ("keys", "unlock"): "keys_unlock",
    ("keys", "rotate"): "keys_rotate",
    ("keys", "retire"): "keys_retire",
    ("keys", "backup"): "keys_backup",
    ("keys", "restore"): "keys_restore",
    ("keys", "drill"): "keys_drill",
    ("jobs",): "jobs",
    ("privileged", "run"): "privileged_run",
    ("privileged", "list"): "privileged_list",
}
LONGEST = 2
HELP = frozenset({"-h", "--help", "help"})
BAD_CALL = 2
INTERRUPTED = 130


class Command(Protocol):
    """What a command module offers."""

    SUMMARY: str
    NEEDS_DATABASE: bool
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class NotThereError(RuntimeError):
    """A command is known and not built yet."""


class NotPreparedError(RuntimeError):
    """A command needs the database, and none was prepared."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 2 with one clear line for a call or input that cannot be."""
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    try:
        return _run(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output went away; nothing is left to say to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            raise
        print(f"{PROGRAM}: {_one_line(error)}", file=sys.stderr)
        return BAD_CALL


def _run(words: Sequence[str]) -> int:
    name = next((tuple(words[:n]) for n in range(LONGEST, 0, -1) if tuple(words[:n]) in COMMANDS), None)
    if name is None:
        return _explain(words)
    facts = _constants(COMMANDS[name])
    if facts is None:
        raise NotThereError(f"`{PROGRAM} {' '.join(name)}` is planned and not there yet.")
    _set_up(facts)
    command = cast("Command", importlib.import_module(f"{HOME}.{COMMANDS[name]}"))
    parser = argparse.ArgumentParser(
        prog=" ".join((PROGRAM, *name)),
        description=command.SUMMARY,
        epilog="--debug shows where an error came from.",
    )
    command.add_arguments(parser)
    arguments = parser.parse_args(words[len(name) :])
    if command.NEEDS_DATABASE and not DATABASE_FACTS.exists():
        raise NotPreparedError(
            f"No database is known in {DATABASE_FACTS.parent}: run `make demo`, or `zorgvuldig database "
            "prepare` and `zorgvuldig migrate`.",
        )
    if not command.NEEDS_DATABASE:
        return command.run(arguments)
    # Whatever a command opens, also one that only lists: what it opened stays known.
    traces = importlib.import_module("zorgvuldig.ledger.traces").kept
    if not facts.get("PROCESSES_DATA"):
        with traces():
            return command.run(arguments)
    importlib.import_module("zorgvuldig.interfaces.database.closing").need_open(VAR)
    awake = importlib.import_module("zorgvuldig.interfaces.waking").witness_awake
    with awake(), traces():
        return command.run(arguments)


def _set_up(facts: Mapping[str, object]) -> None:
    """Make this process what the command needs, before its module and with it the models are imported.

    Worker, sequencer, witness and every command by hand begin here; the pages begin in `interfaces.wsgi`.
    """
    harden_process()
    if facts.get("LIMITS_MEMORY"):
        keep_within()
    elif facts.get("PROCESSES_DATA"):
        keep_within(half_of_the_machine())
    os.environ["ZORGVULDIG_PROCESS"] = str(facts.get("PROCESS", "command"))
    if not facts.get("ADMINISTERS"):
        os.environ.pop("DATABASE_URL", None)
    if facts["NEEDS_DATABASE"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zorgvuldig.interfaces.settings")
        importlib.import_module("django").setup()


def _explain(words: Sequence[str]) -> int:
    """Answer words that are no command: with the list of all, that of a group, or the nearest one."""
    known = {" ".join(name): module for name, module in COMMANDS.items()}
    first = words[0] if words else ""
    wants_help = bool(HELP & set(words))
    if not first or first in HELP:
        print(f"usage: {PROGRAM} COMMAND …  (each knows --help)\n\n{_table(known)}")
        return 0 if wants_help else BAD_CALL
    group = {name: module for name, module in known.items() if name.startswith(f"{first} ")}
    asked = " ".join(word for word in words[:LONGEST] if not word.startswith("-"))
    if group and asked == first:
        print(f"usage: {PROGRAM} {first} …\n\n{_table(group)}")
        return 0 if wants_help else BAD_CALL
    print(f"{PROGRAM}: there is no command `{asked}`.{_nearest(asked, group or known)}", file=sys.stderr)
    return BAD_CALL


def _nearest(asked: str, known: Mapping[str, str]) -> str:
    for words in (asked, asked.split(" ", maxsplit=1)[0]):
        if near := difflib.get_close_matches(words, known, n=1, cutoff=0.4):
            return f" Did you mean `{PROGRAM} {near[0]}`?"
    return f" `{PROGRAM} --help` lists them."


def _table(commands: Mapping[str, str]) -> str:
    width = max(map(len, commands))
    return "\n".join(f"  {name:<{width}}  {_summary(module)}" for name, module in commands.items())


def _summary(module: str) -> str:
    facts = _constants(module)
    return "(planned)" if facts is None else str(facts["SUMMARY"])


def _constants(module: str) -> dict[str, object] | None:
    """Read what a command says of itself from its source; importing them all would load half the program."""
    source = Path(__file__).with_name(f"{module}.py")
    if not source.exists():
        return None
    return {
        ast.unparse(node.targets[0]): ast.literal_eval(node.value)
        for node in ast.parse(source.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }


def _one_line(error: Exception) -> str:
    told = " ".join(str(error).split()) or type(error).__name__
    if type(error).__name__ == "OperationalError":
        return f"the database does not answer ({told}). `zorgvuldig database start` starts the embedded one."
    return told
