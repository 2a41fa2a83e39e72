"""Level N3: whether a mandatory field is filled and a field holds what its type allows (rubrieken).

One pattern per kind of record tells at once that all its fields are in order; only a row that does not
match is looked at field by field.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.reading import is_digits, is_empty
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding
from zorgvuldig.processes.claims_handling.intake.wording import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Field, RecordLayout, Row


def check_fields(row: Row, record: RecordLayout, code_lists: CodeLists) -> Iterator[Finding]:
    """Check presence and type of all fields of a row (aanwezigheid en type)."""
    if _pattern(record, code_lists).fullmatch(row.raw):
        return
    for field in record.fields:
        found = _check_field(row, field, code_lists)
        if found is not None:
            yield found


def _check_field(row: Row, field: Field, code_lists: CodeLists) -> Finding | None:
    text = row.raw[field.place]
    if field.meaning == "reserve":
        if not text.strip(" "):
            return None
        what = "dit is reserve en moet leeg zijn. Vul hier spaties in."
        return _named("reserve-filled", row, field, what)
    if is_empty(field, text) and not _zero_counts(field, code_lists, text):
        return _empty(row, field, text)
    if field.type == "N" and not is_digits(text):
        what = "hier mogen alleen cijfers staan, met nullen ervoor. Verbeter de waarde."
        return _named("not-a-number", row, field, what)
    if field.type == "AN" and text.startswith(" "):
        what = "de tekst begint met een spatie. Zet de tekst vooraan in het veld."
        return _named("not-left-aligned", row, field, what)
    return None


def _empty(row: Row, field: Field, text: str) -> Finding | None:
    if field.presence == "M":
        return _named("missing", row, field, "dit veld is verplicht en is niet gevuld. Vul het in.")
    if field.type == "N" and not text.strip(" "):
        what = "hier staan spaties; een leeg getal bestaat uit nullen. Wij lezen het veld als leeg."
        return _named("spaces-in-number", row, field, what)
    return None


def _named(control: str, row: Row, field: Field, what: str) -> Finding:
    return make_finding(control, f"{at(row, field)} {what}", record=row.record, row=row.number, field=field)


def _zero_counts(field: Field, code_lists: CodeLists, text: str) -> bool:
    """Say whether zero is a value here: a count in record 99, a zero in the code list, a fixed zero."""
    if field.type != "N" or not is_digits(text):
        return False
    if field.id.startswith("99") and field.element.startswith("ANT"):
        return True
    if field.fixed is not None and not field.fixed.strip("0"):
        return True
    codes = code_lists.find(field.code_list) if field.code_list else None
    return codes is not None and text in codes


@lru_cache(maxsize=256)
def _pattern(record: RecordLayout, code_lists: CodeLists) -> re.Pattern[str]:
    return re.compile("".join(_part(field, code_lists) for field in record.fields), re.DOTALL)


def _part(field: Field, code_lists: CodeLists) -> str:
    if field.meaning == "reserve":
        return f" {{{field.length}}}"
    filled = field.presence == "M" and not _zero_counts(field, code_lists, "0" * field.length)
    if field.type == "N":
        return (f"(?!0{{{field.length}}})" if filled else "") + f"[0-9]{{{field.length}}}"
    # a text is empty, or begins with something else than a space
    written = f"[^ ].{{{field.length - 1}}}"
    return written if filled else f"(?: {{{field.length}}}|{written})"
