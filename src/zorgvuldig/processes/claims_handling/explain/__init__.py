"""What claims handling tells: views for the desks, sentences for people, the receipt of a file.

Texts are Dutch (B1) because people read them. Nothing here reaches data.
"""

from zorgvuldig.ledger.cards import DecisionView
from zorgvuldig.norms.citing import Citation
from zorgvuldig.processes.claims_handling.explain.figures import ClaimFigures, RefusalCounts, WeekFigures
from zorgvuldig.processes.claims_handling.explain.receipts import Receipt
from zorgvuldig.processes.claims_handling.explain.views import (
    ClaimPage,
    ClaimSummary,
    LineView,
    ReasonView,
    RunPage,
    RunSummary,
    StageView,
)
from zorgvuldig.processes.claims_handling.intake.wording import euros

__all__ = [
    "Citation",
    "ClaimFigures",
    "ClaimPage",
    "ClaimSummary",
    "DecisionView",
    "LineView",
    "ReasonView",
    "Receipt",
    "RefusalCounts",
    "RunPage",
    "RunSummary",
    "StageView",
    "WeekFigures",
    "euros",
]
