"""Dated own-choice terms of the log: how long the witness may be silent, how long an entry stays readable.

The gate goes by them in SQL, from a table that no login of the program can write; pages and letters show
the same file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

__all__ = ["LOG_RETENTION", "WITNESS_PATIENCE", "Parameter", "in_force", "lay", "parameters"]

WITNESS_PATIENCE = "witness-patience"
LOG_RETENTION = "log-retention"


@dataclass(frozen=True)
class Parameter:
    """One term from one day on, in words that PostgreSQL reads as an interval."""

    name: str
    valid_from: date
    value: str
    why: str


@cache
def parameters() -> tuple[Parameter, ...]:
    """Read every term that ever held or is announced (bewaartermijnen van het logboek)."""
    source = resources.files("zorgvuldig.ledger") / "parameters.toml"
    return tuple(Parameter(**row) for row in tomllib.loads(source.read_text("utf-8"))["parameter"])


def in_force(name: str, on: date) -> Parameter:
    """Give the term that holds on a day; before the first day of all, the first."""
    named = sorted((row for row in parameters() if row.name == name), key=lambda row: row.valid_from)
    return next((row for row in reversed(named) if row.valid_from <= on), named[0])


def lay(connection: Any) -> None:  # noqa: ANN401 — a connection of Django, which the terms themselves never load
    """Write the terms where the gate reads them, as the owner; what was put there by hand disappears."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM gate.parameter")
        for row in parameters():
            cursor.execute(
                "INSERT INTO gate.parameter (name, valid_from, value) VALUES (%s, %s, %s::interval)",
                [row.name, row.valid_from, row.value],
            )
