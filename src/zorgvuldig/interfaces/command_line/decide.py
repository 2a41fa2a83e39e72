"""`zorgvuldig decide`: facts in, one decision a line out, without a database.

Everything is read and decided before anything is printed: one bad line, and standard output stays empty.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zorgvuldig.decisions import FactError, decide, explained, way_out

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping

    from zorgvuldig.decisions import Decision

SUMMARY = "decide whether a processing may take place, from facts as JSON or JSON Lines"
NEEDS_DATABASE = False

LONGEST_LINE = 1 << 20
LARGEST_INPUT = 1 << 26
BAD_INPUT = 2


class InputError(ValueError):
    """The input cannot be decided on; the message names the line and, where there is one, the fact."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file to read."""
    parser.add_argument(
        "file", nargs="?", default="-", help="a file of JSON or JSON Lines; - is standard input"
    )
    parser.add_argument(
        "--way-out",
        action="store_true",
        help='tell of every refusal what would have to change ("mag wel als …"); of a single request it is '
        "always told",
    )
    parser.add_argument("--dutch", action="store_true", help="sentences instead of JSON")


def run(arguments: argparse.Namespace) -> int:
    """Decide on every request in the file; 2 and an empty standard output when any of it is bad."""
    try:
        decisions = list(_decisions(_read(arguments.file)))
    except InputError as error:
        print(f"zorgvuldig decide: {error}", file=sys.stderr)
        return BAD_INPUT
    ways = arguments.way_out or len(decisions) == 1
    print("\n".join(_told(decision, ways=ways, dutch=arguments.dutch) for decision in decisions))
    return 0


def _told(decision: Decision, *, ways: bool, dutch: bool) -> str:
    if dutch:
        return explained(decision) if ways else decision.reason
    found = way_out(decision) if ways else None
    told = decision.as_json() | ({"way_out": found.as_json()} if found else {})
    return json.dumps(told, ensure_ascii=False)


def _read(name: str) -> str:
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(LARGEST_INPUT + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(LARGEST_INPUT + 1)
    except OSError as error:
        raise InputError(
            f"cannot read {name}: {error.strerror}. Give a file of JSON, or - and pipe it in"
        ) from error
    if len(raw) > LARGEST_INPUT:
        raise InputError(f"{name} is larger than {LARGEST_INPUT >> 20} MB. Split it and decide on the parts")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"line {line}: not UTF-8. Save the file as UTF-8") from error


def _decisions(text: str) -> Iterator[Decision]:
    for number, request in _requests(text):
        facts, at = _split(number, request)
        try:
            yield decide(facts, at)
        except FactError as error:
            raise InputError(f"line {number}: {error}") from error


def _requests(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise InputError(
            'line 1: nothing to decide on. Give an object of facts, such as {"purpose": "claims"}'
        )
    if _spread(lines):
        yield lines[0][0], _object(lines[0][0], text)
        return
    for number, line in lines:
        yield number, _object(number, line)


def _spread(lines: list[tuple[int, str]]) -> bool:
    # One object over several lines: its first line is no JSON by itself, yet starts an object.
    first = lines[0][1].strip()
    if len(lines) == 1 or not first.startswith("{") or len(first) > LONGEST_LINE:
        return False
    try:
        json.loads(first, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return not any(line.strip().startswith("{") and line.strip().endswith("}") for _, line in lines[1:])
    return False


def _object(number: int, text: str) -> dict[str, Any]:
    if len(text) > LONGEST_LINE:
        raise InputError(f"line {number}: longer than {LONGEST_LINE} characters. Put one request on a line")
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        line = number + error.lineno - 1
        raise InputError(f"line {line}: not JSON: {error.msg} at column {error.colno}") from error
    except RecursionError as error:
        raise InputError(f"line {number}: nested too deeply. Facts are flat names") from error
    except ValueError as error:
        raise InputError(f"line {number}: {error}") from error
    if not isinstance(found, dict):
        raise InputError(f'line {number}: not an object of facts. Write {{"purpose": "claims", …}}')
    return found


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"fact {name!r}: given twice. Keep one of them")
        found[name] = value
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number in JSON. Write a whole number")


def _split(number: int, request: Mapping[str, Any]) -> tuple[Mapping[str, object], date | None]:
    rest = {name: value for name, value in request.items() if name != "at"}
    facts = rest.pop("facts", None) if "facts" in rest else rest
    if facts is not rest and rest:
        raise InputError(f'line {number}: fact {min(rest)!r} stands beside "facts". Put it inside')
    if not isinstance(facts, dict):
        raise InputError(f'line {number}: "facts" is not an object. Write {{"facts": {{…}}}}')
    return facts, _date(number, request["at"]) if "at" in request else None


def _date(number: int, told: object) -> date:
    try:
        found = date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        found = None
    if found is None or found.isoformat() != told:
        raise InputError(f"line {number}: fact 'at': {told!r} is not a date like 2026-11-21")
    return found
