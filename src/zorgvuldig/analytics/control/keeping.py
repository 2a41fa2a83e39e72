"""Tables that the engine keeps between two expressions: made once, read by the next, dropped when done."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count as naturals
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis
    from ibis.backends.sql import SQLBackend

__all__ = ["Shelf", "shelf"]

_numbers = naturals()


@dataclass
class Shelf:
    """The tables of one piece of work, in an engine."""

    connection: SQLBackend
    names: list[str] = field(default_factory=list)

    def keep(self, table: ibis.Table) -> ibis.Table:
        """Run an expression and keep what it gives."""
        # A name of its own: an engine may not replace what it is reading.
        name = f"kept_{next(_numbers)}"
        self.names.append(name)
        return self.connection.create_table(name, table)

    def clear(self) -> None:
        """Drop all that is kept."""
        for name in self.names:
            # In words of our own: what Ibis makes of a drop lacks the name with the sqlglot that it brings.
            self.connection.raw_sql(f"DROP TABLE {name}")
        self.names.clear()


@contextmanager
def shelf(connection: SQLBackend) -> Iterator[Shelf]:
    """Keep tables for the length of a block."""
    held = Shelf(connection)
    try:
        yield held
    finally:
        held.clear()
