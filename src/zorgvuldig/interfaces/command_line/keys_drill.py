"""Lose every key of a throwaway installation in turn, and tell what stops, what goes on and what returns."""

import argparse
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from zorgvuldig.interfaces.database.servers import EmbeddedServer, find_server
from zorgvuldig.interfaces.places import VAR

SUMMARY = "lose each key of a throwaway installation in turn: what stops, what is said, what returns"
NEEDS_DATABASE = False
PROGRAM = [sys.executable, "-m", "zorgvuldig.interfaces.command_line"]


class DrillError(RuntimeError):
    """The throwaway installation could not be made, or a key did not come back."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing but our own second half."""
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Make an installation, lose its keys, throw it away."""
    if arguments.inside:
        return _inside()
    folder = Path(tempfile.mkdtemp(prefix="zv-keys-drill-"))
    # The server may run under another account, which must be able to pass through.
    folder.chmod(0o755)
    var = folder / "var"
    environment = {**os.environ, "ZORGVULDIG_VAR": str(var), "ZORGVULDIG_KEYS": "file"}
    environment.pop("DATABASE_URL", None)
    try:
        for words in _making(folder):
            _command(words, environment)
        words = [*PROGRAM, "keys", "drill", "--inside"]
        return subprocess.run(words, check=False, env=environment).returncode
    finally:
        server = find_server(var=var, url=None)
        if isinstance(server, EmbeddedServer):
            server.cluster.stop()
            shutil.rmtree(server.cluster.home, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _making(folder: Path) -> list[list[str]]:
    insurer = str(folder / "insurer")
    return [
        ["database", "prepare"],
        ["migrate", "--quiet"],
        ["synth", "--insured", "60", "--claims", "100", "--seed", "1", "--out", insurer],
        ["load", insurer],
    ]


def _command(words: list[str], environment: dict[str, str]) -> None:
    print(f"→ {' '.join(words[:2])}", file=sys.stderr, flush=True)
    ended = subprocess.run([*PROGRAM, *words], check=False, env=environment, stdout=subprocess.DEVNULL)
    if ended.returncode:
        raise DrillError(f"`zorgvuldig {' '.join(words[:2])}` ended with {ended.returncode}")


def _inside() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "zorgvuldig.interfaces.settings"
    importlib.import_module("django").setup()
    drill = importlib.import_module("zorgvuldig.interfaces.key_care.drill")
    table = Table("key", "stops", "goes on", "what is said", "back from the copy")
    whole = True
    for loss in drill.lose_each(VAR, told=lambda name: print(f"→ without {name}", file=sys.stderr)):
        whole = whole and loss.returned
        said = loss.told.replace(str(VAR), "var")
        back = "all of it" if loss.returned else "NOT ALL"
        table.add_row(loss.key, "\n".join(loss.stops), f"{len(loss.works)} others", said, back)
    Console(width=max(Console().width, 120)).print(table)
    return 0 if whole else 1
