"""Made-up retention: what goes this week, what stays and why, and a hold that is due for review."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from zorgvuldig.interfaces.web.views import retention
from zorgvuldig.processes.retention.act import Ahead, Counted
from zorgvuldig.processes.retention.models import HoldRow

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PERSON = UUID("00000000-0000-4000-8000-0000000000f1")
ROWS = {
    "insurance": {"person": 12, "claim": 240, "claim_line": 611, "data_key": 24, "outbound_document": 31},
    "wishes": {"consent": 5},
    "case": {"case": 2, "case_step": 7},
}

ITEMS = {"request": 14, "case": 3, "signal": 0, "file": 2, "provider": 1}


class Retention:
    """The use cases, with what they were asked."""

    def __init__(self):
        self.asked, self.failure, self.stands, self.overdue = [], None, True, 0
        self.overdue_items = {}

    def look_ahead(self, **_asked):
        later = Counted(12, ROWS, {"hold": 1, "case": 2, "tied": 1}, unknown=3, items=ITEMS)
        return Ahead(overdue=Counted(self.overdue, items=self.overdue_items), later=later)

    def classes_held(self):
        return {"insurance", "wishes", "case", "hold", "employment"}

    def list_holds(self, **_asked):
        reason = "De rechter vroeg dit op voor een procedure."
        return [HoldRow(PERSON, reason, "naleving", AT, date(2026, 11, 21))]

    def place_hold(self, *, wanted, **_asked):
        self._take("hold", wanted.person, wanted.reason)
        return PERSON

    def end_hold(self, *, person, reason, **_asked):
        self._take("end", person, reason)
        return self.stands

    def _take(self, *asked):
        if self.failure:
            raise self.failure
        self.asked.append(asked)


def show(monkeypatch):
    """Let the page of retention show these."""
    found = Retention()
    monkeypatch.setattr(retention, "retention", found)
    return found
