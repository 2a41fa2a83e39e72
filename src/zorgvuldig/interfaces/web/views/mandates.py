"""The insured desk: who may act for me, and for whom I act (machtigingen)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.views.access import put
from zorgvuldig.processes.representation import usecases as representation

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

_DATE = {"required": "Vul de geboortedatum in.", "invalid": "Vul een datum in zoals 1984-02-29."}


class MandateForm(forms.Form):
    """Who may act for a person, about what and until when."""

    number = forms.CharField(max_length=15, error_messages={"required": "Vul het nummer in."})
    birthdate = forms.DateField(error_messages=_DATE)
    scope = forms.CharField(
        max_length=10, error_messages={"required": "Kies waarover de ander voor u mag handelen."}
    )
    until = forms.DateField(required=False, error_messages=_DATE)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.INSURED)
def my_mandates(request: DeskRequest) -> HttpResponse:
    """Show the mandates; give one."""
    form = MandateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _given(request, form):
        return redirect("my_mandates")
    page = representation.view_mandates(actor=request.actor, at=timezone.now())
    return render(request, "web/insured/mandates.html", {"page": page, "form": form})


@require_POST
@at_desk(Desk.INSURED)
def my_mandate(request: DeskRequest, mandate_id: UUID) -> HttpResponse:
    """End one own mandate, at once."""
    try:
        representation.end_mandate(actor=request.actor, mandate_id=mandate_id, at=timezone.now())
    except representation.UnknownMandateError as error:
        raise Http404 from error
    messages.success(request, _("De machtiging is beëindigd. De ander ziet vanaf nu niets meer van u."))
    return redirect("my_mandates")


def _given(request: DeskRequest, form: MandateForm) -> bool:
    if not form.is_valid():
        return False
    try:
        representation.give_mandate(actor=request.actor, at=timezone.now(), **form.cleaned_data)
    except representation.InputError as error:
        put(form, error.problems)
        return False
    messages.success(
        request,
        _(
            "Uw machtiging is vastgelegd. Is deze persoon bij ons verzekerd, dan geldt zij meteen. "
            "Wij zeggen niet of iemand bij ons verzekerd is."
        ),
    )
    return True
