"""Ways around the ordinary: break-glass, privileged access by ticket, and the desk that watches over both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.web.accounts.lifecycle import recently_authenticated
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.views.access import duties_of, put
from zorgvuldig.processes.access_control import intake
from zorgvuldig.processes.access_control import usecases as access_control

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

#: How fresh the second factor must be before anything is opened in an emergency.
FRESH_MINUTES = 5
_SAYS = {"required": "Vul dit in.", "invalid": "Vul een datum in zoals 1984-02-29."}


class EmergencyForm(forms.Form):
    """Whom an employee looks for in an emergency, and why."""

    family_name = forms.CharField(max_length=100, error_messages=_SAYS)
    birthdate = forms.DateField(error_messages=_SAYS)
    postcode = forms.CharField(required=False, max_length=7)
    reason = forms.CharField(max_length=intake.LONGEST_REASON, error_messages=_SAYS)


class TicketForm(forms.Form):
    """A request for far-reaching powers."""

    ticket = forms.CharField(max_length=40, error_messages=_SAYS)
    hours = forms.IntegerField(error_messages={**_SAYS, "invalid": "Vul een aantal uren in."})
    reason = forms.CharField(max_length=intake.LONGEST_REASON, error_messages=_SAYS)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF, Desk.MEDICAL)
def start(request: DeskRequest) -> HttpResponse:
    """Show the own emergencies and the form; open break-glass on one person."""
    fresh = recently_authenticated(request, FRESH_MINUTES)
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            emergency_id = access_control.open_emergency(
                actor=request.actor,
                asked=intake.Emergency(**form.cleaned_data),
                second_factor=fresh,
                at=timezone.now(),
            )
        except access_control.InputError as error:
            put(form, error.problems)
        except access_control.NobodyFoundError as error:
            form.add_error(None, _several() if error.several else _nobody())
        else:
            return redirect("break_glass_open", emergency_id=emergency_id)
    own = access_control.own_emergencies(actor=request.actor, at=timezone.now())
    context = {"form": form, "fresh": fresh, "own": own, "minutes": FRESH_MINUTES}
    return render(request, "web/access/break_glass.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF, Desk.MEDICAL)
def opened(request: DeskRequest, emergency_id: UUID) -> HttpResponse:
    """Show where the person is while break-glass is open; end it by hand."""
    at = timezone.now()
    try:
        if request.method == "POST":
            access_control.close_emergency(actor=request.actor, emergency_id=emergency_id, at=at)
            messages.success(request, _("De noodtoegang is gesloten. Een ander beoordeelt haar."))
            return redirect("break_glass")
        page = access_control.read_emergency(actor=request.actor, emergency_id=emergency_id, at=at)
    except access_control.UnknownRowError as error:
        raise Http404 from error
    return render(request, "web/access/emergency.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF)
def powers(request: DeskRequest) -> HttpResponse:
    """Show requests for far-reaching powers; ask for some, or approve what somebody else asked."""
    asking = request.method == "POST" and request.POST.get("step") == "ask"
    form = TicketForm(request.POST if asking else None)
    if request.method == "POST":
        done = _asked(request, form) if asking else _approved(request)
        if done:
            return redirect("powers")
    tickets = access_control.view_powers(actor=request.actor, at=timezone.now())
    context = {"form": form, "tickets": tickets, "duties": duties_of(request.actor)}
    return render(request, "web/access/powers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.OVERSIGHT)
def oversight(request: DeskRequest) -> HttpResponse:
    """Show alarms, duties kept apart, refused tries, powers and overdue reviews; judge an emergency."""
    if request.method == "POST":
        _judge(request)
        return redirect("oversight_access")
    page = access_control.view_oversight(actor=request.actor, at=timezone.now())
    return render(request, "web/access/oversight.html", {"page": page, "duties": duties_of(request.actor)})


def _judge(request: DeskRequest) -> None:
    try:
        emergency_id = forms.UUIDField().clean(request.POST.get("emergency", ""))
        access_control.judge_emergency(
            actor=request.actor,
            emergency_id=emergency_id,
            justified=request.POST.get("judgement") == "justified",
            reason=request.POST.get("reason", ""),
            at=timezone.now(),
        )
        messages.success(request, _("Uw oordeel is vastgelegd."))
    except (forms.ValidationError, access_control.UnknownRowError) as error:
        raise Http404 from error
    except access_control.InputError as error:
        messages.error(request, error.problems["reason"])
    except access_control.NotOpenError:
        messages.error(request, _("Deze noodtoegang is al beoordeeld."))


def _asked(request: DeskRequest, form: TicketForm) -> bool:
    if not form.is_valid():
        return False
    try:
        access_control.request_powers(actor=request.actor, at=timezone.now(), **form.cleaned_data)
    except access_control.InputError as error:
        put(form, error.problems)
        return False
    except access_control.TakenError:
        form.add_error("ticket", _("Dit nummer is al gebruikt. Elk verzoek heeft een eigen nummer."))
        return False
    messages.success(request, _("Het verzoek is gesteld. Een ander beslist erover."))
    return True


def _approved(request: DeskRequest) -> bool:
    try:
        access_control.approve_powers(
            actor=request.actor, ticket=request.POST.get("ticket", ""), at=timezone.now()
        )
    except access_control.UnknownRowError as error:
        raise Http404 from error
    except access_control.NotOpenError:
        messages.error(request, _("Dit verzoek is al behandeld."))
        return True
    messages.success(request, _("De bevoegdheid is toegestaan en loopt vanaf nu."))
    return True


def _nobody() -> str:
    return _("Niemand past hierbij. Controleer de naam en de geboortedatum. Dat u zocht, is vastgelegd.")


def _several() -> str:
    return _("Meer dan één persoon past hierbij. Vul ook de postcode in. Dat u zocht, is vastgelegd.")
