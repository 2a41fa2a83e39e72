"""Read a file or a form into rows; whatever is wrong is told with its line and its field (inlezen).

Nothing of a file is taken while anything in it is wrong.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zorgvuldig.processes.reference_data.intake import values
from zorgvuldig.processes.reference_data.intake.kinds import LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from zorgvuldig.processes.reference_data.intake.kinds import Column, Kind

LARGEST_FILE = 5_000_000
MOST_ROWS = 20_000
#: A file that is wrong in more places is wrong as a whole; nobody reads on.
MOST_PROBLEMS = 100
_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Problem:
    """What is wrong, where: the line of the file and the column, both empty when it is the whole file."""

    line: int | None
    column: str
    text: str

    def __str__(self) -> str:
        """Say it in one line."""
        where = [f"regel {self.line}"] if self.line else []
        where += [f"kolom {self.column}"] if self.column else []
        told = ": ".join([*([", ".join(where)] if where else []), self.text])
        return f"{told[:1].upper()}{told[1:]}."


class FileError(ValueError):
    """A file or a form that cannot be taken, with every problem in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems[:3])))
        self.problems = tuple(problems[:MOST_PROBLEMS])
        self.more = max(len(problems) - MOST_PROBLEMS, 0)


@dataclass(frozen=True)
class Row:
    """One row that somebody wants to hold: its key, what it says, and its last day if it has one."""

    line: int
    key: tuple[str, ...]
    held: tuple[str, ...]
    last: date | None = None


def read_file(content: bytes, kind: Kind, *, valid_from: date) -> tuple[Row, ...]:
    """Read the rows of a file (CSV) of this kind.

    Raises:
        FileError: it is too large, of another form, or something in it is wrong.
    """
    if len(content) > LARGEST_FILE:
        told = f"het bestand is groter dan {LARGEST_FILE // 1_000_000} MB; deel het op"
        raise FileError([Problem(None, "", told)])
    lines = _lines(_text(content))
    header = next(lines, (0, []))[1]
    _demand_header(header, kind)
    return _rows((_told(header, number, line) for number, line in lines), kind, valid_from)


def read_form(given: Mapping[str, str], kind: Kind, *, valid_from: date) -> tuple[Row, ...]:
    """Read the one row that was filled in on the page.

    Raises:
        FileError: a field cannot be used; its problem names the column and no line.
    """
    return _rows([(0, dict(given), None)], kind, valid_from)


def _text(content: bytes) -> str:
    if content.startswith(_OTHER_BOMS):
        raise FileError(
            [Problem(None, "", "het bestand is in UTF-16 opgeslagen; kies CSV UTF-8 bij het opslaan")]
        )
    try:
        told = content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        text = "deze regel is niet in UTF-8 geschreven; kies CSV UTF-8 bij het opslaan"
        raise FileError([Problem(line, "", text)]) from error
    if "\0" in told:
        raise FileError([Problem(None, "", "dit is geen tekstbestand")])
    return told


def _lines(told: str) -> Iterator[tuple[int, list[str]]]:
    """Go through the lines with their numbers; a sheet in Dutch writes semicolons, another one commas."""
    head = told.partition("\n")[0]
    reader = csv.reader(io.StringIO(told, newline=""), delimiter=";" if ";" in head else ",", strict=True)
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                yield reader.line_num, [field.strip() for field in fields]
    except csv.Error as error:
        text = "de aanhalingstekens op deze regel kloppen niet"
        raise FileError([Problem(reader.line_num, "", text)]) from error


def _demand_header(header: list[str], kind: Kind) -> None:
    given = [name.lower() for name in header]
    if sorted(given) == sorted(kind.header):
        return
    lacking = [name for name in kind.header if name not in given]
    strange = [name or "(leeg)" for name in given if name not in kind.header]
    twice = sorted({name for name in given if given.count(name) > 1})
    told = [
        *([f"er ontbreekt {', '.join(lacking)}"] if lacking else []),
        *([f"niet bekend is {', '.join(strange)}"] if strange else []),
        *([f"dubbel staat er {', '.join(twice)}"] if twice else []),
    ]
    text = f"de kop klopt niet: {'; '.join(told)}. Verwacht wordt {';'.join(kind.header)}"
    raise FileError([Problem(1, "", text)])


_Told = tuple[int, dict[str, str], "Problem | None"]


def _told(header: list[str], number: int, line: list[str]) -> _Told:
    if len(line) != len(header):
        return number, {}, Problem(number, "", f"er staan {len(line)} velden en geen {len(header)}")
    return number, dict(zip((name.lower() for name in header), line, strict=True)), None


def _rows(told: Iterator[_Told] | list[_Told], kind: Kind, valid_from: date) -> tuple[Row, ...]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, given, wrong in told:
        if len(rows) >= MOST_ROWS:
            problems.append(
                Problem(number, "", f"er staan meer dan {MOST_ROWS} regels in; deel het bestand op")
            )
            break
        found = [wrong] if wrong else []
        row = None if wrong else _row(number, given, kind, valid_from, found)
        problems += found
        if row is not None and not found:
            rows.append(row)
    if not rows and not problems:
        problems.append(Problem(None, "", "er staat geen enkele regel in"))
    problems += [*_twice(rows), *_unlike(rows, kind)]
    if problems:
        raise FileError(sorted(problems, key=lambda problem: problem.line or 0))
    return tuple(rows)


def _row(number: int, given: Mapping[str, str], kind: Kind, valid_from: date, found: list[Problem]) -> Row:
    key = tuple(_field(column, given, number, found) for column in kind.keys)
    held = tuple(_field(column, given, number, found) for column in kind.held)
    return Row(number, key, held, _last(given, number, valid_from, found) if kind.ends else None)


def _field(column: Column, given: Mapping[str, str], number: int, found: list[Problem]) -> str:
    told = given.get(column.name, "")
    if not told:
        if column.required:
            found.append(Problem(number or None, column.name, "dit veld is leeg"))
        return ""
    try:
        return column.read(told)
    except values.FieldError as error:
        found.append(Problem(number or None, column.name, str(error)))
        return ""


def _last(given: Mapping[str, str], number: int, valid_from: date, found: list[Problem]) -> date | None:
    told = given.get(LAST_DAY, "")
    if not told:
        return None
    try:
        last = values.day(told)
    except values.FieldError as error:
        found.append(Problem(number or None, LAST_DAY, str(error)))
        return None
    if last < valid_from - timedelta(days=1):
        wrong = f"deze dag ligt voor de ingang, {valid_from:%d-%m-%Y}"
        found.append(Problem(number or None, LAST_DAY, wrong))
    return last


def _twice(rows: list[Row]) -> Iterator[Problem]:
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        seen = first.setdefault(row.key, row.line)
        if seen != row.line:
            yield Problem(
                row.line, "", f"deze regel gaat over hetzelfde als regel {seen} ({' '.join(row.key)})"
            )


def _unlike(rows: list[Row], kind: Kind) -> Iterator[Problem]:
    """Find rows about one provider that contradict each other (tegenspraak)."""
    if not kind.alike:
        return
    place = [column.name for column in kind.keys].index(kind.alike)
    first: dict[str, Row] = {}
    for row in rows:
        other = first.setdefault(row.key[place], row)
        if other.held != row.held:
            yield Problem(
                row.line, "", f"deze regel zegt iets anders van {row.key[place]} dan regel {other.line}"
            )
