"""A reason from the administration: why a claim or one of its lines is refused or marked (afwijsreden)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.finding import Finding
from zorgvuldig.processes.claims_handling.intake.return_codes import controls, return_code
from zorgvuldig.processes.claims_handling.intake.shapes import CLAIM_RECORD

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim, TariffLine

LEVEL = "administration"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a claim is refused, or with `warning` only marked: our id, a Dutch sentence, return code, norms.

    `row` is the record that carries the return code: the service (04) or one of its lines.
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
    about: str | None = None,
) -> Reason:
    """Make the reason of a control, with its return code and norms from the table (afwijsreden).

    `about` names what is wrong in the words of the shape, such as `started_on`.
    """
    entry = controls()[control]
    shape = claim.shape
    return Reason(
        id=control,
        sentence=sentence,
        return_code=return_code(control),
        norms=entry.norms,
        record=shape.line_record if line else CLAIM_RECORD,
        row=line.row if line else claim.row,
        field=(shape.line if line else shape.claim).first(about) if about else None,
        warning=entry.scope == "warning",
    )
