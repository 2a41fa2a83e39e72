"""The server's own log of statements: what ran, in which session and transaction, under which login.

PostgreSQL writes it before a statement runs, whoever sent it, and no session of the application can write a
row in it or choose the number of its transaction. The values of a statement are not in it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from zorgvuldig.norms.catalogue import catalogue
from zorgvuldig.records.wall.tables import models_behind_the_wall, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: Settings with which a server writes this log.
TUNING = {
    "logging_collector": "on",
    "log_destination": "jsonlog",
    "log_directory": "log",
    "log_filename": "statements",
    "log_rotation_age": "0",
    "log_rotation_size": "0",
    "log_statement": "all",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
FILE = "log/statements.json"
#: A table to the categories that stand in it.
Tables: TypeAlias = "Mapping[str, frozenset[str]]"
_SENT = re.compile(r"(?:statement|execute [^:]*): (.*)", re.DOTALL)


@dataclass(frozen=True)
class Statement:
    """One statement that the server ran."""

    session: str
    login: str
    transaction: int
    """Its number, or 0 while the transaction wrote nothing."""
    text: str


def read(file: Path, *, since: int) -> Iterator[Statement]:
    """Read what was logged after a place in the file, session by session in the order in which it ran."""
    with file.open("rb") as log:
        log.seek(since)
        for line in log:
            row = json.loads(line)
            sent = _SENT.fullmatch(row.get("message", ""))
            if sent:
                yield Statement(row["session_id"], row.get("user", ""), int(row.get("txid", 0)), sent[1])


def health_tables() -> Tables:
    """Give the tables with data about health, each with the categories in it (data set HEALTH)."""
    health = catalogue().data_sets["HEALTH"]
    found = {}
    for model in models_behind_the_wall():
        table = table_of(model)
        held = {field.data_category for field in model._meta.local_fields}  # type: ignore[attr-defined]  # noqa: SLF001 — Django's documented way in
        if (held | {table.declaration.category}) & health:
            found[model._meta.db_table.split(".")[1].strip('"')] = frozenset(held)  # noqa: SLF001 — as above
    return found


def names_of(tables: Tables) -> re.Pattern[str]:
    """Make the pattern by which a statement on one of the tables is known, however it writes the name."""
    # The longest first: claim_line is not claim.
    words = "|".join(sorted(tables, key=len, reverse=True))
    return re.compile(rf'\b"?(?:records"?\s*\.\s*"?)?({words})"?\b(?!\s*\()', re.IGNORECASE)
