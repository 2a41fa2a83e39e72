"""Makes a finding on a field of a row by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding
from zorgvuldig.processes.claims_handling.intake.wording import at

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Layout, Row


class Placing:
    """Knows the layout, so that a relation only needs to say what and where."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def finding(self, control: str, row: Row, field_id: str, what: str, code: str | None = None) -> Finding:
        """Make the finding of a relation on one field (bevinding)."""
        field = self._layout.records[row.record].by_id[field_id]
        text = f"{at(row, field)} {what}"
        return make_finding(control, text, record=row.record, row=row.number, field=field, code=code)


def is_filled(row: Row, field_id: str) -> bool:
    """Say whether a number field holds more than spaces and zeros (gevuld)."""
    return bool(row.text(field_id).strip("0"))


def is_written(row: Row, field_id: str) -> bool:
    """Say whether a text field holds more than spaces; a text of zeros is a text (gevuld)."""
    return bool(row.text(field_id))
