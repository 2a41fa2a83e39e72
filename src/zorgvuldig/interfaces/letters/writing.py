"""Write the letters about settled runs of which nobody was told yet, each in a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from zorgvuldig.processes.claims_handling.usecases import list_runs
from zorgvuldig.processes.correspondence.usecases import runs_with_letters
from zorgvuldig.processes.settlement_notices.usecases import write_letters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor


@dataclass(frozen=True)
class WrittenRuns:
    """How many runs were written about, in how many letters, and how many the rules refused."""

    runs: int
    letters: int
    refused: int


def runs_to_tell(*, actor: Actor, at: datetime, claims_at_most: int | None = None) -> list[UUID]:
    """List the settled runs about which nobody was written to yet, the oldest first (te schrijven).

    Not a history that was taken over: whoever settled it told people then.
    """
    with transaction.atomic():
        runs, before = list_runs(actor=actor, at=at), runs_with_letters()
    settled = [each for each in runs if each.state == "processed" and not each.taken_over]
    return [
        each.run_id
        for each in reversed(settled)
        if each.run_id not in before and (claims_at_most is None or each.claims <= claims_at_most)
    ]


def write_about(runs: Sequence[UUID], *, actor: Actor, at: datetime) -> WrittenRuns:
    """Write the letters of these runs; what one run gave stays when a later one fails (schrijven)."""
    letters = refused = 0
    for run_id in runs:
        with transaction.atomic():
            written = write_letters(actor=actor, run_id=run_id, at=at)
        letters, refused = letters + written.letters, refused + written.refused
    return WrittenRuns(len(runs), letters, refused)
