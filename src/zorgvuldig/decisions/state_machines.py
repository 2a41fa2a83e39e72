"""State machines as data: which states a thing passes through, and which step leads from one to the next.

A process declares its machine once; the same declaration draws the diagram on a page and tells which step is
possible. Whether a step is *allowed* is another question, and decisions answer it.
"""

from __future__ import annotations

from dataclasses import dataclass


class MachineError(ValueError):
    """A machine that does not hold together, or a step that it does not have."""


@dataclass(frozen=True)
class State:
    """One state (toestand): its name and its Dutch words."""

    name: str
    words: str


@dataclass(frozen=True)
class Step:
    """One step (overgang) from a state to the next: what is done, by whom, under which norm."""

    source: str
    target: str
    words: str
    who: str = ""
    norm: str = ""


@dataclass(frozen=True)
class StateMachine:
    """States and steps; the first state is where everything begins (toestandsmachine)."""

    title: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        """Refuse a machine with a step to nowhere or a state that nothing leads to."""
        names = [state.name for state in self.states]
        if not names or len(set(names)) != len(names):
            raise MachineError(f"{self.title}: every state needs a name of its own")
        unknown = {end for step in self.steps for end in (step.source, step.target)} - set(names)
        if unknown:
            raise MachineError(f"{self.title}: no state {', '.join(sorted(unknown))}")
        lost = set(names) - self.distances().keys()
        if lost:
            raise MachineError(f"{self.title}: nothing leads to {', '.join(sorted(lost))}")

    def distances(self) -> dict[str, int]:
        """Count for each state the fewest steps from the first one."""
        reached = {self.states[0].name: 0}
        waiting = [self.states[0].name]
        while waiting:
            here = waiting.pop(0)
            for step in self.steps_from(here):
                if step.target not in reached:
                    reached[step.target] = reached[here] + 1
                    waiting.append(step.target)
        return reached

    def steps_from(self, name: str) -> tuple[Step, ...]:
        """List the steps that leave a state; none where it ends."""
        return tuple(step for step in self.steps if step.source == name)

    def allows(self, source: str, target: str) -> bool:
        """Tell whether a step leads from one state to another."""
        return any(step.target == target for step in self.steps_from(source))

    def demand(self, source: str, target: str) -> Step:
        """Give the step from one state to another; there may be none."""
        for step in self.steps_from(source):
            if step.target == target:
                return step
        raise MachineError(f"{self.title}: no step leads from {source} to {target}")
