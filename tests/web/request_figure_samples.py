"""Made-up figures of requests: a year with often and seldom used rights."""

from __future__ import annotations

from zorgvuldig.interfaces.web.views import request_figures
from zorgvuldig.processes.rights.explain.figures import year_of_requests
from zorgvuldig.records.stored_requests import RequestFigures


def counted(kind, received, *, refused=0, late=0, waiting=0, median_days=12):
    """Count requests about one right of which the rest were granted."""
    return RequestFigures(
        kind=kind,
        received=received,
        waiting=waiting,
        granted=received - refused - waiting,
        partly=0,
        refused=refused,
        no_data=0,
        withdrawn=0,
        extended=1 if received else 0,
        late=late,
        median_days=median_days,
    )


FIGURES = (
    counted("access", 214, refused=3, late=2, waiting=11),
    counted("rectification", 61, refused=9),
    counted("erasure", 3, refused=3),
    counted("portability", 2),
    counted(None, 280, refused=15, late=2, waiting=11, median_days=13),
)


GROUNDS = {"too-often": 9, "crime": 3, "protection": 2, "unknown": 1}


class Rights:
    """The use case, with the year that was asked."""

    def __init__(self):
        self.asked, self.figures = [], FIGURES

    def view_request_figures(self, *, year, **_asked):
        self.asked.append(year)
        return year_of_requests(year, self.figures, GROUNDS)


def show(monkeypatch):
    """Let the page of figures show these."""
    found = Rights()
    monkeypatch.setattr(request_figures, "rights", found)
    return found
