"""Access at the staff desk: who works here, what is asked and granted, and the quarterly review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.web.accounts import lifecycle
from zorgvuldig.interfaces.web.accounts.models import Account, Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.wording import UNITS
from zorgvuldig.norms import access_grants, separation
from zorgvuldig.processes.access_control import explain, intake
from zorgvuldig.processes.access_control import usecases as access_control

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.decisions import Actor
    from zorgvuldig.interfaces.web.desks import DeskRequest

#: Roles that are no employees, though the matrix has rows for them.
_NOT_STAFF = frozenset(
    {"system", "insured", "co-insured", "policyholder", "legal-representative", "provider", "partner-contact"}
)
_OVERSIGHT_ROLES = frozenset({"dpo", "internal-audit", "compliance-officer"})
_SAYS = {"required": "Vul dit in.", "invalid": "Vul een datum in zoals 2026-12-31."}


class EmployeeForm(forms.Form):
    """What human resources fills in for somebody who starts."""

    display_name = forms.CharField(max_length=100, error_messages=_SAYS)
    username = forms.CharField(max_length=32, error_messages=_SAYS)
    secrecy_ground = forms.ChoiceField(
        choices=[("declaration", "Getekende verklaring"), ("profession", "Beroepsgeheim")]
    )
    secrecy_declared_on = forms.DateField(required=False, error_messages=_SAYS)
    trained_on = forms.DateField(required=False, error_messages=_SAYS)
    employed_from = forms.DateField(error_messages=_SAYS)
    employed_until = forms.DateField(required=False, error_messages=_SAYS)


class WantedForm(forms.Form):
    """What a manager asks for somebody."""

    wanted = forms.CharField(error_messages={"required": "Kies een functie of een taak."})
    unit = forms.CharField(required=False, max_length=80)
    starts_on = forms.DateField(error_messages=_SAYS)
    ends_on = forms.DateField(error_messages=_SAYS)
    reason = forms.CharField(max_length=intake.LONGEST_REASON, error_messages=_SAYS)

    def asked(self) -> intake.WantedAccess:
        """Give what is asked; the choice names its kind and its name."""
        told = self.cleaned_data
        kind, _mark, name = told["wanted"].partition(":")
        return intake.WantedAccess(
            kind=kind,
            name=name,
            unit=(told["unit"] or None) if kind == "role" else None,
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
            reason=told["reason"],
        )


@dataclass(frozen=True)
class Choice:
    """One line of a list to choose from."""

    value: str
    words: str


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF, Desk.MEDICAL)
def people(request: DeskRequest) -> HttpResponse:
    """Show who works here and which requests wait; advise on, grant or refuse one."""
    if request.method == "POST":
        return _decided(request)
    page = access_control.view_access(actor=request.actor, at=timezone.now())
    context = {"page": page, "duties": duties_of(request.actor), "reason_id": "reden"}
    return render(request, "web/access/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def join(request: DeskRequest) -> HttpResponse:
    """Record somebody who starts to work here."""
    form = EmployeeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            staff_id = access_control.record_employee(
                actor=request.actor, new=intake.NewEmployee(**form.cleaned_data), at=timezone.now()
            )
        except access_control.InputError as error:
            put(form, error.problems)
        except access_control.TakenError:
            form.add_error("username", _("Deze inlognaam is al in gebruik. Kies een andere."))
        else:
            messages.success(
                request, _("De medewerker is ingeschreven. De leidinggevende vraagt een functie aan.")
            )
            return redirect("access_employee", staff_id=staff_id)
    return render(request, "web/access/join.html", {"form": form, "today": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF, Desk.MEDICAL)
def employee(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    """Show one employee; ask a role, record a training, invite to log in, or let leave."""
    form = WantedForm(request.POST if request.POST.get("step") == "ask" else None)
    told: dict[str, object] = {}
    if request.method == "POST":
        step = _STEPS.get(request.POST.get("step", ""))
        if step is None:
            raise Http404
        answer = step(request, staff_id, form, told)
        if answer is not None:
            return answer
    try:
        page = access_control.view_employee(actor=request.actor, staff_id=staff_id, at=timezone.now())
    except access_control.UnknownRowError as error:
        raise Http404 from error
    context = {
        "page": page,
        "form": form,
        "duties": duties_of(request.actor),
        "own": str(staff_id) == request.actor.identifier,
        "roles": _roles(),
        "extra": _extra(),
        "units": [Choice(name, str(words)) for name, words in UNITS.items()],
        "today": timezone.localdate(),
        **told,
    }
    return render(request, "web/access/employee.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def reviews(request: DeskRequest) -> HttpResponse:
    """Show the quarterly review, overdue first; keep or end with one click."""
    if request.method == "POST":
        return _reviewed(request)
    page = access_control.view_reviews(actor=request.actor, at=timezone.now(), logins=last_logins())
    return render(request, "web/access/reviews.html", {"page": page, "duties": duties_of(request.actor)})


def last_logins() -> Mapping[str, Any]:
    """Give when each login came in last; a role is used by coming in."""
    known = Account.objects.exclude(last_login=None).values_list("username", "last_login")
    return dict(known)


def duties_of(actor: Actor) -> frozenset[str]:
    """Give the duties that somebody holds by role, for the buttons; whether one may is decided at the act."""
    return separation().of_role(actor.role)


def put(form: forms.Form, problems: Mapping[str, str]) -> None:
    """Put what is wrong beside its field."""
    for name, problem in problems.items():
        form.add_error(name if name in form.fields else None, problem)


def _ask(
    request: DeskRequest, staff_id: UUID, form: WantedForm, _told: dict[str, object]
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        access_control.request_access(
            actor=request.actor, staff_id=staff_id, wanted=form.asked(), at=timezone.now()
        )
    except access_control.InputError as error:
        put(form, {"wanted" if name == "name" else name: text for name, text in error.problems.items()})
        return None
    messages.success(request, _("De vraag is gesteld. Een ander beslist erover."))
    return redirect("access_employee", staff_id=staff_id)


def _train(
    request: DeskRequest, staff_id: UUID, _form: WantedForm, told: dict[str, object]
) -> HttpResponse | None:
    field = forms.DateField()
    try:
        day = field.clean(request.POST.get("completed_on", ""))
        access_control.record_training(
            actor=request.actor, staff_id=staff_id, completed_on=day, at=timezone.now()
        )
    except (forms.ValidationError, access_control.InputError):
        told["training_error"] = _("Vul een dag in die geweest is, zoals 2026-11-02.")
        return None
    messages.success(request, _("De training is ingeschreven."))
    return redirect("access_employee", staff_id=staff_id)


def _leave(
    request: DeskRequest, staff_id: UUID, _form: WantedForm, told: dict[str, object]
) -> HttpResponse | None:
    try:
        username = access_control.end_employment(
            actor=request.actor, staff_id=staff_id, reason=request.POST.get("reason", ""), at=timezone.now()
        )
    except access_control.InputError as error:
        told["leave_error"] = error.problems["reason"]
        return None
    if lifecycle.has_account(username):
        lifecycle.end_access(username)
    messages.success(request, _("Alle toegang is beëindigd, ook in wat nog open stond."))
    return redirect("access_employee", staff_id=staff_id)


def _invite(
    request: DeskRequest, staff_id: UUID, _form: WantedForm, told: dict[str, object]
) -> HttpResponse | None:
    # The trace comes first: who invites whom is an act of human resources like any other.
    member = access_control.note_invitation(actor=request.actor, staff_id=staff_id, at=timezone.now())
    if not member.role or not lifecycle.was_never_used(member.username):
        told["invite_error"] = (
            _("Deze medewerker heeft al een account. Herstel gaat langs de beheerder.")
            if member.role
            else _("Eerst moet er een functie zijn toegekend.")
        )
        return None
    desk = Desk.OVERSIGHT if member.role in _OVERSIGHT_ROLES else Desk.STAFF
    told["code"] = lifecycle.invite(member.username, desk)
    return None


_STEPS: dict[str, Callable[[DeskRequest, UUID, WantedForm, dict[str, object]], HttpResponse | None]] = {
    "ask": _ask,
    "train": _train,
    "leave": _leave,
    "invite": _invite,
}


def _decided(request: DeskRequest) -> HttpResponse:
    grant_id, reason = _number(request.POST.get("grant", "")), request.POST.get("reason", "")
    actor, at, step = request.actor, timezone.now(), request.POST.get("step", "")
    try:
        if step == "grant":
            access_control.grant_access(actor=actor, grant_id=grant_id, at=at)
            messages.success(request, _("De toegang is toegekend."))
        elif step == "refuse":
            access_control.refuse_access(actor=actor, grant_id=grant_id, at=at)
            messages.success(request, _("De vraag is afgewezen."))
        elif step in {"advise", "advise-against"}:
            access_control.advise_access(
                actor=actor, grant_id=grant_id, positive=step == "advise", reason=reason, at=at
            )
            messages.success(request, _("Uw advies is vastgelegd."))
        else:
            raise Http404
    except access_control.InputError as error:
        messages.error(request, error.problems["reason"])
    except access_control.NotOpenError:
        messages.error(request, _("Deze vraag is al behandeld, of de gevraagde periode is voorbij."))
    except access_control.UnknownRowError as error:
        raise Http404 from error
    return redirect("access")


def _reviewed(request: DeskRequest) -> HttpResponse:
    actor, at, ticket = request.actor, timezone.now(), request.POST.get("ticket")
    try:
        if ticket:
            access_control.review_ticket(actor=actor, ticket=ticket, at=at)
        else:
            grant_id, keep = _number(request.POST.get("grant", "")), request.POST.get("keep") == "1"
            access_control.review_grant(actor=actor, grant_id=grant_id, keep=keep, at=at)
        messages.success(request, _("Vastgelegd."))
    except access_control.NotOpenError:
        messages.error(request, _("Deze toegang was al beëindigd."))
    except access_control.UnknownRowError as error:
        raise Http404 from error
    return redirect("access_reviews")


def _number(text: str) -> UUID:
    try:
        found: UUID = forms.UUIDField().clean(text)
    except forms.ValidationError as error:
        raise Http404 from error
    return found


def _roles() -> list[Choice]:
    names = {grant.role for grant in access_grants()} - _NOT_STAFF
    names |= {role for duty in separation().duties.values() for role in duty.roles}
    return sorted(
        (Choice(f"role:{name}", explain.role_words(name)) for name in names), key=lambda one: one.words
    )


def _extra() -> list[Choice]:
    duties = separation().duties.values()
    return sorted(
        (Choice(f"duty:{duty.name}", duty.dutch) for duty in duties if not duty.only_roles),
        key=lambda one: one.words,
    )
