"""The insured desk: what I allow and do not want, said and taken back in one click (mijn keuzes)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.views.access import put
from zorgvuldig.processes.wishes import intake
from zorgvuldig.processes.wishes import usecases as wishes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

_ANSWERS = {"ja": True, "nee": False}


class ObjectionForm(forms.Form):
    """What a person objects to, and the personal circumstances."""

    purpose = forms.CharField(max_length=40, error_messages={"required": "Kies waartegen u bezwaar maakt."})
    circumstances = forms.CharField(
        max_length=intake.LONGEST,
        error_messages={"required": "Schrijf in een paar woorden wat er bij u bijzonder is."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.INSURED)
def my_choices(request: DeskRequest) -> HttpResponse:
    """Show the own choices; record a yes, a no, an objection, or that it is taken back."""
    objecting = request.POST.get("step") == "bezwaar"
    form = ObjectionForm(request.POST if objecting else None)
    if request.method == "POST" and (_objected(request, form) if objecting else _said(request)):
        return redirect("my_choices")
    mine = wishes.view_my_choices(actor=request.actor, at=timezone.now())
    return render(request, "web/insured/choices.html", {"mine": mine, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.INSURED)
def my_shield(request: DeskRequest) -> HttpResponse:
    """Show whether the own whereabouts are shielded; shield them at once, or ask for the end of it."""
    if request.method == "POST":
        lay = (
            wishes.shield_whereabouts,
            _("Uw adres is vanaf nu afgeschermd."),
            _("Uw adres was al afgeschermd."),
        )
        steps = {
            "einde": (
                wishes.ask_shield_end,
                _("Wij weten het. U krijgt eerst een brief; tot dan blijft uw adres afgeschermd."),
                _("Dit vroeg u al, of uw adres is niet afgeschermd."),
            ),
            "houden": (
                wishes.keep_shield,
                _("Uw adres blijft afgeschermd."),
                _("Er liep niets om de afscherming te stoppen. Uw adres blijft afgeschermd."),
            ),
        }
        step, changed, same = steps.get(request.POST.get("step", ""), lay)
        messages.success(request, changed if step(actor=request.actor, at=timezone.now()) else same)
        return redirect("my_shield")
    shield = wishes.view_shield(actor=request.actor, at=timezone.now())
    return render(request, "web/insured/shield.html", {"shield": shield})


def _said(request: DeskRequest) -> bool:
    """Record a yes or a no, or take back an objection; anything else is no choice that there is."""
    if request.POST.get("step") == "terug":
        purpose = request.POST.get("purpose", "")
        if wishes.take_objection_back(actor=request.actor, purpose=purpose, at=timezone.now()):
            messages.success(request, _("Uw bezwaar is ingetrokken."))
        else:
            messages.error(request, _("Er loopt geen bezwaar dat u kunt intrekken."))
        return True
    answer = _ANSWERS.get(request.POST.get("answer", ""))
    if answer is None:
        messages.error(request, _("Kies ja of nee."))
        return True
    try:
        told = wishes.say(
            actor=request.actor, key=request.POST.get("choice", ""), yes=answer, at=timezone.now()
        )
    except wishes.UnknownChoiceError as error:
        raise Http404 from error
    messages.success(request, told)
    return True


def _objected(request: DeskRequest, form: ObjectionForm) -> bool:
    if not form.is_valid():
        return False
    try:
        wishes.object_to_use(actor=request.actor, at=timezone.now(), **form.cleaned_data)
    except wishes.InputError as error:
        put(form, error.problems)
        return False
    messages.success(request, _("Uw bezwaar is vastgelegd. U hoort binnen vier weken wat wij besluiten."))
    return True
