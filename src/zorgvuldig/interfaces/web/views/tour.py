"""The tour (rondleiding): a claim's life in ten steps at four desks, with the real parts and made-up data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web import examples
from zorgvuldig.interfaces.web.charts import bar_chart
from zorgvuldig.interfaces.web.timelines import timeline

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

PROVIDER, STAFF = _("Bij de zorgaanbieder"), _("Bij de medewerker")
INSURED, OVERSIGHT = _("Bij de verzekerde"), _("Bij het toezicht")


@dataclass(frozen=True)
class TourStep:
    """One step: at which desk, what happens in two or three sentences, and which drawing goes with it."""

    key: str
    desk: _StrPromise
    title: _StrPromise
    text: _StrPromise
    more: _StrPromise


STEPS = (
    TourStep(
        "care",
        PROVIDER,
        _("Er was zorg, en nu is er een rekening"),
        _(
            "Mevrouw Wolkenfelt had twee gesprekken met een psycholoog. De praktijk stuurt de rekening naar "
            "de zorgverzekeraar. Zo'n rekening heet een declaratie."
        ),
        _("In de rekening staan gegevens over gezondheid. Daarom is elke volgende stap aan regels gebonden."),
    ),
    TourStep(
        "intake",
        STAFF,
        _("De declaratie komt binnen"),
        _(
            "Het bestand komt binnen en wordt gelezen. De loop laat zien hoe ver het is: van binnen naar "
            "uitleggen, altijd in deze volgorde."
        ),
        _("Wat niet volgens de afspraken is opgeschreven, gaat terug naar de praktijk."),
    ),
    TourStep(
        "decide",
        STAFF,
        _("Mag dit? Het artikel geeft het antwoord"),
        _(
            "Nog voor iemand een gegeven ziet, vraagt het programma of dat mag. Het antwoord is een besluit: "
            "de uitkomst, het artikel, de reden en wat daarbij moet."
        ),
        _("Zonder een ja van de regels gaat er niets open. Ook niet voor een programma."),
    ),
    TourStep(
        "check",
        STAFF,
        _("Elke regel wordt nagekeken"),
        _(
            "Was mevrouw verzekerd op de dag van de zorg? Is dit niet al eens betaald? Hier gaat het één "
            "keer mis: op 3 oktober was zij niet meer verzekerd."
        ),
        _(
            "Bij elke afwijzing staan de reden en het artikel. Een medewerker ziet alleen wat hiervoor nodig "
            "is."
        ),
    ),
    TourStep(
        "record",
        STAFF,
        _("Het besluit staat vast"),
        _(
            "Het besluit komt in een logboek dat niemand meer kan veranderen. Een tweede sleutel, van de "
            "functionaris gegevensbescherming, tekent mee."
        ),
        _("Wie later iets weghaalt of verandert, valt door de mand: de tekens kloppen dan niet meer."),
    ),
    TourStep(
        "act",
        PROVIDER,
        _("De praktijk krijgt antwoord"),
        _(
            "Nu pas gebeurt er iets: één regel wordt betaald en één afgewezen. De praktijk krijgt een "
            "bericht terug met de code van de reden."
        ),
        _("Vanaf hier lopen er klokken. Een klok zegt wat er moet en tot wanneer."),
    ),
    TourStep(
        "explain",
        INSURED,
        _("Mevrouw leest wat er is besloten, en waarom"),
        _(
            "Op haar eigen pagina staat de declaratie in gewone taal: wat is betaald, wat niet en welk "
            "artikel daarover gaat."
        ),
        _("Is zij het er niet mee eens? Dan weet zij precies waarover zij een vraag kan stellen."),
    ),
    TourStep(
        "looked",
        INSURED,
        _("Zij ziet wie er keek"),
        _(
            "Elke blik op haar gegevens staat in een lijst: wie, wanneer, waarvoor en volgens welk artikel. "
            "Ook wat geweigerd is, staat erbij."
        ),
        _("De afdeling reclame wilde haar gegevens gebruiken. Dat mocht niet, en er is niets geopend."),
    ),
    TourStep(
        "oversight",
        OVERSIGHT,
        _("Het toezicht ziet wat er misging en wat te laat is"),
        _(
            "De functionaris gegevensbescherming ziet elk besluit en elke weigering, en welke plicht nog "
            "openstaat. Wat te laat is, staat bovenaan."
        ),
        _("Hij ziet niet meer van mensen dan nodig is. Ook zijn eigen blik staat in het logboek."),
    ),
    TourStep(
        "proof",
        OVERSIGHT,
        _("U hoeft ons niet te geloven"),
        _(
            "Van elk besluit is er een bewijs. Mevrouw haalt het op en controleert het thuis met een klein "
            "programma, zonder ons."
        ),
        _("Dat was de rondleiding. U kunt nu zelf kijken."),
    ),
)
_REACHED = {"intake": 1, "decide": 2, "check": 2, "record": 3, "act": 4, "explain": 5}


@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """Show one of the ten steps; without a number the first."""
    number = int(request.GET.get("stap", "1"))
    if not 1 <= number <= len(STEPS):
        raise Http404
    step = STEPS[number - 1]
    context = {
        "step": step,
        "number": number,
        "count": len(STEPS),
        "steps": list(enumerate(STEPS, 1)),
        "previous": number - 1,
        "following": number + 1 if number < len(STEPS) else 0,
        "river": examples.river(_REACHED[step.key]) if step.key in _REACHED else None,
        "drawing": f"web/public/tour/{step.key}.html",
        **_drawn(step.key),
    }
    return render(request, "web/public/tour.html", context)


def _drawn(key: str) -> dict[str, object]:
    """Give what the drawing of a step shows."""
    if key in {"decide", "looked"}:
        return {
            "decision": examples.decision() if key == "decide" else examples.refused_marketing(),
            "days": timeline(examples.moments()[:2]),
        }
    if key == "oversight":
        counts = [
            ("Toegestaan", 5_394, "permit"),
            ("Verboden", 41, "forbid"),
            ("Gegeven ontbreekt", 7, "gap"),
        ]
        return {"clocks": examples.clocks()[:3], "chart": bar_chart("Besluiten", "Uitkomst", counts)}
    return {"lines": examples.lines(), "clocks": examples.answer_clocks()}
