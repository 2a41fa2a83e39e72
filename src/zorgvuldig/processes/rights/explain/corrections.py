"""Tells who must hear that data of a person changed: everybody who received them before (kennisgeving)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.decisions.periods import later
from zorgvuldig.norms import bundle_at, dutch_words
from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from zorgvuldig.ledger.views import Receiver

_UNKNOWN = "wie het was, staat niet meer in het logboek"


@dataclass(frozen=True, kw_only=True)
class ToTell:
    """One earlier recipient that must hear of a change, and of which data."""

    who: str
    known: bool
    """Whether the log still tells who it was; if not, somebody must find out, or write down why not."""
    purpose: str
    data: tuple[str, ...]
    sentence: str
    due_on: date


def to_tell(receivers: Sequence[Receiver], *, changed: Collection[str], on: date) -> tuple[ToTell, ...]:
    """List who must hear that data of these categories changed, and until when (notes on article 5.2).

    The person concerned and whoever acts for that person already know: they asked for it.
    """
    parameters = bundle_at(on).parameters
    themselves = frozenset(cast("tuple[str, ...]", parameters["persons_concerned"]))
    due_on = later(on, str(parameters["notify_recipients_term"]))
    return tuple(
        _told(each, changed, due_on)
        for each in receivers
        if each.data & frozenset(changed) and each.role not in themselves
    )


def _told(receiver: Receiver, changed: Collection[str], due_on: date) -> ToTell:
    words = dutch_words()
    who = _UNKNOWN if receiver.role is None else words["roles"][receiver.role]
    first, last = (day(each.astimezone(DUTCH_TIME).date()) for each in (receiver.first, receiver.last))
    when = f"op {first}" if first == last else f"tussen {first} en {last}"
    return ToTell(
        who=who,
        known=receiver.role is not None,
        purpose=words["purposes"][receiver.purpose],
        data=tuple(sorted(words["data"][each] for each in receiver.data & frozenset(changed))),
        sentence=f"Kreeg deze gegevens {when}, {_times(receiver.times)}.",
        due_on=due_on,
    )


def _times(count: int) -> str:
    return "één keer" if count == 1 else f"{count} keer"
