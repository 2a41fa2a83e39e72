"""Whether care was claimed in time (te laat ingediend): within the months of `timing.toml` after its end."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.reasons import Reason, make_reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim

_MONTHS_A_YEAR = 12


def check_timing(claim: FormalClaim, received_on: date | None) -> Iterator[Reason]:
    """Check that care was claimed in time; a credit, which gives back, is never too late (COD954 0586)."""
    last = claim.ended_on or claim.started_on
    if received_on is None or last is None or claim.is_credit:
        return
    passed = (received_on.year - last.year) * _MONTHS_A_YEAR + received_on.month - last.month
    if (passed, received_on.day) > (_months(), last.day):
        text = f"De zorg eindigde meer dan {_months()} maanden voor wij de declaratie kregen. Dat is te laat."
        yield make_reason("too-late", text, claim=claim, about="ended_on")


@cache
def _months() -> int:
    told = tomllib.loads((files(__package__) / "timing.toml").read_text(encoding="utf-8"))
    return int(told["months"])
