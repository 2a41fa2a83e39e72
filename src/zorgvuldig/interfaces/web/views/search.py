"""Search that asks for a purpose (zoeken met een doel): decided and logged, also when nobody is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk, home_of
from zorgvuldig.interfaces.web.wording import purpose_word
from zorgvuldig.processes.access_control import usecases as access_control

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest

LONGEST_NUMBER = 40
_SAYS = {"invalid": "Vul een datum in zoals 1984-02-29."}
_CLAIMS = "claims"


class SearchForm(forms.Form):
    """For what an employee looks, and for whom: the number of a claim, or somebody in words."""

    purpose = forms.ChoiceField(
        error_messages={"required": "Kies waarvoor u zoekt.", "invalid_choice": "Dit doel is niet van u."}
    )
    claim_number = forms.CharField(required=False, max_length=LONGEST_NUMBER)
    family_name = forms.CharField(required=False, max_length=100)
    birthdate = forms.DateField(required=False, error_messages=_SAYS)
    postcode = forms.CharField(required=False, max_length=7)

    def __init__(self, purposes: Sequence[str], data: Any = None) -> None:  # noqa: ANN401 — as Django takes it
        super().__init__(data, initial={"purpose": purposes[0] if len(purposes) == 1 else None})
        choice = self.fields["purpose"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(purpose, purpose_word(purpose)) for purpose in purposes]

    def clean(self) -> dict[str, Any]:
        """Ask for a number, or for a name with a birth date; never for a name alone."""
        told = super().clean() or {}
        if told.get("claim_number"):
            if told.get("purpose") not in {_CLAIMS, None}:
                self.add_error("claim_number", _("Met een nummer zoekt u alleen een declaratie."))
        elif "birthdate" not in self.errors:
            for name, words in (
                ("family_name", _("Vul een achternaam in, of het nummer van een declaratie.")),
                ("birthdate", _("Vul ook de geboortedatum in.")),
            ):
                if not told.get(name):
                    self.add_error(name, words)
        return told


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk(Desk.STAFF, Desk.MEDICAL)
def search(request: DeskRequest) -> HttpResponse:
    """Show the form; look for somebody; lead on to the claim when the number is of one claim alone."""
    purposes = access_control.searches_of(request.actor)
    form = SearchForm(purposes, request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if value}
        found = access_control.search(
            actor=request.actor, sought=access_control.Sought(**told), at=timezone.now()
        )
        if told.get("claim_number") and len(found.claims) == 1 and opens_claims(request):
            return redirect(claim_route(request), claim_id=found.claims[0].claim_id)
    context = {
        "form": form,
        "found": found,
        "purposes": [(purpose, purpose_word(purpose)) for purpose in purposes],
        "numbers": _CLAIMS in purposes,
        "opens": opens_claims(request),
        "claim_route": claim_route(request),
        "several": bool(found and found.met > 1),
        "home": home_of(request),
    }
    return render(request, "web/staff/search.html", context)


def opens_claims(request: DeskRequest) -> bool:
    """Tell whether a page of a claim is open to this role."""
    return request.actor.role in {"claims-handler", "medical-adviser"}


def claim_route(request: DeskRequest) -> str:
    """Name the page of a claim at the desk of whoever asks."""
    return "medical_claim" if request.actor.role == "medical-adviser" else "staff_claim"
