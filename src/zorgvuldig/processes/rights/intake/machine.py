"""The request about a right as a machine that is data: no step outside of it (behandeling van een verzoek).

`machine.toml` lists the stages and steps with the norm of each. Where a request stands is read from what was
recorded of it, never kept beside it, so that the two cannot differ.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from zorgvuldig.decisions import state_machines
from zorgvuldig.decisions.state_machines import StateMachine
from zorgvuldig.records.stored_requests import OPEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.records.stored_requests import StoredRequest

__all__ = ["Step", "StepError", "Where", "drawn", "machine", "possible", "take", "where"]

#: Refused before it is certain who asks, as nothing may leave: only that it stays unknown may be the reason.
_UNKNOWN_ONLY = "refused"
#: Where a request stands again once a proposal was taken away, when it is certain who asks.
_BEFORE = "open"
_WHO = {
    "handler": "wie het behandelt",
    "another-handler": "een ander dan wie het voorstelde",
    "person": "wie het vroeg",
    "officer": "de functionaris",
}


class StepError(ValueError):
    """The step cannot be taken now; its text says what must come first."""


@dataclass(frozen=True)
class Step:
    """One step: from where it leads where, who may take it, and by which norm."""

    name: str
    word: str
    start: tuple[str, ...]
    to: str
    who: str
    norm: str
    once: str = ""
    needs: str = ""
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Machine:
    """Stages with their Dutch word and sentence, in order, and the steps between them."""

    stages: Mapping[str, Mapping[str, str]]
    steps: Mapping[str, Step]


@dataclass(frozen=True, kw_only=True)
class Where:
    """What was recorded of a request, as far as the machine reads it."""

    is_open: bool
    identified: bool
    view_asked: bool = False
    view_given: bool = False
    extended: bool = False
    proposed_by: str = ""
    officer_waited_for: bool = False
    withheld: bool = False

    @property
    def stage(self) -> str:
        """Name the stage in which it stands."""
        if not self.is_open:
            return "closed"
        if self.proposed_by:
            return "officer" if self.officer_waited_for else "proposed"
        if not self.identified:
            return "identity"
        return "view" if self.view_asked and not self.view_given else "open"


def where(asked: StoredRequest) -> Where:
    """Read where a request stands from what was recorded of it."""
    return Where(
        is_open=asked.state in OPEN,
        identified=asked.identified,
        view_asked=asked.view_asked_on is not None,
        view_given=asked.view_given_on is not None,
        extended=asked.extended_on is not None,
        proposed_by=asked.proposed_by,
        officer_waited_for=asked.officer_asked and asked.officer_on is None,
        withheld=asked.withheld,
    )


@lru_cache(maxsize=1)
def machine() -> Machine:
    """Read the machine."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    steps = {
        each["name"]: Step(
            each["name"],
            each["word"],
            tuple(each["from"]),
            each["to"],
            each["who"],
            each["norm"],
            each.get("once", ""),
            each.get("needs", ""),
            tuple(each.get("outcomes", ())),
        )
        for each in told["steps"]
    }
    return Machine(told["stages"], steps)


def drawn() -> StateMachine:
    """Give the machine as the pages draw it: who takes each step that leads on, and by which norm."""
    told = machine()
    lines = [
        state_machines.Step(
            source, _BEFORE if step.to == "before" else step.to, step.word, _WHO[step.who], step.norm
        )
        for step in told.steps.values()
        for source in step.start
        if step.to != "same"
    ]
    return StateMachine(
        title="Een verzoek over gegevens",
        states=tuple(state_machines.State(name, words["word"]) for name, words in told.stages.items()),
        steps=tuple(lines),
    )


def possible(place: Where, *, by: str, acting: str = "handler") -> tuple[str, ...]:
    """List the steps that somebody may take now: a handler, the person who asked, or the officer."""
    return tuple(
        name for name, step in machine().steps.items() if not _hindrance(step, place, by=by, acting=acting)
    )


def take(name: str, place: Where, *, by: str, acting: str = "handler", outcome: str = "") -> None:
    """Check that a step may be taken now, by this actor in this part, with this outcome.

    Raises:
        StepError: another step comes first, somebody else must take it, or it was taken before.
    """
    step = machine().steps[name]
    hindrance = _hindrance(step, place, by=by, acting=acting)
    if not hindrance and step.outcomes and outcome not in step.outcomes:
        hindrance = "Dit besluit hoort niet bij deze stap."
    if not hindrance and step.outcomes and place.stage == "identity" and outcome != _UNKNOWN_ONLY:
        hindrance = "Stel eerst vast wie dit vraagt."
    if hindrance:
        raise StepError(hindrance)


def _hindrance(step: Step, place: Where, *, by: str, acting: str) -> str:
    """Say why a step cannot be taken now; nothing where it can."""
    if step.who.removeprefix("another-") != acting:
        return "Deze stap is niet aan u."
    if place.stage not in step.start:
        return str(machine().stages[place.stage]["sentence"])
    if step.once and getattr(place, step.once):
        return "Dit kan maar één keer, en dat is al gebeurd."
    if step.needs and not getattr(place, step.needs):
        return "Dit verzoek wacht niet op een bijzondere omstandigheid."
    if step.who == "another-handler" and place.proposed_by == by:
        return "U deed dit voorstel zelf. Een collega kijkt ernaar."
    return ""
