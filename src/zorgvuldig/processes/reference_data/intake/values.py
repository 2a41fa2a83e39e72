"""Read one field of a file or a form; what is wrong is said in Dutch (velden lezen)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_AMOUNT = re.compile(r"(\d{1,7})(?:[.,](\d{2}))?", re.ASCII)
_DUTCH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", re.ASCII)
_POSTCODE = re.compile(r"[1-9]\d{3}[A-Z]{2}", re.ASCII)
_PHONE = re.compile(r"\+?[\d ()-]{8,20}", re.ASCII)
_SITE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII)
_DUTCH_LENGTH = 18
_PLAIN = 97


class FieldError(ValueError):
    """A field that cannot be read; its words say in Dutch what is expected."""


def text(longest: int) -> Callable[[str], str]:
    """Give a reader of a line of text."""

    def read(given: str) -> str:
        if len(given) > longest:
            raise FieldError(f"gebruik hooguit {longest} tekens")
        if any(unicodedata.category(sign).startswith("C") for sign in given):
            raise FieldError("er staat een teken in dat niet te lezen is")
        # A sheet takes a field that begins so for a formula, and runs it.
        if given[0] in "=+@-":
            raise FieldError(f"begin de tekst niet met {given[0]}")
        return given

    return read


def digits(*lengths: int) -> Callable[[str], str]:
    """Give a reader of a code of digits."""
    told = " of ".join(map(str, lengths))

    def read(given: str) -> str:
        if not (given.isascii() and given.isdecimal() and len(given) in lengths):
            raise FieldError(f"schrijf {told} cijfers, met de nullen vooraan")
        return given

    return read


def code(given: str) -> str:
    """Read a code of letters and digits."""
    if not re.fullmatch(r"[A-Za-z0-9.-]{1,20}", given, re.ASCII):
        raise FieldError("gebruik hooguit 20 letters en cijfers")
    return given


def list_name(given: str) -> str:
    """Read the name of a code list, such as COD327-VEK1."""
    if not re.fullmatch(r"[A-Z0-9-]{1,30}", given, re.ASCII):
        raise FieldError("schrijf de naam van de lijst in hoofdletters, zoals COD327-VEK1")
    return given


def cents(given: str) -> str:
    """Read an amount in euros as cents (bedrag)."""
    found = _AMOUNT.fullmatch(given.removeprefix("€").strip())
    if found is None:
        raise FieldError("schrijf een bedrag zoals 12,34, zonder punt voor duizenden")
    return str(int(found[1]) * 100 + int(found[2] or 0))


def count(given: str) -> str:
    """Read a number of times (aantal)."""
    if not re.fullmatch(r"\d{1,6}", given, re.ASCII):
        raise FieldError("schrijf een aantal in cijfers, of 0 waar geen grens is")
    return str(int(given))


def day(given: str) -> date:
    """Read a day as 2027-01-31 or 31-01-2027 (datum)."""
    dutch = _DUTCH_DAY.fullmatch(given)
    try:
        if dutch:
            return date(int(dutch[3]), int(dutch[2]), int(dutch[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
            return date.fromisoformat(given)
    except ValueError as error:
        raise FieldError("deze dag bestaat niet") from error
    raise FieldError("schrijf een dag zoals 2027-01-31 of 31-01-2027")


def iban(given: str) -> str:
    """Read an account number and hold it against its check digits (IBAN, ISO 13616, modulo 97)."""
    bare = given.replace(" ", "").upper()
    wrong = not _IBAN.fullmatch(bare) or (bare.startswith("NL") and len(bare) != _DUTCH_LENGTH)
    if wrong or int("".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])) % _PLAIN != 1:
        raise FieldError("dit is geen geldig rekeningnummer (IBAN)")
    return bare


def postcode(given: str) -> str:
    """Read a postcode."""
    bare = given.replace(" ", "").upper()
    if not _POSTCODE.fullmatch(bare):
        raise FieldError("schrijf de postcode zoals 1234 AB")
    return bare


def phone(given: str) -> str:
    """Read a telephone number."""
    if not _PHONE.fullmatch(given):
        raise FieldError("schrijf een telefoonnummer zoals 030 123 45 67")
    return given


def site(given: str) -> str:
    """Read the name of a website, without https."""
    if not _SITE.fullmatch(given):
        raise FieldError("schrijf de naam van de website, zoals voorbeeld.nl")
    return given


def one_of(words: Mapping[str, str]) -> Callable[[str], str]:
    """Give a reader of a word from a list: the Dutch word in, our own name out."""

    def read(given: str) -> str:
        if given.lower() in words:
            return words[given.lower()]
        raise FieldError(f"schrijf {', '.join(words)}")

    return read
