"""Reads one JSON Lines file into rows, strictly: no field missing, none unknown, every value of its type."""

import json
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import UUID

from zorgvuldig.processes.policy_administration.intake.checks import CHECKS, InvalidValueError

_UNTIDY = re.compile(r"^\s|\s$|[\x00-\x1f\x7f]")
Row = TypeVar("Row")
Parser = Callable[[object], object]


class DirectoryError(ValueError):
    """The directory cannot be loaded; says which file, line and field, and what to do."""

    def __init__(self, problem: str, *, file: str, line: int | None = None, field: str | None = None) -> None:
        """Place the problem: file first, then line and field where they apply."""
        place = file + (f", line {line}" if line else "") + (f", field `{field}`" if field else "")
        super().__init__(f"{place}: {problem}")
        self.file, self.line, self.field = file, line, field


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InvalidValueError(f"text expected, found {json.dumps(value)}")
    if _UNTIDY.search(value):
        raise InvalidValueError("text has spaces around it or control characters in it")
    return value


def _exactly(kind: type) -> Parser:
    def parse(value: object) -> object:
        if type(value) is not kind:
            raise InvalidValueError(f"{kind.__name__} expected, found {json.dumps(value)}")
        return value

    return parse


def _day(value: object) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError as error:
        raise InvalidValueError(f"a date such as 2026-01-31 expected, found {json.dumps(value)}") from error


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError as error:
        raise InvalidValueError(f"a moment in ISO 8601 expected, found {json.dumps(value)}") from error
    if moment.tzinfo is None:
        raise InvalidValueError(f"moment {json.dumps(value)} lacks its time zone")
    return moment


def _identifier(value: object) -> UUID:
    try:
        return UUID(value)  # type: ignore[arg-type]  # what is no text is an AttributeError
    except (AttributeError, TypeError, ValueError) as error:
        raise InvalidValueError(f"a UUID expected, found {json.dumps(value)}") from error


_PARSERS: dict[type, Parser] = {
    str: _text,
    int: _exactly(int),
    bool: _exactly(bool),
    date: _day,
    datetime: _moment,
    UUID: _identifier,
}


def _one_of(names: tuple[str, ...]) -> Parser:
    def parse(value: object) -> object:
        if value not in names:
            raise InvalidValueError(f"one of {', '.join(names)} expected, found {json.dumps(value)}")
        return value

    return parse


def _parser(annotation: Any) -> Parser:  # noqa: ANN401 — an annotation has no type of its own
    if typing.get_origin(annotation) is Literal:
        return _one_of(typing.get_args(annotation))
    if isinstance(annotation, types.UnionType):
        inner = _parser(next(part for part in typing.get_args(annotation) if part is not types.NoneType))
        return lambda value: None if value is None else inner(value)
    return _PARSERS[annotation]


def _parsers(kind: type) -> dict[str, Parser]:
    """Build the parsers of a row: its type first, then what the field itself demands (`checks`)."""
    parsers = {}
    for name, annotation in typing.get_type_hints(kind).items():
        parsers[name] = _checked(_parser(annotation), CHECKS.get((kind, name)))
    return parsers


def _checked(parse: Parser, check: Callable[[Any], None] | None) -> Parser:
    if check is None:
        return parse

    def parse_and_check(value: object) -> object:
        parsed = parse(value)
        if parsed is not None:
            check(parsed)
        return parsed

    return parse_and_check


def _decode(text: bytes, *, file: str, line: int) -> Mapping[str, object]:
    try:
        decoded = json.loads(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DirectoryError("not UTF-8; write the file anew as UTF-8", file=file, line=line) from error
    except json.JSONDecodeError as error:
        raise DirectoryError(
            f"not JSON ({error.msg} at column {error.colno})", file=file, line=line
        ) from error
    if not isinstance(decoded, dict):
        raise DirectoryError('a JSON object expected, such as {"id": …}', file=file, line=line)
    return decoded


def _check_names(
    decoded: Mapping[str, object], parsers: Mapping[str, Parser], *, file: str, line: int
) -> None:
    for name in decoded:
        if name not in parsers:
            raise DirectoryError("field is unknown; leave it out", file=file, line=line, field=name)
    for name in parsers:
        if name not in decoded:
            raise DirectoryError(
                "field is missing; write null where it has no value", file=file, line=line, field=name
            )


def read_rows(path: Path, kind: type[Row]) -> Iterator[Row]:
    """Read a JSON Lines file row by row; raises a DirectoryError at the first line that is not such a row."""
    parsers = _parsers(kind)
    ends = [name for name in parsers if name.endswith("_until")]
    file = path.name
    with path.open("rb") as lines:
        for line, text in enumerate(lines, start=1):
            decoded = _decode(text, file=file, line=line)
            _check_names(decoded, parsers, file=file, line=line)
            values = {}
            for name, parse in parsers.items():
                try:
                    values[name] = parse(decoded[name])
                except InvalidValueError as error:
                    raise DirectoryError(str(error), file=file, line=line, field=name) from error
            for end in ends:
                _check_period(values, end, file=file, line=line)
            yield kind(**values)


def _check_period(values: Mapping[str, Any], last: str, *, file: str, line: int) -> None:
    """Refuse a period that ends before or on the day it starts."""
    start, end = values[last.replace("_until", "_from")], values[last]
    if end is not None and end <= start:
        raise DirectoryError(
            f"the period ends on {end}, on or before its start {start}", file=file, line=line, field=last
        )
