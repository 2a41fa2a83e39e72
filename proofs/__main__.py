"""Run the drills that were asked for, or all: a line each and a table; exit 1 below a bar."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from proofs.results import Result, table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


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
    arguments = parser.parse_args(argv)
    names = _drills()
    if unknown := sorted(set(arguments.names) - set(names)):
        parser.error(f"no drill {', '.join(unknown)}; there are: {', '.join(names)}")
    results = []
    for name in arguments.names or names:
        result = _run(name, names[name], full=arguments.full)
        results.append(result)
        if not arguments.json:
            print(result.line(), flush=True)
        for failure in result.failures:
            print(f"  {failure}", file=sys.stderr, flush=True)
    if arguments.json:
        print(json.dumps([result.as_json() for result in results], ensure_ascii=False, indent=2))
    else:
        print(f"\n{table(results)}")
    return 0 if all(result.held for result in results) else 1


def _drills() -> dict[str, str]:
    """Give the drills by public name, in the order of their numbers; a module is read when it runs."""
    found = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    drills = [name for name in found if name[:1] == "b" and name[1:2].isdigit()]
    drills.sort(key=lambda name: int(name[1:].partition("_")[0]))
    return {name.replace("_", "-"): name for name in drills}


def _run(name: str, module: str, *, full: bool) -> Result:
    _settle()
    started = time.monotonic()
    try:
        drill = cast("Drill", importlib.import_module(f"proofs.{module}"))
        result = drill.run(full)
    except Exception as error:  # noqa: BLE001 — a drill that stumbles has shown nothing; the others go on
        traceback.print_exc()
        result = Result(name, {}, [f"the drill itself failed: {type(error).__name__}: {error}"])
    result.seconds = time.monotonic() - started
    return result


def _settle() -> None:
    """Point the program at a folder of the drill's own, before anything reads its settings."""
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="zv-proofs-"))
        # The server may run under another account, which must be able to pass through.
        folder.chmod(0o755)
        os.environ["ZORGVULDIG_VAR"] = str(folder)
        os.environ["ZORGVULDIG_PROCESS"] = "sequencer"
        os.environ["DJANGO_SETTINGS_MODULE"] = "zorgvuldig.interfaces.settings"
        os.environ.pop("DATABASE_URL", None)
        importlib.import_module("django").setup()


if __name__ == "__main__":
    sys.exit(main())
