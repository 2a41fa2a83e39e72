"""What a drill tells: one line with its figures, and whether its bar was reached."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Widths of the columns that may be long.
_BAR, _CONTROL = 44, 44


@dataclass
class Result:
    """The outcome of one drill."""

    name: str
    figures: dict[str, Any]
    """What was counted, in the order in which it is told."""
    failures: list[str] = field(default_factory=list)
    """What fell below the bar; none means held."""
    bar: str = ""
    """The figure that must be reached, in words."""
    control: str = ""
    """What was broken on purpose, and that this drill saw it; a bar without a control is not shown."""
    seconds: float = 0.0
    worked: float = 0.0
    """CPU seconds of the drill, its processes and its servers: the same on a busy machine."""

    @property
    def held(self) -> bool:
        """Tell whether the bar was reached."""
        return not self.failures

    def line(self) -> str:
        """Tell it in one line."""
        told = ", ".join(f"{name} {value}" for name, value in self.figures.items())
        outcome = "held" if self.held else "BROKEN"
        return f"{self.name}: {outcome}: {told} ({self.seconds:.1f} s, {self.worked:.1f} s of CPU)"

    def as_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        return {**asdict(self), "held": self.held}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Result:
        """Read back what another process told."""
        return cls(**{name: value for name, value in told.items() if name != "held"})


def table(results: Sequence[Result]) -> str:
    """Lay the outcomes side by side: drill, bar, what the control showed, outcome, time."""
    rows: list[tuple[str, ...]] = [("drill", "bar", "control", "outcome", "seconds", "CPU"), ("",) * 6]
    for result in results:
        outcome = "held" if result.held else "BROKEN"
        columns = (
            [result.name],
            wrap(result.bar, _BAR),
            wrap(result.control, _CONTROL) or ["none"],
            [outcome],
            [f"{result.seconds:.1f}"],
            [f"{result.worked:.1f}"],
        )
        rows += zip_longest(*columns, fillvalue="")
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    rows[1] = tuple("-" * width for width in widths)
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
