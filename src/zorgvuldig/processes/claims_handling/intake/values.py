"""Level N4: whether a value can be true: a code in its list, a date that exists, a number that checks.

Which checks a field needs follows from its layout and is worked out once per kind of record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from stdnum import iban

from zorgvuldig.processes.claims_handling.intake.bsn import is_bsn
from zorgvuldig.processes.claims_handling.intake.code_lists import Standing, standing
from zorgvuldig.processes.claims_handling.intake.reading import day, is_digits, is_empty
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding
from zorgvuldig.processes.claims_handling.intake.wording import at, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Field, RecordLayout, Row

    Judge = Callable[[str, date | None], tuple[str, str] | None]

UZOVI_LIST = "UZOVI"
SERVICE_BUREAU = "98"
_POSTCODE = re.compile(r"[1-9][0-9]{3}[A-Za-z]{2}")
_VAT = re.compile(r"NL[0-9]{9}B[0-9]{2}")
_STANDING = {
    Standing.UNKNOWN: ("code-unknown", "komt niet voor in codelijst {list}. Gebruik een code uit die lijst."),
    Standing.NOT_YET: ("code-not-yet", "mag op deze datum nog niet gebruikt worden (codelijst {list})."),
    Standing.NO_LONGER: ("code-no-longer", "mag op deze datum niet meer gebruikt worden (codelijst {list})."),
}


@dataclass(frozen=True)
class _Check:
    """One check on one field: gives a control and the rest of the sentence, or nothing."""

    field: Field
    judge: Judge
    place: slice
    empty: str


def check_values(row: Row, record: RecordLayout, code_lists: CodeLists, on: date | None) -> Iterator[Finding]:
    """Check the value of every filled field of a row; codes are looked up on the day given (waarden)."""
    raw = row.raw
    for check in _checks(record, code_lists):
        text = raw[check.place]
        if text == check.empty:
            continue
        verdict = check.judge(text, on)
        if verdict is None or _left_to_presence(check.field, text):
            continue
        control, what = verdict
        message = f"{at(row, check.field)} {what}"
        yield make_finding(control, message, record=row.record, row=row.number, field=check.field)


def _left_to_presence(field: Field, text: str) -> bool:
    """Say whether level N3 already speaks about this field: it is empty, or no number at all."""
    return is_empty(field, text) or (field.type == "N" and not is_digits(text))


@lru_cache(maxsize=256)
def _checks(record: RecordLayout, code_lists: CodeLists) -> tuple[_Check, ...]:
    found = []
    for field in record.fields:
        judge = _judge_for(field, code_lists)
        if judge is not None:
            found.append(_Check(field, judge, field.place, field.empty_text))
    return tuple(found)


def _judge_for(field: Field, code_lists: CodeLists) -> Judge | None:
    """Give the check of a field: what its layout fixes, else what its element is, else its form."""
    if field.fixed is not None:
        return _fixed(field, field.fixed)
    if field.allowed:
        return _allowed(field)
    return _judge_by_element(field, code_lists) or _judge_by_form(field, code_lists)


def _judge_by_element(field: Field, code_lists: CodeLists) -> Judge | None:
    if field.meaning == "date":
        return _date
    if field.is_agb_code:
        return _agb_code(field)
    vat = "is geen btw-nummer. Schrijf NL, negen cijfers, B en twee cijfers."
    return {
        "NUM313": _bsn,
        "COD061": _uzovi(field, code_lists),
        "NUM351": _pattern(field, _VAT, "vat-number", vat),
        "NUM406": _iban,
    }.get(field.element)


def _judge_by_form(field: Field, code_lists: CodeLists) -> Judge | None:
    if field.shape == "NNNNAA":
        return _pattern(field, _POSTCODE, "shape", "is geen postcode. Schrijf vier cijfers en twee letters.")
    if field.code_list and code_lists.find(field.code_list) is not None:
        return _listed(field, field.code_list, code_lists)
    if field.regex:
        form = re.compile(field.regex, re.DOTALL)
        return _pattern(field, form, "shape", "heeft niet de juiste vorm. Verbeter de waarde.")
    return None


def _fixed(field: Field, wanted: str) -> Judge:
    def judge(text: str, on: date | None) -> tuple[str, str] | None:  # noqa: ARG001 — all judges are called alike
        if text == wanted:
            return None
        return (
            "fixed-value",
            f"{quoted(field, text)} is niet de vaste waarde '{wanted}'. Vul de vaste waarde in.",
        )

    return judge


def _allowed(field: Field) -> Judge:
    def judge(text: str, on: date | None) -> tuple[str, str] | None:  # noqa: ARG001 — all judges are called alike
        if text.strip() in field.allowed:
            return None
        return "not-allowed", f"{quoted(field, text)} mag hier niet. Kies uit {', '.join(field.allowed)}."

    return judge


def _listed(field: Field, name: str, code_lists: CodeLists) -> Judge:
    codes = code_lists.find(name) or {}

    def judge(text: str, on: date | None) -> tuple[str, str] | None:
        found = standing(codes, text.rstrip(" "), on)
        if found not in _STANDING:
            return None
        control, what = _STANDING[found]
        return control, f"{quoted(field, text)} {what.format(list=name)}"

    return judge


def _pattern(field: Field, pattern: re.Pattern[str], control: str, what: str) -> Judge:
    def judge(text: str, on: date | None) -> tuple[str, str] | None:  # noqa: ARG001 — all judges are called alike
        value = text if pattern.fullmatch(text) else text.rstrip(" ")
        return None if pattern.fullmatch(value) else (control, f"{quoted(field, text)} {what}")

    return judge


def _agb_code(field: Field) -> Judge:
    only = SERVICE_BUREAU if field.element == "COD377" else None

    def judge(text: str, on: date | None) -> tuple[str, str] | None:  # noqa: ARG001 — all judges are called alike
        if only is not None and text[:2] != only:
            return (
                "agb-code",
                f"{quoted(field, text)} is geen code van een servicebureau; die begint met {only}.",
            )
        if text[:2] != "00" and text[2:].strip("0"):
            return None
        return "agb-code", (
            f"{quoted(field, text)} is geen AGB-code. De eerste twee cijfers zijn een soort zorgverlener, "
            "van 01 tot 99, de andere zes een nummer. Controleer de code."
        )

    return judge


def _uzovi(field: Field, code_lists: CodeLists) -> Judge:
    codes = code_lists.find(UZOVI_LIST) or {}

    def judge(text: str, on: date | None) -> tuple[str, str] | None:
        if standing(codes, text, on) is Standing.KNOWN:
            return None
        return (
            "uzovi",
            f"{quoted(field, text)} staat niet in het UZOVI-register. Controleer de zorgverzekeraar.",
        )

    return judge


def _bsn(text: str, on: date | None) -> tuple[str, str] | None:  # noqa: ARG001 — all judges are called alike
    if is_bsn(text):
        return None
    return "bsn", "dit burgerservicenummer klopt niet (elfproef). Controleer het nummer bij de verzekerde."


def _date(text: str, on: date | None) -> tuple[str, str] | None:  # noqa: ARG001 — all judges are called alike
    if day(text) is not None:
        return None
    return "date-nonexistent", "deze datum bestaat niet. Schrijf een bestaande datum als eejjmmdd."


def _iban(text: str, on: date | None) -> tuple[str, str] | None:  # noqa: ARG001 — all judges are called alike
    if iban.is_valid(text.strip(" ")):
        return None
    return "iban", "dit rekeningnummer klopt niet (IBAN, modulo 97). Controleer het nummer."
