"""How a letter writes amounts, days and months, in Dutch, without a locale of the machine (brieven)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


def euros(cents: int) -> str:
    """Write an amount as people read it: € 1.234,56 (bedrag)."""
    whole, rest = divmod(abs(cents), 100)
    thousands = f"{whole:,}".replace(",", ".")
    return f"{'-' if cents < 0 else ''}€ {thousands},{rest:02d}"


def day(on: date) -> str:
    """Write a day: 3 maart 2026 (datum)."""
    return f"{on.day} {month(on)}"


def month(on: date) -> str:
    """Write a month: maart 2026, which tells no pattern of visits (GC-T-4.2.2-pil)."""
    return f"{MONTHS[on.month - 1]} {on.year}"


def days(first: date | None, last: date | None) -> str:
    """Write a day, or the first and the last of several; nothing is a word too."""
    if first is None:
        return "datum onbekend"
    return day(first) if last is None or last == first else f"{day(first)} tot en met {day(last)}"


def street_line(street: str, house_number: int | None, suffix: str) -> str:
    """Write a street with the number of the house: Laan 12 b (adresregel)."""
    return f"{street} {house_number}{suffix and ' ' + suffix}"


def spaced_postcode(postcode: str) -> str:
    """Write a Dutch postcode as people read it: 1234 AB (postcode)."""
    bare = postcode.replace(" ", "")
    return f"{bare[:4]} {bare[4:]}"
