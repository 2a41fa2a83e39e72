"""Which return code (retourcode, COD954) says what a control found: one table, return_codes.json.

The register of Vektis that pairs each control with its return code is not public, so each control carries the
nearest code; a control of a field's own content takes the code of that data element.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from zorgvuldig.processes.claims_handling.intake.finding import Finding

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.message import Field

MAXIMUM_CODES = 3


@dataclass(frozen=True, kw_only=True)
class Control:
    """One control: its level, what it refuses, its own return code if it has one, its rule and source."""

    id: str
    level: str
    scope: Literal["file", "record", "warning"]
    rule: str
    source: str
    code: str | None = None
    norms: tuple[str, ...] = ("GC-1.8",)


@cache
def controls() -> dict[str, Control]:
    """Give every control by its id (controleregels)."""
    entries = (item | {"norms": tuple(item.get("norms", ("GC-1.8",)))} for item in _table()["controls"])
    return {item["id"]: Control(**item) for item in entries}


@cache
def answer_codes() -> dict[str, str]:
    """Give the codes of a return message that refuse nothing: accepted, no remark, not judged, corrected."""
    return dict(_table()["answers"])


@cache
def element_codes() -> dict[str, str]:
    """Give the return code of each data element, some of them per record (`01/COD061`)."""
    return dict(_table()["elements"])


def return_code(control: str, field: Field | None = None) -> str:
    """Give the nearest return code (COD954) for a control on a field."""
    own = controls()[control].code
    if own is not None:
        return own
    if field is None:
        return str(_table()["otherwise"]["detail"])
    record = field.id[:2]
    codes = element_codes()
    found = codes.get(f"{record}/{field.element}") or codes.get(field.element)
    found = found or codes.get(field.parent_element or "")
    return found or str(_table()["otherwise"].get(record, _table()["otherwise"]["detail"]))


def make_finding(
    control: str,
    message: str,
    *,
    record: str | None = None,
    row: int | None = None,
    field: Field | None = None,
    code: str | None = None,
) -> Finding:
    """Make the finding of a control, with its level and return code from the table (bevinding)."""
    entry = controls()[control]
    return Finding(
        level=entry.level,
        record=record,
        row=row,
        field=field.id if field else None,
        code=code or return_code(control, field),
        message=message,
        warning=entry.scope == "warning",
        control=control,
    )


def refuses_file(found: Finding) -> bool:
    """Say whether a finding refuses the file as a whole (standard 6.4.2), not only its record (6.4.3).

    What is wrong in the opening or closing record always refuses the file.
    """
    if found.warning:
        return False
    return controls()[found.control].scope == "file" or found.record in {"01", "99"}


@cache
def _table() -> dict[str, Any]:
    resource = files(__package__) / "return_codes.json"
    return dict(json.loads(resource.read_text(encoding="utf-8")))
