"""A finding of formal control: what is wrong, where it stands, and the return code that says so."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = ("N1", "N2", "N3", "N4", "N5", "administration")


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to refuse a file, a record or a claim (bevinding), in words its sender understands.

    `code` is the nearest return code of COD954; `control` names the control in return_codes.json, which also
    says whether the finding refuses the file or the record.
    """

    level: str
    record: str | None
    row: int | None
    field: str | None
    code: str
    message: str
    warning: bool = False
    control: str = ""

    def as_json(self) -> dict[str, str | int | None]:
        """Give the finding with the keys of `zorgvuldig claims check` (bevinding)."""
        return {
            "level": self.level,
            "record": self.record,
            "row": self.row,
            "field": self.field,
            "code": self.code,
            "message": self.message,
        }
