"""Level N4 for service codes: which list they must stand in is told by another field (prestatiecodes).

List 063 (basic mental health care, NZa) is known in full; of list 050 only the shape: two digits, a letter
and three digits for a product of a DBC, or six digits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.code_lists import Standing
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding
from zorgvuldig.processes.claims_handling.intake.wording import at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import RecordLayout, Row

# the field of each service code, and the fields that may name its list, the nearest first
_PLACES = {
    "04": (("0409", ("0408",)),),
    "06": (("0612", ("0611", "0606")),),
}
_SHAPES = {"050": re.compile(r"[0-9]{2}[A-Z][0-9]{3}|[0-9]{6}")}
_NO_LIST = "000"


def check_service_codes(
    row: Row, record: RecordLayout, code_lists: CodeLists, on: date | None
) -> Iterator[Finding]:
    """Check the service code, and that of a part, against the list that the record names (GZ321)."""
    for code_id, list_ids in _PLACES.get(row.record, ()):
        lists = (row.text(list_id) for list_id in list_ids)
        name = next((text for text in lists if text.strip("0")), _NO_LIST)
        code = row.text(code_id)
        if not code or _stands(code, name, code_lists, on):
            continue
        field = record.by_id[code_id]
        what = f"deze code bestaat niet in prestatiecodelijst {name}. Gebruik een code uit die lijst."
        text = f"{at(row, field)} {what}"
        yield make_finding("service-code", text, record=row.record, row=row.number, field=field)


def _stands(code: str, name: str, code_lists: CodeLists, on: date | None) -> bool:
    shape = _SHAPES.get(name)
    if shape is not None:
        return shape.fullmatch(code) is not None
    return code_lists.judge(f"SERVICE-{name}", code, on) in {Standing.KNOWN, Standing.NO_LIST}
