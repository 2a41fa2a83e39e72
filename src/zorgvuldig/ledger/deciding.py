"""Remember what was decided: the same facts on the same day under the same norms have the same answer.

A decision is a pure function of facts, date and norms, so what was answered can be kept. Only answers are
kept, never an error; only under the norms that are in force when it is asked again; and no more than a
thousand. The key holds facts with their sources, which say nothing of who it was about.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from zorgvuldig.ledger.canonical import canonical
from zorgvuldig.norms import bundle_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from zorgvuldig.decisions import Decision, Sourced

_KEPT = 1024


@dataclass(frozen=True)
class Answer:
    """A decision, with its receipt as the ledger commits to it."""

    decision: Decision
    receipt: bytes = field(repr=False)


@dataclass
class Memory:
    """The answers that were given last."""

    size: int = _KEPT
    _answers: OrderedDict[tuple[Any, ...], Answer] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def answer(
        self,
        decide: Callable[[Mapping[str, Sourced], date], Decision],
        facts: Mapping[str, Sourced],
        on: date,
    ) -> Answer:
        """Give what `decide` says of these facts on this day (besluit)."""
        # The type stands beside the value: to Python, true is one, and to a rule it is not.
        told = ((name, type(each.value), _still(each.value), each.source) for name, each in facts.items())
        key = (decide, bundle_at(on).id, on, frozenset(told))
        with self._lock:
            known = self._answers.get(key)
            if known is not None:
                self._answers.move_to_end(key)
                return known
        decision = decide(facts, on)
        made = Answer(decision, canonical(decision.receipt()))
        with self._lock:
            self._answers[key] = made
            if len(self._answers) > self.size:
                self._answers.popitem(last=False)
        return made


def _still(value: object) -> object:
    """Give a value that can be a key; a list of words says the same as a set of them."""
    if isinstance(value, list | set | frozenset):
        return frozenset((type(each), each) for each in value)
    return value
