"""What stands in a field, as a number, a date or a signed amount; nothing where it cannot be one."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.message import Field, RecordLayout, Row

DATE_LENGTH = 8
CREDIT = "C"
DEBIT = "D"


def is_digits(text: str) -> bool:
    """Say whether a text is digits 0 to 9 only; superscripts of Latin-1 are not digits here."""
    return text.isascii() and text.isdigit()


def is_empty(field: Field, text: str) -> bool:
    """Say whether a field is empty: spaces, or zeros in a number field (standard, field notes)."""
    return not text.strip(" ") or (field.type == "N" and not text.strip("0"))


@lru_cache(maxsize=4096)
def day(text: str) -> date | None:
    """Read eight digits EEJJMMDD as a date; nothing if there is no such day."""
    if len(text) != DATE_LENGTH or not is_digits(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def number(row: Row, field: Field | None) -> int | None:
    """Read a number field; nothing if it holds anything but digits."""
    if field is None:
        return None
    text = row.raw[field.place]
    return int(text) if is_digits(text) else None


def signed_cents(row: Row, layout: RecordLayout, amount: Field) -> int | None:
    """Read an amount in cents with the debit or credit letter that follows it (D +, C -)."""
    cents = number(row, amount)
    sign = sign_field(layout, amount)
    letter = row.raw[sign.place] if sign else DEBIT
    if cents is None or letter not in {DEBIT, CREDIT}:
        return None
    return -cents if letter == CREDIT else cents


@lru_cache(maxsize=256)
def sign_field(layout: RecordLayout, amount: Field) -> Field | None:
    """Give the debit or credit field that goes with an amount: the first one after it (COD043)."""
    later = (field for field in layout.fields if field.start > amount.start)
    return next((field for field in later if "COD043" in {field.element, field.parent_element}), None)
