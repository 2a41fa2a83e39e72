"""How requests about rights went in a year, by right; the gate counts, and tells of nobody (verzoeken)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zorgvuldig.ledger import gate
from zorgvuldig.records.stored_requests import RequestFigures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def request_figures(year: int, *, on: date, using: str = "default") -> tuple[RequestFigures, ...]:
    """Count the requests that came in during a year, by right and together, as they stand on a day."""
    asked = {"year": year, "on": on.isoformat()}
    with gate.stepped_back(using):
        rows: Any = gate.ask(using, "request_figures", "request-figures", asked) or []
    return tuple(RequestFigures(**row) for row in rows)


def refusals_by_ground(year: int, *, using: str = "default") -> Mapping[str, int]:
    """Count the refusals, in whole or part, among the requests of a year by their ground (grond)."""
    with gate.stepped_back(using):
        found: Any = gate.ask(using, "refusals_by_ground", "refusals-by-ground", {"year": year}) or {}
    return {str(ground): int(refusals) for ground, refusals in found.items()}
