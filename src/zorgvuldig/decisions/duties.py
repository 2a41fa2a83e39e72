"""What a permitted processing obliges to, with the day on which it must be done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from zorgvuldig.decisions.decision import Duty, FactValue
from zorgvuldig.decisions.periods import later

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.decisions.evaluation import Environment
    from zorgvuldig.decisions.slices import Slice
    from zorgvuldig.norms import Bundle, DutyRule


def owed(prepared: Slice, environment: Environment, facts: Mapping[str, FactValue]) -> tuple[Duty, ...]:
    """Return the duties that come with a permit; one that hangs on an unknown fact is owed."""
    return tuple(
        _duty(entry.duty, prepared.bundle, facts)
        for entry in prepared.duties
        if entry.applies(environment) is not False
    )


def _duty(rule: DutyRule, bundle: Bundle, facts: Mapping[str, FactValue]) -> Duty:
    due = rule.due if rule.due is not None else _day(rule, bundle, facts)
    return Duty(rule.id, rule.norm, rule.text, due, rule.discharger)


def _day(rule: DutyRule, bundle: Bundle, facts: Mapping[str, FactValue]) -> str:
    started = facts.get(str(rule.starts), facts["now"])
    period = bundle.parameters[str(rule.period)]
    assert isinstance(started, date) and isinstance(period, str)  # noqa: S101, PT018 — the validator saw to it
    return later(started, period).isoformat()
