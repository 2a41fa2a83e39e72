"""What formal control says of a made file, as `zorgvuldig claims check` asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.claims.making import TODAY, code_lists, written
from zorgvuldig.interfaces.vektis.codec import read_file
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control

if TYPE_CHECKING:
    from proofs.claims.planting import Planted, Rows
    from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Layout


def refusals(layout: Layout, rows: Rows, lists: CodeLists | None = None) -> list[Finding]:
    """Give what refuses something of a file: no warnings; by our code lists unless by others."""
    reading = read_file(written(layout, rows), "file")
    found = list(reading.findings)
    if reading.message is not None:
        found += formal_control(reading.message, lists or code_lists(), at=TODAY, read=reading.findings)
    return [each for each in found if not each.warning]


def is_found(layout: Layout, violation: Planted, lists: CodeLists | None = None) -> bool:
    """Say whether a violation is found where it is, and on a level that is right."""
    return any(
        (each.record, each.field) == (violation.record, violation.field) and each.level in violation.levels
        for each in refusals(layout, violation.rows, lists)
    )
