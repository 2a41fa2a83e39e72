"""Made-up examples for the gallery and the tour: nobody's data, the real parts.

The claim of the tour is the claim of the gallery, so that whoever saw one recognizes the other.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from zorgvuldig.interfaces.web.clocks import Clock, clock
from zorgvuldig.interfaces.web.timelines import Moment
from zorgvuldig.ledger.cards import DecisionView
from zorgvuldig.norms.citing import Citation, cite
from zorgvuldig.processes.claims_handling.explain import LineView, ReasonView, StageView

ZONE = ZoneInfo("Europe/Amsterdam")
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, 4, tzinfo=ZONE)
ENTRY = UUID("00000000-0000-4000-8000-00000000ee01")


def cited(*norms: str) -> tuple[Citation, ...]:
    """Cite norms as they stand today."""
    return cite(norms, TODAY)


def decision() -> DecisionView:
    """Make up a decision that permits (besluit)."""
    return DecisionView(
        entry_id=ENTRY,
        at=NOON,
        purpose="formal-control",
        action="consult",
        data=("identification", "policy"),
        role="claims-handler",
        unit="claims",
        outcome="permit",
        reason="Dit mag: een declaratie controleren hoort bij het uitvoeren van de verzekering.",
        citations=cited("GC-4.0.4a"),
        duties=("Vertel de verzekerde waar de gegevens vandaan komen.",),
        leaf_index=1204,
    )


def refused_marketing() -> DecisionView:
    """Make up the refusal of health data for marketing (reclame)."""
    return replace(
        decision(),
        outcome="forbid",
        purpose="marketing",
        action="select",
        data=("identification", "health"),
        role="marketer",
        unit="marketing",
        reason="Dit mag niet: gegevens over gezondheid worden niet gebruikt voor reclame.",
        citations=cited("GC-4.5.1"),
        duties=(),
    )


def reason() -> ReasonView:
    """Make up why a line was refused (afwijsreden)."""
    return ReasonView(
        reason="not-insured-on-date",
        sentence="Op 3 oktober 2026 was deze persoon niet bij ons verzekerd.",
        level="administration",
        return_code="8104",
        citations=cited("GC-1.8"),
    )


def lines() -> tuple[LineView, ...]:
    """Make up two lines of a claim: one paid, one refused (prestatieregels)."""
    return tuple(
        LineView(
            row=row,
            reference=f"0000{row}",
            service_code="190013",
            description="Zitting psychologische zorg, 45 minuten",
            started_on=day,
            ended_on=day,
            quantity=1,
            charged_cents=11_240,
            approved_cents=paid,
            state="accepted" if paid else "refused",
            reasons=() if paid else (reason(),),
        )
        for row, day, paid in ((3, date(2026, 9, 21), 11_240), (4, date(2026, 10, 3), 0))
    )


def river(reached: int = 5) -> tuple[StageView, ...]:
    """Tell the five stages of one made-up claim, as far as it came."""
    told = (
        ("intake", "Binnen", "Het bestand kwam binnen met twee regels."),
        ("decide", "Beslissen", "De artikelen staan de controle toe."),
        ("record", "Vastleggen", "Het besluit staat op plaats 1.204 in het logboek."),
        ("act", "Uitvoeren", "Eén regel is betaald, één is afgewezen."),
        ("explain", "Uitleggen", "De verzekerde ziet de reden en het artikel."),
    )
    return tuple(
        StageView(key=key, title=title, sentence=sentence, done=place < reached)
        for place, (key, title, sentence) in enumerate(told)
    )


def clocks() -> tuple[Clock, ...]:
    """Set one clock in each state."""
    return (
        clock(
            "Vraag van een verzekerde beantwoorden",
            TODAY - timedelta(days=2),
            TODAY,
            started_on=date(2026, 10, 18),
            norm="AVG, artikel 12 lid 3",
        ),
        clock(
            "Noodtoegang laten beoordelen", TODAY + timedelta(days=1), TODAY, started_on=date(2026, 11, 16)
        ),
        clock("Bezwaar tegen een afwijzing behandelen", TODAY, TODAY, started_on=date(2026, 11, 1)),
        clock(
            "Bewaartermijn van een dossier met een heel lange naam die over meer dan één regel loopt en dan "
            "nog steeds te lezen is",
            TODAY + timedelta(days=412),
            TODAY,
            started_on=date(2024, 1, 1),
        ),
        clock("Inzage geven", date(2026, 11, 30), TODAY, done_on=date(2026, 11, 12)),
        clock("Klacht beantwoorden", date(2026, 11, 2), TODAY, done_on=date(2026, 11, 5)),
        clock("Verwerking van een aanwijzing", None, TODAY),
    )


def moments() -> tuple[Moment, ...]:
    """Tell who looked at the made-up claim, what was refused and what comes (wie keek, wat komt)."""
    at = NOON
    return (
        Moment(
            at=at - timedelta(days=1, hours=3),
            title="Een programma controleerde uw verzekering",
            text="Het keek of u verzekerd was op de dag van de zorg.",
            who="Een programma",
            norm="Gedragscode, artikel 4.0.4",
        ),
        Moment(
            at=at - timedelta(days=1),
            title="Een medewerker reclame wilde uw gegevens gebruiken",
            text="Dat is geweigerd. Niemand kreeg uw gegevens te zien.",
            who="Een medewerker marketing",
            norm="Gedragscode, artikel 4.5.1",
            tone="refused",
        ),
        Moment(
            at=at,
            title="Een medewerker bekijkt uw declaratie",
            text="Om uw vraag te beantwoorden.",
            who="Een medewerker declaraties",
            tone="now",
        ),
        Moment(
            at=at + timedelta(days=10),
            title="U krijgt antwoord",
            text="Uiterlijk op deze dag.",
            tone="planned",
        ),
    )


def answer_clocks() -> tuple[Clock, ...]:
    """Set the clocks that run when a claim was answered."""
    return (
        clock("De praktijk een antwoord geven", date(2026, 11, 28), TODAY, done_on=TODAY),
        clock("De goedgekeurde regel betalen", TODAY + timedelta(days=11), TODAY, started_on=TODAY),
    )
