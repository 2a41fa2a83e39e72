"""Try every scenario of the norms on the engine: a norm that its own scenarios contradict is no norm."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from zorgvuldig.decisions.decision import Decision
from zorgvuldig.decisions.engine import decide
from zorgvuldig.norms import Scenario, chapters

Decide = Callable[[Mapping[str, object], date | None], Decision]


def scenarios() -> tuple[Scenario, ...]:
    """Return every scenario of the norms, in the order of the files."""
    return tuple(
        scenario
        for chapter in chapters(scenarios=True)
        for section in chapter.sections
        for scenario in section.scenarios
    )


def differences(scenario: Scenario, decide_by: Decide = decide) -> Iterator[str]:
    """Return where the decision differs from what the scenario says."""
    at = None if "now" in scenario.facts else scenario.at
    decision = decide_by(scenario.facts, at)
    told = {
        "outcome": (scenario.outcome, decision.outcome.value),
        "norms": (sorted(scenario.norms), sorted(decision.norms)),
        "missing": (_sorted(scenario.missing), sorted(decision.missing)),
        "duties": (_sorted(scenario.duties), sorted(duty.id for duty in decision.duties)),
    }
    for name, (expected, got) in told.items():
        if expected is not None and expected != got:
            yield f"{scenario.place}: {scenario.sentence!r}: {name} {got}, expected {expected}"


def _sorted(names: tuple[str, ...] | None) -> list[str] | None:
    return None if names is None else sorted(names)
