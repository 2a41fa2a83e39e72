"""Verify the whole ledger: recompute everything from its leaves, and name the first fault."""

from zorgvuldig.ledger.verifying.faults import Fault, Figures, Report
from zorgvuldig.ledger.verifying.personal import PersonalKeys
from zorgvuldig.ledger.verifying.whole import verify_ledger

__all__ = ["Fault", "Figures", "PersonalKeys", "Report", "verify_ledger"]
