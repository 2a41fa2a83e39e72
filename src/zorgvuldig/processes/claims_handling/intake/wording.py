"""How a finding begins: line, record and field, so that its sender can look there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.message import Field, Row


def at(row: Row, field: Field | None = None) -> str:
    """Begin a sentence with the place: `Regel 7, record 04, veld 0412 (einddatum prestatie):`."""
    if field is None:
        return f"Regel {row.number}, record {row.record}:"
    return f"Regel {row.number}, record {row.record}, veld {field.id} ({field.name}):"


def quoted(field: Field, text: str) -> str:
    """Quote a value that says nothing of a person or of care; of another, only say that it is there."""
    value = text.strip()
    return f"'{value}'" if field.is_quotable and value.isprintable() else "deze waarde"


def euros(cents: int) -> str:
    """Write an amount as people read it: € 1.234,56 (bedrag)."""
    whole, rest = divmod(abs(cents), 100)
    thousands = f"{whole:,}".replace(",", ".")
    return f"{'-' if cents < 0 else ''}€ {thousands},{rest:02d}"
