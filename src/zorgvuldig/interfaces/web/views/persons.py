"""Oversight looks for one person and sees who looked at that person, when, for what and by which article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.views.figures import asked_days
from zorgvuldig.processes.compliance import usecases as compliance

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

#: "Who looked last week": today and the seven days before it.
DAYS = 8
LIMIT = 50
_SAYS = {"invalid": "Vul een datum in, zoals 1984-02-29."}


class PersonForm(forms.Form):
    """Who is looked for: by name and day of birth, or by number. By POST: no address tells it."""

    family_name = forms.CharField(required=False, max_length=100)
    birthdate = forms.DateField(required=False, error_messages=_SAYS)
    number = forms.UUIDField(
        required=False, error_messages={"invalid": "Dit is geen nummer van een persoon."}
    )

    def clean(self) -> dict[str, object]:
        """Demand one of the two ways to name somebody."""
        given = super().clean() or {}
        named = given.get("family_name") and given.get("birthdate")
        if not self.errors and not named and not given.get("number"):
            raise forms.ValidationError(_("Vul de achternaam en de geboortedatum in, of het nummer."))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.OVERSIGHT)
def search(request: DeskRequest) -> HttpResponse:
    """Ask of whom the processings are checked; lead to the page of that person."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person_id = form.cleaned_data["number"] or _found(request, form)
        if person_id is not None:
            return redirect("oversight_person", person_id=person_id)
    return render(request, "web/oversight/persons.html", {"form": form})


@require_safe
@at_desk(Desk.OVERSIGHT)
def person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Show who looked at this person, newest first; that oversight looked is shown to the person too."""
    days, before = asked_days(request, DAYS), request.GET.get("voor", "")
    looks = compliance.view_person(
        actor=request.actor,
        at=timezone.now(),
        person_id=person_id,
        period=days.period,
        limit=LIMIT,
        before=int(before) if before.isdecimal() else None,
    )
    context = {
        "person_id": person_id,
        "days": days,
        "looks": looks,
        "older": looks[-1].position if len(looks) == LIMIT else None,
    }
    return render(request, "web/oversight/person.html", context)


def _found(request: DeskRequest, form: PersonForm) -> UUID | None:
    try:
        return compliance.find_person(
            actor=request.actor,
            at=timezone.now(),
            family_name=form.cleaned_data["family_name"],
            birthdate=form.cleaned_data["birthdate"],
        )
    except compliance.NobodyFoundError as error:
        form.add_error(None, _several() if error.several else _nobody())
        return None


def _nobody() -> str:
    return _("Niemand past hierbij. Controleer de naam en de geboortedatum. Dat u zocht, is vastgelegd.")


def _several() -> str:
    return _("Meer dan één persoon past hierbij. Zoek op het nummer. Dat u zocht, is vastgelegd.")
