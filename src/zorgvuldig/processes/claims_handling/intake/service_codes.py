"""Level N4 for service codes: which list they must stand in is told by another field (prestatiecodes).

The lists of NZa and Vektis that `codes/services.json` holds are known in full, as of March 2019. Of lists 041
and 050 only the shape is controlled (two digits, a letter and three digits for a product of a DBC, or six
digits), of list 001 that an article has eight digits. Codes of other lists are taken as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.code_lists import Standing
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding
from zorgvuldig.processes.claims_handling.intake.shapes import CLAIM_RECORD
from zorgvuldig.processes.claims_handling.intake.wording import at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import RecordLayout, Row
    from zorgvuldig.processes.claims_handling.intake.shapes import ClaimShape, Places

_CARE_PRODUCT = re.compile(r"[0-9]{2}[A-Z][0-9]{3}|[0-9]{6}")
_SHAPES = {"001": re.compile(r"[0-9]{8}"), "041": _CARE_PRODUCT, "050": _CARE_PRODUCT}
_NO_LIST = "000"


def check_service_codes(
    row: Row, record: RecordLayout, code_lists: CodeLists, on: date | None, shape: ClaimShape
) -> Iterator[Finding]:
    """Check the service code of a claim or a line against the list that its record names (prestatiecode)."""
    for places in _places(row, shape):
        code_id = places.first("service_code")
        name = places.code(row, "service_code_list") or _NO_LIST
        code = shape.service_code(row, places)
        if code_id is None or not code or _stands(code, name, code_lists, on):
            continue
        field = record.by_id[code_id]
        what = f"deze code bestaat niet in prestatiecodelijst {name}. Gebruik een code uit die lijst."
        text = f"{at(row, field)} {what}"
        yield make_finding("service-code", text, record=row.record, row=row.number, field=field)


def _places(row: Row, shape: ClaimShape) -> tuple[Places, ...]:
    if row.record == CLAIM_RECORD:
        return (shape.claim,)
    return (shape.line,) if row.record == shape.line_record else ()


def _stands(code: str, name: str, code_lists: CodeLists, on: date | None) -> bool:
    shape = _SHAPES.get(name)
    if shape is not None:
        return shape.fullmatch(code) is not None
    return code_lists.judge(f"SERVICE-{name}", code, on) in {Standing.KNOWN, Standing.NO_LIST}
