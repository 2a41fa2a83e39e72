"""The river: intake → decide → record → act → explain, drawn as one stream with five stations.

Mostly geometry: which stage stands where, how far the water has come, and where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zorgvuldig.processes.claims_handling.explain import StageView

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 1000
HIGH, LOW = 34, 66
"""The stations stand by turns in an upper and a lower bend, in hundredths of the drawing's height."""


@dataclass(frozen=True)
class Station:
    """One stage on the bank: its view, its place, and whether the water reached it."""

    stage: StageView
    number: int
    bend: str
    reached: bool
    stopped: bool


@dataclass(frozen=True)
class RiverDrawing:
    """What the template draws: the bed, how far the water runs, and the stations."""

    bed: str
    reach: int
    stations: tuple[Station, ...]


def river_drawing(stages: Sequence[StageView]) -> RiverDrawing:
    """Lay out the stations at equal distances and let the water run to the last stage that is done."""
    done = 0
    while done < len(stages) and stages[done].done:
        done += 1
    stations = tuple(
        Station(
            stage=stage,
            number=place + 1,
            bend="high" if place % 2 == 0 else "low",
            reached=stage.done,
            stopped=not stage.done and place == done,
        )
        for place, stage in enumerate(stages)
    )
    step = WIDTH // max(len(stages), 1)
    reach = WIDTH if done == len(stages) else done * step
    return RiverDrawing(bed=_bed(len(stages)), reach=reach, stations=stations)


def _bed(count: int) -> str:
    """Draw a smooth line through all stations, from the left bank to the right one."""
    step = WIDTH / max(count, 1)
    x, y = 0.0, float(LOW - 6)
    parts = [f"M{x:g} {y:g}"]
    for place in range(count):
        to_x, to_y = step * (place + 0.5), float(HIGH if place % 2 == 0 else LOW)
        parts.append(_curve(x, y, to_x, to_y))
        x, y = to_x, to_y
    parts.append(_curve(x, y, WIDTH, LOW - 6))
    return " ".join(parts)


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}"


def general_river() -> tuple[StageView, ...]:
    """Tell what the five stages are, for anyone, with nobody's data."""
    return (
        StageView(key="intake", title=_("Binnen"), sentence=_("Een declaratie of een vraag komt binnen.")),
        StageView(key="decide", title=_("Beslissen"), sentence=_("Mag dit? Het artikel geeft het antwoord.")),
        StageView(
            key="record",
            title=_("Vastleggen"),
            sentence=_("Het besluit komt in een logboek dat niemand wijzigt."),
        ),
        StageView(
            key="act", title=_("Uitvoeren"), sentence=_("Pas dan gebeurt er iets, en niet meer dan nodig.")
        ),
        StageView(key="explain", title=_("Uitleggen"), sentence=_("U ziet wat er is gebeurd en waarom.")),
    )


def refused_river() -> tuple[StageView, ...]:
    """Show how far a refused processing came: decided and written down, and then nothing was opened."""
    came, asked, written, nothing, told = general_river()
    return (
        replace(came, sentence=_("Uw vraag kwam binnen.")),
        replace(asked, sentence=_("Het antwoord is nee.")),
        replace(written, sentence=_("De weigering staat in het logboek.")),
        replace(nothing, sentence=_("Hier stopte het: er is niets geopend."), done=False),
        replace(told, sentence=_("Deze pagina zegt waarom.")),
    )
