"""A request that came by letter or telephone, as whoever takes it in tells it (intake, article 5.2 a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from stdnum.nl import bsn

from zorgvuldig.processes.rights.intake import RequestError, address, asked
from zorgvuldig.records.writing import spaced_postcode, street_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.records.stored_effects import Address

#: By which ways a request may reach us beside the own desk.
CHANNELS = ("letter", "telephone")
_FIRST_YEAR = 1900
_LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class TakenIn:
    """A request that came by letter or telephone, as the form tells it."""

    number: str
    birthdate: date
    kind: str
    words: str
    channel: str
    received_on: date
    dated_on: date | None

    @property
    def counts_from(self) -> date:
        """Give the day from which somebody hears that nothing is held: that of the letter itself."""
        return min(self.received_on, self.dated_on or self.received_on)


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """To whom a letter goes of whom nothing is held: as the own letter says it, kept nowhere."""

    name: str
    address: Address

    @property
    def lines(self) -> tuple[str, ...]:
        """Give the lines on the envelope."""
        where = self.address
        street = street_line(where.street, where.house_number, where.house_number_suffix)
        return (self.name, street, f"{spaced_postcode(where.postcode)}  {where.city}")


def addressee(form: Mapping[str, str]) -> Addressee:
    """Read to whom the letter goes that says that nothing is held.

    Raises:
        RequestError: the name or a part of the address is missing or cannot be; `field` says which.
    """
    name = " ".join(form.get("recipient", "").split())
    if not name or len(name) > _LONGEST_NAME:
        raise RequestError("recipient", "Vul de naam in die onder de brief staat, hoogstens 100 tekens.")
    return Addressee(name=name, address=address(form))


def taken_in(form: Mapping[str, str], *, today: date) -> TakenIn:
    """Read the form of a request that came by letter or telephone.

    Raises:
        RequestError: a field is missing or cannot be; `field` says which.
    """
    kind, channel = form.get("kind", ""), form.get("channel", "")
    if channel not in CHANNELS:
        raise RequestError("channel", "Kies hoe het verzoek binnenkwam.")
    told = asked(kind, form.get("words", ""))
    number = bsn.compact(form.get("number", ""))
    if not bsn.is_valid(number):
        raise RequestError("number", "Dit is geen burgerservicenummer. Kijk het na: negen cijfers.")
    received_on = _day("received_on", form.get("received_on", ""), today)
    dated_on = _day("dated_on", form["dated_on"], today) if form.get("dated_on") else None
    if dated_on and dated_on > received_on:
        raise RequestError("dated_on", "De brief is gedateerd na de dag van ontvangst. Kijk beide na.")
    return TakenIn(
        number=number,
        birthdate=_day("birthdate", form.get("birthdate", ""), today),
        kind=kind,
        words=told,
        channel=channel,
        received_on=received_on,
        dated_on=dated_on,
    )


def _day(field: str, written: str, today: date) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise RequestError(field, "Vul een dag in, zoals 2026-11-23.") from None
    if day > today or day.year < _FIRST_YEAR:
        raise RequestError(field, "Deze dag kan niet: hij ligt in de toekomst, of te ver terug.")
    return day
