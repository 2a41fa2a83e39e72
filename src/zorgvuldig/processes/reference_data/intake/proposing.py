"""What somebody proposes as a whole: kind, day, reason, rows (voorstel)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zorgvuldig.norms import ChoiceError, parameters_at, read_choice
from zorgvuldig.processes.reference_data.intake.kinds import CHOICES
from zorgvuldig.processes.reference_data.intake.reading import FileError, Problem, read_file, read_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zorgvuldig.processes.reference_data.intake.kinds import Kind
    from zorgvuldig.processes.reference_data.intake.reading import Row

LONGEST_REASON = 400
_FEWEST_LETTERS, _FEWEST_WORDS = 15, 3
#: Nobody plans further ahead; a year with a digit too many is a slip of the hand.
_FURTHEST = timedelta(days=3 * 366)


class InputError(ValueError):
    """What was filled in cannot be used; `problems` says for each field what to do (Dutch)."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {told}" for name, told in problems.items()))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody fills in: which kind, from when, why, and a file or the fields of one row."""

    kind: Kind
    valid_from: date
    reason: str
    file_name: str = ""
    content: bytes | None = None
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """The same, read and found in order by itself (voorstel)."""

    kind: Kind
    valid_from: date
    reason: str
    file_name: str
    rows: tuple[Row, ...]


def read_proposal(wanted: Wanted, *, today: date) -> Proposed:
    """Read what somebody proposes (voorstel).

    Raises:
        InputError: the day or the reason cannot be used, or there is neither a file nor a form.
        FileError: something in the file or the form is wrong.
    """
    problems = _day(wanted, today) | reason_problems(wanted.reason)
    if wanted.content is None and wanted.fields is None:
        problems["file"] = "Kies een bestand."
    if problems:
        raise InputError(problems)
    rows = _rows(wanted)
    if wanted.kind is CHOICES:
        rows = _chosen(rows, wanted.valid_from)
    return Proposed(
        kind=wanted.kind,
        valid_from=wanted.valid_from,
        reason=wanted.reason.strip(),
        file_name=wanted.file_name[:200],
        rows=rows,
    )


def first_day(kind: Kind, today: date) -> date:
    """Give the first day on which a kind may begin; where the past is open too, tomorrow (ingang)."""
    return today + timedelta(days=1 if kind.days_ahead is None else kind.days_ahead)


def late(kind: Kind, valid_from: date, today: date) -> date | None:
    """Give the first day that a kind may begin, where the wanted one is too early for it."""
    first = first_day(kind, today)
    return first if kind.days_ahead is not None and valid_from < first else None


def reason_problems(text: str) -> dict[str, str]:
    """Say what is wrong with a reason (reden), by its field; nothing when it says something."""
    words = re.findall(r"[^\W\d_]{2,}", unicodedata.normalize("NFC", text).lower())
    says = sum(map(len, words)) >= _FEWEST_LETTERS and len(set(words)) >= _FEWEST_WORDS
    if says and len(text) <= LONGEST_REASON:
        return {}
    return {"reason": "Schrijf in een zin waarom dit nodig is: minstens drie woorden, hooguit 400 tekens."}


def _day(wanted: Wanted, today: date) -> dict[str, str]:
    first = late(wanted.kind, wanted.valid_from, today)
    if first:
        return {"valid_from": f"Kies {first:%d-%m-%Y} of later: eerder kan dit niet ingaan."}
    if abs(wanted.valid_from - today) > _FURTHEST:
        return {"valid_from": "Kies een dag van hooguit drie jaar geleden of drie jaar vooruit."}
    return {}


def _rows(wanted: Wanted) -> tuple[Row, ...]:
    if wanted.content is not None:
        return read_file(wanted.content, wanted.kind, valid_from=wanted.valid_from)
    return read_form(wanted.fields or {}, wanted.kind, valid_from=wanted.valid_from)


def _chosen(rows: Sequence[Row], valid_from: date) -> tuple[Row, ...]:
    """Hold own choices against the norms: what a text fixes is refused with that text (eigen keuze)."""
    known, problems = parameters_at(valid_from), []
    for row in rows:
        parameter = known.get(row.key[0])
        if parameter is None:
            problems.append(Problem(row.line or None, "naam", "deze waarde kennen de normen niet"))
            continue
        try:
            read_choice(row.held[0], parameter)
        except ChoiceError as error:
            problems.append(Problem(row.line or None, "waarde", str(error)))
    if problems:
        raise FileError(problems)
    return tuple(rows)
