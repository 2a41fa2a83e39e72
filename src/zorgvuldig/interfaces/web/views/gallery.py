"""The gallery (galerij): every part of the pages in its states, with made-up examples; open to anyone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web import examples
from zorgvuldig.interfaces.web.charts import bar_chart, dot_chart, line_chart, stacked_chart
from zorgvuldig.interfaces.web.diagrams import diagram
from zorgvuldig.interfaces.web.machines import MACHINES
from zorgvuldig.interfaces.web.timelines import timeline

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zorgvuldig.ledger.cards import DecisionView

MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
PARTS = (
    ("kleuren", _("Kleur en letter")),
    ("knoppen", _("Knoppen en meldingen")),
    ("formulier", _("Formulier")),
    ("loop", _("De loop")),
    ("besluit", _("Besluitkaart")),
    ("klok", _("Klok")),
    ("tijdlijn", _("Tijdlijn")),
    ("toestanden", _("Toestanden")),
    ("tabel", _("Tabel")),
    ("grafieken", _("Grafieken")),
    ("leeg", _("Leeg")),
)
COLOURS = ("permit", "forbid", "no-permit", "gap")


class ExampleForm(forms.Form):
    """A form that shows how a mistake is told; it is never sent."""

    name = forms.CharField(
        initial="Praktijk Molenweg", error_messages={"required": _("Vul een naam in.")}, required=True
    )
    reference = forms.CharField(error_messages={"required": _("Vul het nummer van de declaratie in.")})


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show each part in its states."""
    context = {
        "parts": PARTS,
        "outcomes": COLOURS,
        "filled": ExampleForm({"name": "Praktijk Molenweg", "reference": "202610-00417"}),
        "wrong": ExampleForm({"name": "Praktijk Molenweg", "reference": ""}, auto_id="fout_%s"),
        "river": examples.river(),
        "stopped": examples.river(reached=3),
        "decisions": _decisions(),
        "clocks": examples.clocks(),
        "days": timeline(examples.moments()),
        "nothing": (),
        "granted": diagram(MACHINES["grant"], current="granted"),
        "machines": [diagram(machine) for machine in MACHINES.values()],
        "lines": examples.lines(),
        "charts": _charts(),
    }
    return render(request, "web/public/gallery.html", context)


def _decisions() -> tuple[DecisionView, ...]:
    """Give one decision of each outcome."""
    return (
        examples.decision(),
        examples.refused_marketing(),
        replace(
            examples.decision(),
            outcome="no-permit",
            purpose="research",
            reason="Geen enkele regel staat dit toe. Voor dit onderzoek is er nog geen besluit.",
            duties=(),
        ),
        replace(
            examples.decision(),
            outcome="gap",
            reason="Niet bekend is of deze medewerker tot geheimhouding is verplicht. Zolang dat zo is, mag "
            "het niet: ook niet als het waarschijnlijk in orde is, en ook niet als iemand haast heeft.",
            duties=(),
        ),
    )


def _charts() -> dict[str, object]:
    outcomes = [("Toegestaan", 5_394, "permit"), ("Verboden", 41, "forbid"), ("Gegeven ontbreekt", 7, "gap")]
    permitted = [410, 433, 512, 498, 476, None, 530, 388, 541, 602, 575, 560]
    refused = [31, 28, 44, 39, 40, None, 36, 30, 52, 61, 48, 45]
    parts = [("Betaald", "permit"), ("Deels betaald", "no-permit"), ("Afgewezen", "forbid")]
    rows = [
        ("Geestelijke gezondheidszorg", [310, 42, 38]),
        ("Mondzorg", [190, 12, 9]),
        ("Vervoer", [22, 0, 3]),
    ]
    shares = [
        ("Eerste steekproef", 3, 60, (0.017, 0.137)),
        ("Tweede steekproef", 9, 299, (0.016, 0.056)),
        ("Nog niets gekeken", 0, 0, (0.0, 1.0)),
    ]
    return {
        "bars": bar_chart("Besluiten naar uitkomst", "Uitkomst", outcomes),
        "no_bars": bar_chart("Besluiten naar uitkomst", "Uitkomst", []),
        "lines": line_chart(
            "Declaraties per maand",
            "Maand van 2026",
            MONTHS,
            [("Goedgekeurd", permitted, "permit"), ("Afgewezen", refused, "forbid")],
            unit="aantal",
        ),
        "no_lines": line_chart("Declaraties per maand", "Maand", (), ()),
        "stacks": stacked_chart("Regels naar soort zorg", "Soort zorg", parts, rows),
        "dots": dot_chart("Fouten in de steekproef", "Steekproef", shares),
    }
