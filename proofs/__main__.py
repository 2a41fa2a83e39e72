"""Run the drills that were asked for, or all: a line each and a table; exit 1 below a bar.

One drill runs in this process; several run in a process each, from one mold (ground.py), side by side where
they do not measure time.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from proofs.results import Result, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

#: What these measure would be of the others too.
ALONE = ("b06-restore", "b16-speed")
#: What these tell is of the disk; the others' servers stand in memory where there is room.
ON_DISK = ("b01-crash", "b06-restore", "b16-speed")
#: The longest first, so that no long one is left over at the end.
LONGEST = ("b09-swap", "b13-explained", "b01-crash", "b10-wall", "b08-matrix", "b12-rules", "b14-log")
MEMORY = Path("/dev/shm")  # noqa: S108 — the folder in it is made by mkdtemp
ROOM = 4 * 1024**3
MOLD = "ZORGVULDIG_PROOFS_MOLD"
CHECKOUT = Path(__file__).resolve().parents[1]
#: How a line of the program's own log begins.
LOGGED = '{"time"'


class Drill(Protocol):
    """What a module b<number>_<word> of this folder offers."""

    NAME: str
    SUMMARY: str
    run: Callable[[bool], Result]


def main(argv: Sequence[str] | None = None) -> int:
    """Run, and end with 0 when every bar holds, 1 when one does not, 2 when a name is unknown."""
    parser = argparse.ArgumentParser(prog="python -m proofs", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones (default: all)")
    parser.add_argument("--full", action="store_true", help="all counts instead of a tenth")
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--side-by-side", type=int, default=1, metavar="N", help="how many at once (1)")
    arguments = parser.parse_args(argv)
    drills = _drills()
    arguments.names = [_public(name, drills) for name in arguments.names]
    if unknown := sorted(set(arguments.names) - set(drills)):
        parser.error(f"no drill {', '.join(unknown)}; there are: {', '.join(drills)}")
    names = [name for name in drills if name in (arguments.names or drills)]
    results = []
    for result in _all(names, drills, full=arguments.full, at_once=arguments.side_by_side):
        results.append(result)
        if not arguments.json:
            print(result.line(), flush=True)
        for failure in result.failures:
            print(f"  {result.name}: {failure}", file=sys.stderr, flush=True)
    results.sort(key=lambda result: names.index(result.name))
    if arguments.json:
        print(json.dumps([result.as_json() for result in results], ensure_ascii=False, indent=2))
    else:
        print(f"\n{table(results)}")
    return 0 if all(result.held for result in results) else 1


def _public(asked: str, drills: dict[str, str]) -> str:
    """Give the public name of a drill that is asked for without its number, such as `rules`."""
    return next((name for name in drills if name.partition("-")[2] == asked), asked)


def _drills() -> dict[str, str]:
    """Give the drills by public name, in the order of their numbers; a module is read when it runs."""
    found = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    drills = [name for name in found if name[:1] == "b" and name[1:2].isdigit()]
    drills.sort(key=lambda name: int(name[1:].partition("_")[0]))
    return {name.replace("_", "-"): name for name in drills}


def _all(names: Sequence[str], drills: dict[str, str], *, full: bool, at_once: int) -> Iterator[Result]:
    """Run each; give what came of it as soon as it is there."""
    if len(names) == 1:
        yield _run(names[0], drills[names[0]], full=full)
        return
    shared = _folder(on_disk=False)
    os.environ[MOLD] = str(shared / "mold")
    together = sorted(
        (name for name in names if name not in ALONE or at_once == 1),
        key=lambda name: LONGEST.index(name) if name in LONGEST else len(LONGEST),
    )
    try:
        with ThreadPoolExecutor(at_once) as lanes:
            waiting = [lanes.submit(_apart, name, full=full) for name in together]
            for ended in as_completed(waiting):
                yield ended.result()
        for name in names:
            if name not in together:
                yield _apart(name, full=full)
    finally:
        del os.environ[MOLD]
        # Its server's files may stand elsewhere, which the program alone knows.
        importlib.import_module("proofs.ground").break_mold(shared / "mold")
        shutil.rmtree(shared, ignore_errors=True)


def _apart(name: str, *, full: bool) -> Result:
    """Run one drill in a process of its own; what it says on the error stream goes to ours.

    Not what the program logs meanwhile: a drill makes a thousand refusals, each with its line.
    """
    words = [sys.executable, "-m", "proofs", name, "--json", *["--full"] * full]
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as told:
        with subprocess.Popen(words, cwd=CHECKOUT, stdout=told, stderr=subprocess.PIPE, text=True) as drill:
            for line in drill.stderr or ():
                if not line.startswith(LOGGED):
                    print(line, end="", file=sys.stderr, flush=True)
        told.seek(0)
        said = told.read()
    try:
        return Result.from_json(json.loads(said)[0])
    except (ValueError, LookupError, TypeError):
        failed = f"the drill ended with {drill.returncode} and no result: {said[-300:]}"
        return Result(name, {}, [failed], seconds=time.monotonic() - started)


def _run(name: str, module: str, *, full: bool) -> Result:
    own = _settle(name)
    started = time.monotonic()
    try:
        # What the program's own commands tell is not the result.
        with redirect_stdout(sys.stderr):
            drill = cast("Drill", importlib.import_module(f"proofs.{module}"))
            result = drill.run(full)
    except Exception as error:  # noqa: BLE001 — a drill that stumbles has shown nothing; the others go on
        traceback.print_exc()
        result = Result(name, {}, [f"the drill itself failed: {type(error).__name__}: {error}"])
    finally:
        shutil.rmtree(own, ignore_errors=True)
    result.seconds = time.monotonic() - started
    result.worked = importlib.import_module("proofs.work").spent()
    return result


def _settle(name: str) -> Path:
    """Point the program at a folder of the drill's own, before anything reads its settings."""
    folder = _folder(on_disk=name in ON_DISK)
    os.environ["ZORGVULDIG_VAR"] = str(folder / "var")
    os.environ["ZORGVULDIG_PROCESS"] = "sequencer"
    os.environ["DJANGO_SETTINGS_MODULE"] = "zorgvuldig.interfaces.settings"
    os.environ.pop("DATABASE_URL", None)
    (folder / "var").mkdir()
    (folder / "var").chmod(0o755)
    importlib.import_module("django").setup()
    return folder


def _folder(*, on_disk: bool) -> Path:
    """Make a folder, in memory where that is asked and there is room."""
    roomy = (
        "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    )
    folder = Path(tempfile.mkdtemp(prefix="zv-proofs-", dir=str(MEMORY) if roomy and not on_disk else None))
    # The server may run under another account, which must be able to pass through.
    folder.chmod(0o755)
    return folder


if __name__ == "__main__":
    sys.exit(main())
