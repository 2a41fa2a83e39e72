"""Maintenance at the staff desk: what holds, what is proposed, and a second pair of eyes (beheer)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.diagrams import diagram
from zorgvuldig.processes.reference_data import explain, usecases
from zorgvuldig.processes.reference_data.intake.kinds import KINDS
from zorgvuldig.processes.reference_data.intake.machine import PROPOSAL_MACHINE, state_words
from zorgvuldig.processes.reference_data.intake.proposing import LONGEST_REASON, Wanted, first_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from zorgvuldig.interfaces.web.desks import DeskRequest
    from zorgvuldig.processes.reference_data.intake.kinds import Kind
    from zorgvuldig.processes.reference_data.intake.reading import Problem

_SAYS = {"required": "Vul dit in.", "invalid": "Vul een datum in zoals 2027-01-01."}
_BY_SLUG = {kind.slug: kind for kind in KINDS.values()}


class ProposalForm(forms.Form):
    """What somebody fills in beside the file or the fields of the row."""

    valid_from = forms.DateField(error_messages=_SAYS)
    reason = forms.CharField(max_length=LONGEST_REASON, error_messages=_SAYS)
    file = forms.FileField(required=False, allow_empty_file=True)

    def __init__(self, kind: Kind, *given: object) -> None:
        """Add the fields of one row, where this kind is filled in on the page."""
        super().__init__(*given)  # type: ignore[arg-type] # as Django's own forms take them
        self.rows = []
        if kind.form:
            for column in kind.columns:
                self.fields[column.name] = forms.CharField(required=False, max_length=200)
                self.rows.append((self[column.name], column))


@require_safe
@at_desk(Desk.STAFF, Desk.OVERSIGHT)
def home(request: DeskRequest) -> HttpResponse:
    """Show what waits for whom, and every kind with what holds of it."""
    page = usecases.view_home(actor=request.actor, at=timezone.now())
    return render(request, "web/maintenance/home.html", {"page": page})


@require_safe
@at_desk(Desk.STAFF, Desk.OVERSIGHT)
def kind(request: DeskRequest) -> HttpResponse:
    """Show what holds of one kind, what comes later, and the proposals about it."""
    one = _kind(request, request.GET.get("soort", ""))
    page = usecases.view_kind(
        actor=request.actor, kind=one, page=int(request.GET.get("pagina") or 1), at=timezone.now()
    )
    pager = Paginator(range(page.total), explain.ROWS_ON_A_PAGE).page(page.page)
    return render(request, "web/maintenance/kind.html", {"page": page, "kind": one, "pager": pager})


@require_safe
@at_desk(Desk.STAFF, Desk.OVERSIGHT)
def file(request: DeskRequest) -> HttpResponse:
    """Give what holds of one kind as a file, or a file with one row as an example."""
    one = _kind(request, request.GET.get("soort", ""))
    if request.GET.get("voorbeeld"):
        told, name = explain.template(one), f"{one.slug}-voorbeeld.csv"
    else:
        told = usecases.current_file(actor=request.actor, kind=one, at=timezone.now())
        name = f"{one.slug}.csv"
    # The mark in front is what a sheet needs to read letters with accents.
    answer = HttpResponse("\ufeff" + told, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def new(request: DeskRequest) -> HttpResponse:
    """Put down a draft, by a file or by the fields of one row."""
    one = _kind(request, request.POST.get("soort", "") or request.GET.get("soort", ""))
    problems: tuple[Problem, ...] = ()
    more = 0
    if request.method == "POST":
        form = ProposalForm(one, request.POST, request.FILES)
        if form.is_valid():
            try:
                proposal_id = usecases.draft(
                    actor=request.actor, wanted=_wanted(one, form), at=timezone.now()
                )
            except usecases.InputError as error:
                for name, told in error.problems.items():
                    form.add_error(name, told)
            except usecases.FileError as error:
                problems, more = error.problems, error.more
            else:
                return redirect("maintenance_proposal", proposal_id=proposal_id)
    else:
        form = ProposalForm(one)
        form.initial = {
            **dict(zip((column.name for column in one.columns), _standing(request, one), strict=False)),
            "valid_from": first_day(one, timezone.localdate()).isoformat(),
        }
    context = {"kind": one, "form": form, "problems": problems, "more": more}
    return render(request, "web/maintenance/new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF, Desk.OVERSIGHT)
def proposal(request: DeskRequest, proposal_id: UUID) -> HttpResponse:
    """Show a proposal with its difference; lay it before another, approve, reject, or take it back."""
    try:
        if request.method == "POST":
            return _stepped(request, proposal_id)
        page = usecases.view_proposal(
            actor=request.actor,
            proposal_id=proposal_id,
            page=int(request.GET.get("pagina") or 1),
            at=timezone.now(),
        )
    except usecases.UnknownProposalError as error:
        raise Http404 from error
    total = page.added + page.changed + page.ended
    context = {
        "page": page,
        "proposal": page.proposal,
        "kind": page.proposal.kind,
        "diagram": diagram(PROPOSAL_MACHINE, page.proposal.state),
        "pager": Paginator(range(total), explain.ROWS_ON_A_PAGE).page(page.page),
        "step_words": state_words(page.proposal.state),
    }
    return render(request, "web/maintenance/proposal.html", context)


def _kind(request: DeskRequest, slug: str) -> Kind:
    """Give the kind that an address names; who may see none is refused before it is said to be unknown."""
    if slug not in _BY_SLUG:
        usecases.demand_look(actor=request.actor, at=timezone.now())
        raise Http404
    return _BY_SLUG[slug]


def _standing(request: DeskRequest, one: Kind) -> tuple[str, ...]:
    """Give the row that somebody wants to change, as it stands now; nothing where none was named."""
    wanted = request.GET.get("regel", "")
    if not one.form or not wanted:
        return ()
    page = usecases.view_kind(actor=request.actor, kind=one, page=1, at=timezone.now())
    return next((line.cells for line in page.lines if line.cells[0] == wanted), (wanted,))


def _wanted(one: Kind, form: ProposalForm) -> Wanted:
    told = form.cleaned_data
    upload = told["file"]
    fields = {column.name: told[column.name].strip() for _field, column in form.rows}
    return Wanted(
        kind=one,
        valid_from=told["valid_from"],
        reason=told["reason"],
        file_name=str(upload.name) if upload else "",
        content=upload.read() if upload else None,
        fields=fields or None,
    )


def _stepped(request: DeskRequest, proposal_id: UUID) -> HttpResponse:
    step = _STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    try:
        messages.success(request, step(request, proposal_id))
    except usecases.InputError as error:
        messages.error(request, error.problems["reason"])
    except usecases.ChangedSinceError:
        messages.error(
            request,
            _("Wat nu geldt, is veranderd sinds u keek. Er is niets gewijzigd. Kijk opnieuw en beslis dan."),
        )
    except usecases.NothingToDoError:
        messages.error(request, _("Dit voorstel past niet meer op wat nu geldt. Er is niets gewijzigd."))
    except (usecases.NotOpenError, usecases.NotOwnError):
        messages.error(request, _("Deze stap kan niet meer: het voorstel is al behandeld, of niet van u."))
    return redirect("maintenance_proposal", proposal_id=proposal_id)


def _propose(request: DeskRequest, proposal_id: UUID) -> str:
    usecases.propose(actor=request.actor, proposal_id=proposal_id, at=timezone.now())
    return _("Het voorstel ligt voor. Een ander kijkt ernaar en beslist.")


def _withdraw(request: DeskRequest, proposal_id: UUID) -> str:
    usecases.withdraw(actor=request.actor, proposal_id=proposal_id, at=timezone.now())
    return _("Het voorstel is ingetrokken. Er is niets gewijzigd.")


def _approve(request: DeskRequest, proposal_id: UUID) -> str:
    seen = request.POST.get("seen", "")
    usecases.approve(actor=request.actor, proposal_id=proposal_id, seen=seen, at=timezone.now())
    return _("Goedgekeurd en verwerkt, precies zoals u het zag.")


def _reject(request: DeskRequest, proposal_id: UUID) -> str:
    reason = request.POST.get("reason", "")
    usecases.reject(actor=request.actor, proposal_id=proposal_id, reason=reason, at=timezone.now())
    return _("Het voorstel is afgewezen. Er is niets gewijzigd.")


_STEPS: dict[str, Callable[[DeskRequest, UUID], str]] = {
    "propose": _propose,
    "withdraw": _withdraw,
    "approve": _approve,
    "reject": _reject,
}
