"""The oversight desk: decisions, ledger entries, proofs, and refusals by reason."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web import charts, wording
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.refusal_charts import refusals_chart
from zorgvuldig.interfaces.web.views.figures import asked_days, week_before
from zorgvuldig.interfaces.web.views.insured import missing_as_404, proof_file
from zorgvuldig.ledger.halting import halts
from zorgvuldig.ledger.overview import Wanted
from zorgvuldig.norms import access_grants, dutch_words
from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.access_control import usecases as access_control
from zorgvuldig.processes.compliance import usecases as compliance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.charts import BarChart
    from zorgvuldig.interfaces.web.desks import DeskRequest
    from zorgvuldig.ledger.reading import EntryView

LIMIT = 50
COUNTED = 1000
SHOWN_BARS = 8
#: How far back the list of decisions goes when no period is asked.
DAYS = 30


@require_safe
@at_desk(Desk.OVERSIGHT)
def home(request: DeskRequest) -> HttpResponse:
    """Show what waits: overdue duties, gaps and refusals, emergencies, deferrals, the state of the log."""
    at = timezone.now()
    page = compliance.view_waiting(actor=request.actor, at=at)
    context = {
        "page": page,
        "today": timezone.localdate(at),
        "late": sum(duty.times for duty in page.overdue),
        "open": sum(duty.times for duty in page.duties),
        "days": compliance.WAITING_DAYS,
        "week": week_before(timezone.localdate(at), compliance.WAITING_DAYS),
        "alarms": access_control.emergencies_to_judge(actor=request.actor, at=at),
        "halts": halts(settings.VAR_FOLDER),
    }
    return render(request, "web/oversight/home.html", context)


@require_safe
@at_desk(Desk.OVERSIGHT)
def entries(request: DeskRequest) -> HttpResponse:
    """Show the decisions of a period, by outcome, purpose and role if asked, page by page."""
    outcome = _known(request.GET.get("uitkomst"), wording.OUTCOMES)
    purpose = _known(request.GET.get("doel"), wording.PURPOSES)
    role = _known(request.GET.get("rol"), dutch_words()["roles"])
    days, before = asked_days(request, DAYS), request.GET.get("voor", "")
    wanted = Wanted(
        outcome=outcome,
        purpose=purpose,
        role=role,
        before=int(before) if before.isdecimal() else None,
    )
    found = compliance.list_decisions(
        actor=request.actor, at=timezone.now(), period=days.period, wanted=wanted, limit=LIMIT
    )
    context = {
        "entries": found,
        "outcomes": wording.OUTCOMES,
        "purposes": wording.PURPOSES,
        "roles": sorted({grant.role for grant in access_grants()} | ({role} if role else set())),
        "days": days,
        "outcome": outcome,
        "purpose": purpose,
        "role": role,
        "limit": LIMIT,
        "older": found[-1].position if len(found) == LIMIT else None,
    }
    return render(request, "web/oversight/entries.html", context)


@require_safe
@at_desk(Desk.OVERSIGHT)
def entry(request: DeskRequest, entry_id: UUID) -> HttpResponse:
    """Show one entry: its decision, what it rests on, its place in the tree, and the signed checkpoint."""
    with missing_as_404():
        page = compliance.view_entry(actor=request.actor, entry_id=entry_id, at=timezone.now())
    return render(request, "web/oversight/entry.html", {"page": page})


@require_safe
@at_desk(Desk.OVERSIGHT)
def proof(request: DeskRequest, entry_id: UUID) -> HttpResponse:
    """Give the proof of one entry."""
    with missing_as_404():
        text = compliance.download_proof(actor=request.actor, entry_id=entry_id, at=timezone.now())
    return proof_file(text, entry_id)


@require_safe
@at_desk(Desk.OVERSIGHT)
def refusals(request: DeskRequest) -> HttpResponse:
    """Show refused claims by reason, and refused processings by article, purpose and outcome."""
    table = compliance.view_refusals(actor=request.actor, at=timezone.now())
    found = compliance.list_entries(actor=request.actor, at=timezone.now(), limit=COUNTED)
    refused = [entry for entry in found if entry.outcome != "permit"]
    context = {
        "claims": table,
        "by_reason": refusals_chart((each.reason, each.claims) for each in table.counts) if table else None,
        "withheld": sum(count.claims is None for count in table.counts) if table else 0,
        "total": len(found),
        "refused": len(refused),
        "permitted": len(found) - len(refused),
        "by_norm": _counted(
            _("Geweigerd, per artikel"),
            _("Artikel"),
            (article.article for entry in refused for article in cite(entry.norms, entry.at.date())),
        ),
        "by_purpose": _counted(
            _("Geweigerd, per doel"),
            _("Doel"),
            (wording.purpose_word(entry.purpose) for entry in refused),
        ),
        "by_outcome": _by_outcome(refused),
    }
    return render(request, "web/oversight/refusals.html", context)


def _known(name: str | None, table: Mapping[str, object]) -> str | None:
    """Take a filter only if it is one of ours; anything else filters nothing."""
    return name if name in table else None


def _counted(title: str, head: str, names: Iterable[str]) -> BarChart:
    common = Counter(names).most_common()
    shown = [(name, count, "") for name, count in common[:SHOWN_BARS]]
    rest = sum(count for _name, count in common[SHOWN_BARS:])
    return charts.bar_chart(title, head, [*shown, *([(_("overige"), rest, "")] if rest else [])])


def _by_outcome(refused: Sequence[EntryView]) -> BarChart:
    counts = Counter(entry.outcome for entry in refused)
    rows = [(str(label), counts[name], name) for name, label in wording.OUTCOMES.items() if name != "permit"]
    return charts.bar_chart(_("Geweigerd, per uitkomst"), _("Uitkomst"), rows)
