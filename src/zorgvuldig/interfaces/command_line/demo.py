"""Show everything: a made-up insurer, its claim files taken in, and the pages served until stopped."""

import argparse
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.interfaces.command_line.code import one_time_code
from zorgvuldig.interfaces.identity.testing.beside import DEMO_WORD
from zorgvuldig.interfaces.places import VAR
from zorgvuldig.interfaces.serving import NOTE, keys_served
from zorgvuldig.interfaces.supervision import end_noted, started_at
from zorgvuldig.interfaces.synthetic.raising import raised_tariffs

SUMMARY = "build the demo insurer, take in its claim files and serve the pages until stopped"
NEEDS_DATABASE = False
ADMINISTERS = True
#: About how many runs the demo writes at once, and how large ones: enough to see. The worker writes the rest.
RUNS_TOLD, SMALL_RUN = 10, 12
STATE = VAR / "demo.json"
#: What the demo's people ask of the insurer, so that desks have requests with clock and letter.
ASKED: tuple[tuple[str, ...], ...] = (
    ("verzekerde", "access", "Welke gegevens hebt u van mij, en wie kreeg ze van u?"),
    ("partner", "rectification", "Mijn telefoonnummer klopt niet meer. Wilt u het verbeteren?", "contact"),
    ("jongere", "completion", "Mijn e-mailadres staat er nog niet bij."),
)
BUYER, WHY = "inkoop", "De afspraken voor volgende maand zijn rond: de tarieven gaan omhoog."
#: Where the token of the demo's client stands, for other systems that ask for decisions.
CLIENT = "authzen-client.json"
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
        if not (folder / CLIENT).exists() or state != WHOLE:
            _step("letting another system ask for decisions")
            _command("authzen", "client", "add", f"demo-{secrets.token_hex(3)}", "--to", folder / CLIENT)
        if state != WHOLE:
            _step("proposing tariffs that wait for a second pair of eyes")
            _propose(folder)
            _step("asking by right in the name of three of its people")
            _ask(folder)
            _write_state(WHOLE)
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
    _step("writing the first letters; the post goes on by itself")
    _command("letters", "write", "--most", RUNS_TOLD, "--small", SMALL_RUN)
    _send_letters()
    _step("putting the ledger in order")
    _command("ledger", "sequence")
    _command("ledger", "witness")
    _step("counting what was refused, and why")
    _command("tables", "publish")


def _propose(folder: Path) -> None:
    """Propose raised tariffs in the name of the buyer, proved with the code that the logins tell."""
    next_month = datetime.now(DUTCH_TIME).date().replace(day=1) + timedelta(days=31)
    first = next_month.replace(day=1)
    file = folder / "tarieven.csv"
    file.write_text(raised_tariffs(folder / "insurer", on=first), encoding="utf-8")
    logins = json.loads((folder / "logins.json").read_text(encoding="utf-8"))
    secret = next(login["totp_secret"] for login in logins if login["user"] == BUYER)
    words = ("reference", "propose", "tarieven", file, "--user", BUYER, "--from", first, "--why", WHY)
    code = one_time_code(secret, time.time()) + "\n"
    environment = _environment(administers=False)
    ended = subprocess.run(_words(*words), check=False, input=code, text=True, env=environment)
    if ended.returncode:
        raise DemoError(f"the proposal ended with {ended.returncode}")


def _ask(folder: Path) -> None:
    """Ask by right in the name of insured people, each proved with the own code, and write their letters."""
    logins = {each["user"]: each for each in json.loads((folder / "logins.json").read_text(encoding="utf-8"))}
    for user, kind, words, *about in ASKED:
        code = one_time_code(logins[user]["totp_secret"], time.time()) + "\n"
        command, environment = (
            _words("requests", "ask", kind, words, "--user", user, "--about", *about),
            _environment(administers=False),
        )
        ended = subprocess.run(command, check=False, input=code, text=True, env=environment)
        if ended.returncode:
            raise DemoError(f"a request ended with {ended.returncode}")
    _command("letters", "write", "--most", 0)
    _send_letters()


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


def _send_letters() -> None:
    """Send; that a letter has no address to go to waits for somebody, and stops no demo."""
    words = _words("letters", "send")
    subprocess.run(words, check=False, env=_environment(administers=False))


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
