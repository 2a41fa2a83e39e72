"""Whether it may: facts in, a decision with reasons and duties out."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from zorgvuldig.decisions.decision import BEFORE_RELEASE, Decision, Duty, FactValue, Outcome
from zorgvuldig.decisions.engine import decide, recompute
from zorgvuldig.decisions.facts import DUTCH_TIME, FactError
from zorgvuldig.decisions.request import Act, Actor, Deferral, ProcessingRequest, Scope, Sourced
from zorgvuldig.decisions.way_out import WayOut, explained, way_out
from zorgvuldig.norms import authorised

if TYPE_CHECKING:
    from zorgvuldig.decisions.bulk import DecidedSet, decide_set

__all__ = [
    "BEFORE_RELEASE",
    "DUTCH_TIME",
    "Act",
    "Actor",
    "DecidedSet",
    "Decision",
    "Deferral",
    "Duty",
    "FactError",
    "FactValue",
    "Outcome",
    "ProcessingRequest",
    "Scope",
    "Sourced",
    "WayOut",
    "authorised",
    "decide",
    "decide_set",
    "explained",
    "recompute",
    "way_out",
]

_BULK = frozenset({"DecidedSet", "decide_set"})


def __getattr__(name: str) -> Any:  # noqa: ANN401 — a module attribute may be anything
    # Arrow loads slowly and a single decision needs none of it.
    if name in _BULK:
        return getattr(importlib.import_module("zorgvuldig.decisions.bulk"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
