"""What goes back to the sender of a claim message: refusals and amounts (retourinformatie).

Standard chapter 6: a file refused as a whole gets only its opening and closing record back, with the codes of
the file; else each refused record goes back with at most three codes, and what belongs to it goes along.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.return_codes import MAXIMUM_CODES, refuses_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.finding import Finding


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The outcome for one message: codes of the file, codes by row, approved cents by tariff row (06).

    A tariff row that is absent from `approved_cents` is approved as charged, unless it or what it belongs to
    is refused. `approved_cents` that differ from what was charged send the record back as corrected.
    """

    reference: str
    dated: date
    file_codes: tuple[str, ...] = ()
    row_codes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    approved_cents: Mapping[int, int] = field(default_factory=dict)


def answer(
    findings: Iterable[Finding],
    *,
    reference: str,
    dated: date,
    approved_cents: Mapping[int, int] | None = None,
    refused_whole: Iterable[str] = (),
) -> Answer:
    """Turn findings into the answer to a message: the first three different codes per file and per record.

    `refused_whole` are codes that refuse the file for another reason, such as a file that came before (8067).
    """
    file_codes = list(refused_whole)
    row_codes: dict[int, list[str]] = {}
    for found in findings:
        if found.warning:
            continue
        if refuses_file(found) or found.row is None:
            file_codes.append(found.code)
        else:
            row_codes.setdefault(found.row, []).append(found.code)
    return Answer(
        reference=reference,
        dated=dated,
        file_codes=_first(file_codes),
        row_codes={row: _first(codes) for row, codes in row_codes.items()},
        approved_cents=dict(approved_cents or {}),
    )


def _first(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))[:MAXIMUM_CODES]
