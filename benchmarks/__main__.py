"""Run the benchmarks that were asked for, or all, and print them as one table or as JSON."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.rows import Row


class Benchmark(Protocol):
    """What a module in this folder offers."""

    NAME: str
    run: Callable[[], Iterable[Row]]


def main(argv: Sequence[str] | None = None) -> int:
    """Run, and end with 2 when a name is unknown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones (default: all)")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument(
        "--large", action="store_true", help="the full size, where a benchmark has a smaller one by default"
    )
    arguments = parser.parse_args(argv)
    known = {benchmark.NAME: benchmark for benchmark in found()}
    if unknown := sorted(set(arguments.names) - set(known)):
        parser.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
    rows: list[dict[str, object]] = []
    for name in arguments.names or sorted(known):
        print(f"{name} …", file=sys.stderr, flush=True)
        run = known[name].run
        if arguments.large:
            run = getattr(known[name], "run_large", run)
        rows.extend({"benchmark": name, **line} for line in run())
    print(json.dumps(rows, ensure_ascii=False, indent=2) if arguments.json else table(rows))
    return 0


def found() -> list[Benchmark]:
    """Import every module of this folder that is a benchmark."""
    names = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    modules = [importlib.import_module(f"benchmarks.{name}") for name in names if name != "__main__"]
    return [cast("Benchmark", module) for module in modules if hasattr(module, "NAME")]


def table(rows: Sequence[dict[str, object]]) -> str:
    """Lay the rows out in columns that line up."""
    heads = ("benchmark", "what", "figure", "unit", "against", "ratio")
    lines = [heads] + [
        (
            str(line["benchmark"]),
            str(line["name"]),
            f"{line['value']:,.0f}",
            str(line["unit"]),
            str(line["against"]),
            f"{line['ratio']:.2f}",
        )
        for line in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(_laid(line, widths) for line in lines)


def _laid(line: Sequence[str], widths: Sequence[int]) -> str:
    # Figures stand to the right, so that their digits line up.
    cells = [
        cell.rjust(width) if column in {2, 5} else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


if __name__ == "__main__":
    sys.exit(main())
