"""All that is held about one person, as plain data: rows by table, with where they came from (inzage)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zorgvuldig.records.retention import RetentionClass

#: What stands in place of a value that no key opens any more.
DESTROYED = "destroyed"


@dataclass(frozen=True, kw_only=True)
class HeldTable:
    """The rows of one table about one person (GDPR art. 15): what, from whom, for what, how long.

    Attributes:
        name: the model, such as PersonAddress.
        section: the part of the overview in which it stands (`declaration.SECTIONS`).
        source: from whom the rows were obtained, as the declaration says.
        purpose: for which purpose; a name of the norms, or where that stands.
        retention: how long they are kept, counted from what, by which norm.
        categories: the data categories of what is shown, names of the norms.
        fields: the name of each column that says something of a person.
        rows: a value per field; text, number, day, moment, period (first day, last day), or nothing.
    """

    name: str
    section: str
    source: str
    purpose: str
    retention: RetentionClass
    categories: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
