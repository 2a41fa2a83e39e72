"""A reason from the administration: why a claim or one of its lines is refused or marked (afwijsreden)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.finding import Finding
from zorgvuldig.processes.claims_handling.intake.return_codes import controls, return_code

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim, TariffLine

LEVEL = "administration"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a claim is refused, or with `warning` only marked: our id, a Dutch sentence, return code, norms.

    `row` is the record that carries the return code: the service (04) or one of its tariff records (06).
    """

    id: str
    sentence: str
    return_code: str
    norms: tuple[str, ...]
    record: str
    row: int
    field: str | None = None
    warning: bool = False
    level: str = LEVEL

    def as_finding(self) -> Finding:
        """Give the reason as a finding, so that both halves of formal control read alike."""
        return Finding(
            level=self.level,
            record=self.record,
            row=self.row,
            field=self.field,
            code=self.return_code,
            message=self.sentence,
            warning=self.warning,
            control=self.id,
        )


def make_reason(
    control: str,
    sentence: str,
    *,
    claim: FormalClaim,
    line: TariffLine | None = None,
    field: str | None = None,
) -> Reason:
    """Make the reason of a control, with its return code and norms from the table (afwijsreden)."""
    entry = controls()[control]
    return Reason(
        id=control,
        sentence=sentence,
        return_code=return_code(control),
        norms=entry.norms,
        record="06" if line else "04",
        row=line.row if line else claim.row,
        field=field,
        warning=entry.scope == "warning",
    )
