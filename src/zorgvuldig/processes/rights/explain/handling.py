"""Tells whoever handles a request where it stands, which steps are left, and what was done (behandelen)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.processes.rights.explain.requests import MyRequest, my_request
from zorgvuldig.processes.rights.intake import machine
from zorgvuldig.processes.rights.intake.grounds import grounds
from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from datetime import date

    from zorgvuldig.records.stored_requests import StoredRequest

#: By which way a request came.
CHANNELS = {"desk": "Eigen pagina", "letter": "Brief", "telephone": "Telefoon", "again": "Opnieuw bekeken"}
#: The ways by which somebody here takes a request in.
BY_HAND = ("letter", "telephone")
#: How it became certain who asks.
IDENTIFYING = {
    "called-back": "Teruggebeld op het nummer dat wij al hadden",
    "known-address": "Bevestigd met een brief naar het adres dat wij al hadden",
    "seen-here": "Zelf langs geweest met een identiteitsbewijs",
    "copy-destroyed": "Afgeschermde kopie bekeken en daarna vernietigd",
}
#: What another person let us know.
VIEWS = {
    "heard": "De ander reageerde; het antwoord houdt er rekening mee",
    "prevails": "Het belang van de ander weegt zwaarder: dat deel blijft eruit, en de functionaris kijkt mee",
    "impossible": "Vragen kon niet, of kostte te veel moeite",
    "silent": "De ander reageerde niet op tijd",
}
#: What is proposed where something is refused.
OUTCOMES = {"partly": "Deels afwijzen", "refused": "Afwijzen"}
_LOGIN = "Ingelogd op de eigen pagina"
#: A stage that a request does not pass by itself is shown once it came there.
_ALWAYS = frozenset({"open", "closed"})


@dataclass(frozen=True, kw_only=True)
class StageMark:
    """One stage on the row of stages: passed, now, or still ahead."""

    word: str
    mark: str


@dataclass(frozen=True, kw_only=True)
class RequestPage:
    """One request as whoever handles it sees it, with the steps that may be taken now."""

    name: str
    """Of whom it is; nothing else of that person stands here."""
    on_behalf: bool
    """Whether a representative asked it: under a mandate, or as the parent of a child under sixteen."""
    mine: MyRequest
    kind: str
    aim_on: date
    stage: str
    sentence: str
    stages: tuple[StageMark, ...]
    steps: frozenset[str]
    channel: str
    dated_on: date | None
    identity: str
    view: str
    view_words: str
    view_due_on: date | None
    proposal: str
    proposed: str
    own_proposal: bool
    ground: str
    ground_until: date | None
    officer: str
    """What the data protection officer said of the ground."""
    officer_on: date | None


def request_page(asked: StoredRequest, *, name: str, by: str, on: date) -> RequestPage:
    """Tell whoever handles it what is asked, what was done, and which steps are left."""
    place, ground = machine.where(asked), grounds().get(asked.ground)
    return RequestPage(
        name=name,
        on_behalf=asked.mandate_id is not None,
        mine=my_request(asked, on=on),
        kind=asked.kind,
        aim_on=asked.aim_on,
        stage=place.stage,
        sentence=machine.machine().stages[place.stage]["sentence"],
        stages=_stages(asked, place.stage),
        steps=frozenset(machine.possible(place, by=by)),
        channel=CHANNELS[asked.channel],
        dated_on=asked.dated_on,
        identity=_identity(asked),
        view=_view(asked),
        view_words=asked.view,
        view_due_on=asked.view_due_on,
        proposal=OUTCOMES.get(asked.proposed_outcome, ""),
        proposed=asked.proposed,
        own_proposal=bool(asked.proposed_by) and asked.proposed_by == by,
        ground=ground.called if ground else asked.ground,
        ground_until=asked.ground_until,
        officer=asked.officer,
        officer_on=asked.officer_on,
    )


def _stages(asked: StoredRequest, now: str) -> tuple[StageMark, ...]:
    passed = {
        "identity": asked.channel != "desk",
        "view": asked.view_asked_on is not None,
        "officer": asked.officer_asked,
        "proposed": bool(asked.proposed_outcome),
    }
    shown = [name for name in machine.machine().stages if name in _ALWAYS or passed[name]]
    here = shown.index(now)
    marks = ("done", "now", "ahead")
    return tuple(
        StageMark(word=machine.machine().stages[name]["word"], mark=marks[(at > here) - (at < here) + 1])
        for at, name in enumerate(shown)
    )


def _identity(asked: StoredRequest) -> str:
    if asked.channel == "desk":
        return _LOGIN
    if asked.identified_on is None:
        return "Nog niet vastgesteld"
    if asked.channel == "again":
        return "Vastgesteld bij het eerste verzoek"
    return f"{IDENTIFYING[asked.identified_how]}, op {day(asked.identified_on)}"


def _view(asked: StoredRequest) -> str:
    if asked.view_asked_on is None:
        return ""
    if asked.view_given_on is None:
        until = f" tot en met {day(asked.view_due_on)}" if asked.view_due_on else ""
        return f"Gevraagd op {day(asked.view_asked_on)}, wij wachten{until}"
    return VIEWS[asked.view_outcome]
