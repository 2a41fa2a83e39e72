"""Show everything: a made-up insurer, its claim files taken in, and the pages served until stopped."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from zorgvuldig.interfaces.identity.testing.beside import DEMO_WORD
from zorgvuldig.interfaces.places import VAR
from zorgvuldig.interfaces.serving import NOTE, keys_served
from zorgvuldig.interfaces.supervision import end_noted, started_at

SUMMARY = "build the demo insurer, take in its claim files and serve the pages until stopped"
NEEDS_DATABASE = False
ADMINISTERS = True
STATE = VAR / "demo.json"
NONE, BEGUN, WHOLE = "none", "begun", "whole"


class DemoError(RuntimeError):
    """A step of the demo failed; what it said stands above."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder and the size of the insurer."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="where insurer, logins and returns go")
    parser.add_argument("--insured", type=int, default=2000, help="how many people (default 2000)")
    parser.add_argument("--claims", type=int, default=6000, help="how many claims (default 6000)")
    parser.add_argument("--seed", type=int, default=2026, help="the same seed gives the same insurer")


def run(arguments: argparse.Namespace) -> int:
    """Do every step that is not done yet, then become the server."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    folder = arguments.folder.resolve()
    end_noted(NOTE)
    _note_ourselves()
    state = read_state(folder)
    _step("starting PostgreSQL")
    _command("database", "prepare", *(["--anew"] if state == BEGUN else []), administers=True)
    with keys_served():
        _step("bringing the tables up to date")
        _command("migrate", "--quiet", administers=True)
        if state != WHOLE:
            _fill(folder, arguments)
        _step("making logins")
        _command("accounts", folder / "insurer", "--logins", folder / "logins.json")
    print("  each has user, password, TOTP secret and desk")
    _step("starting the pages")
    os.chdir("/")
    words = [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "serve", "--end-database"]
    surroundings = {**_environment(administers=False), DEMO_WORD: str(folder / "insurer")}
    os.execve(sys.executable, words, surroundings)  # noqa: S606 — a list, no shell


def read_state(folder: Path) -> str:
    """Tell whether the database holds the whole demo of this folder, a part of one, or nothing."""
    try:
        state = str(json.loads(STATE.read_text(encoding="utf-8"))["state"])
    except FileNotFoundError:
        return NONE
    except (ValueError, KeyError):
        return BEGUN
    return state if (folder / "insurer" / "manifest.json").exists() else BEGUN


def _fill(folder: Path, arguments: argparse.Namespace) -> None:
    """Make the insurer, load it, take in its claim files; a run killed here starts anew next time."""
    _write_state(BEGUN)
    for old in ("insurer", "returns"):
        shutil.rmtree(folder / old, ignore_errors=True)
    _step("making the demo insurer")
    size = ("--insured", arguments.insured, "--claims", arguments.claims, "--seed", arguments.seed)
    _command("synth", *size, "--out", folder / "insurer")
    _step("loading it")
    _command("load", folder / "insurer")
    _step("taking in its claim files")
    _receive(sorted((folder / "insurer" / "claims").iterdir()), folder)
    _step("putting the ledger in order")
    _command("ledger", "sequence")
    _command("ledger", "witness")
    _step("counting what was refused, and why")
    _command("tables", "publish")
    _write_state(WHOLE)


def _receive(files: list[Path], folder: Path) -> None:
    """Take in the files; some are spoiled on purpose, so a refusal is no failure, and no claim at all is."""
    summary = folder / "received.json"
    with summary.open("w", encoding="utf-8") as output:
        words = _words("claims", "receive", "--json", "--respond", folder / "returns", *files)
        subprocess.run(words, check=False, stdout=output, env=_environment(administers=False))
    try:
        totals = json.loads(summary.read_text(encoding="utf-8"))["totals"]
    except (ValueError, KeyError):
        raise DemoError("the claim files could not be taken in") from None
    print("  {files} files: {claims} claims, {accepted} accepted, {refused} refused".format(**totals))
    if not totals["accepted"]:
        raise DemoError(f"no claim was accepted; {summary} tells why")


def _write_state(state: str) -> None:
    STATE.write_text(json.dumps({"state": state}), encoding="utf-8")


def _note_ourselves() -> None:
    """Let `stop` find this process while it prepares."""
    VAR.mkdir(parents=True, exist_ok=True)
    NOTE.write_text(json.dumps([[os.getpid(), started_at(os.getpid())]]), encoding="utf-8")


def _step(name: str) -> None:
    print(f"→ {name}", flush=True)


def _command(*words: object, administers: bool = False) -> None:
    ended = subprocess.run(_words(*words), check=False, env=_environment(administers=administers))
    if ended.returncode:
        raise DemoError(f"`zorgvuldig {words[0]}` ended with {ended.returncode}")


def _words(*words: object) -> list[str]:
    return [sys.executable, "-m", "zorgvuldig.interfaces.command_line", *map(str, words)]


def _environment(*, administers: bool) -> dict[str, str]:
    """Give a step our surroundings; only what administers sees the keeper's login."""
    if administers:
        return dict(os.environ)
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
