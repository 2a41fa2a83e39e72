"""Made-up answers for the pages of oversight: what waits, figures, gaps, duties, looks at one person."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

import web_samples as samples

from zorgvuldig.interfaces.web.views import figures, norms, oversight, persons
from zorgvuldig.ledger.overview import Counted, GapView, LookView, OpenDutyView
from zorgvuldig.processes.compliance import explain
from zorgvuldig.processes.compliance import usecases as compliance

PERSON = UUID("7b1f9a50-0000-4000-8000-0000000000f1")
STAFF = "b5f0a1e2-0000-4000-8000-000000000007"


def duty(due=date(2026, 11, 1), **more):
    values = {
        "duty": "GC-4.0.6-melden",
        "norm": "GC-4.0.6",
        "words": "Vertel de verzekerde dat het adres is afgeschermd.",
        "due": due,
        "discharger": "service-agent",
        "purpose": "policy-administration",
        "times": 3,
        "since": samples.AT,
        "oldest": samples.ENTRY,
    }
    return OpenDutyView(**{**values, **more})


def duties():
    return [duty(), duty(date(2099, 1, 1), times=1), duty(None, discharger="dpo")]


def counts():
    return [
        Counted(purpose="claims", outcome="permit", times=1412),
        Counted(purpose="claims", outcome="gap", times=2),
        Counted(purpose="marketing", outcome="forbid", times=7),
        Counted(purpose="research", outcome="no-permit", times=1),
    ]


def gap_views():
    told = [("informed",), ("informed", "confidentiality_bound"), ()]
    return [
        GapView(entry=samples.entry(place, "gap", norms=("GC-3.6",)), missing=missing)
        for place, missing in enumerate(told)
    ]


def look_views(count=4):
    kinds = ("staff", "system", "subject", "staff")
    return [
        LookView(
            entry=samples.entry(place, "forbid" if place == 3 else "permit", actor_kind=kinds[place % 4]),
            actor=STAFF if place == 0 else None,
        )
        for place in range(count)
    ]


class Compliance(samples.Compliance):
    """The oversight desk, with these answers besides; `asked` holds the last words of each question."""

    NEWEST = compliance.NEWEST
    WAITING_DAYS = compliance.WAITING_DAYS
    NobodyFoundError = compliance.NobodyFoundError

    def __init__(self):
        self.asked, self.met, self.looks = {}, 1, 4

    def view_waiting(self, **_asked):
        return explain.waiting_page(counts(), duties(), self.view_ledger(), on=date(2026, 11, 22))

    def count_decisions(self, **asked):
        self.asked["count_decisions"] = asked
        return counts()

    def list_decisions(self, *, wanted, limit, **asked):
        self.asked["list_decisions"] = {"wanted": wanted, **asked}
        return self.list_entries(limit=limit, outcome=wanted.outcome, purpose=wanted.purpose)

    def view_gaps(self, **_asked):
        return explain.gaps_page(gap_views())

    def list_open_duties(self, **_asked):
        return duties()

    def count_norm(self, **_asked):
        return {"permit": 12, "forbid": 3}

    def find_person(self, **asked):
        self.asked["find_person"] = asked
        if self.met != 1:
            raise compliance.NobodyFoundError(self.met)
        return PERSON

    def view_person(self, **asked):
        self.asked["view_person"] = asked
        return explain.person_looks(look_views(self.looks), {STAFF: "T. de Vries"})


AccessControl = SimpleNamespace(emergencies_to_judge=lambda **_asked: 2)


def period_of(asked):
    """Tell the days that were asked."""
    period = asked["period"]
    return period.since.date(), (period.until - timedelta(seconds=1)).date()


def show(monkeypatch):
    """Let the pages of oversight show these answers."""
    answers = Compliance()
    for module in (oversight, figures, norms, persons):
        monkeypatch.setattr(module, "compliance", answers)
    monkeypatch.setattr(oversight, "access_control", AccessControl)
    return answers
