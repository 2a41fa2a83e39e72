"""What a verification found: figures, and at most one fault with its place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Fault", "FaultError", "Figures", "Report"]


@dataclass(frozen=True)
class Fault:
    """The first thing that does not hold, at the index of its leaf where it has one."""

    what: str
    index: int | None = None


class FaultError(Exception):
    """Ends a verification at its first fault."""

    def __init__(self, what: str, index: int | None = None) -> None:
        """Keep the fault."""
        super().__init__(what)
        self.fault = Fault(what, index)


@dataclass
class Figures:
    """What was recomputed."""

    leaves: int = 0
    nodes: int = 0
    checkpoints: int = 0
    segments: int = 0
    rows: int = 0
    opened: int = 0
    """Personal parts that opened and agree with their commitments."""
    erased: int = 0
    """Personal parts whose key was destroyed."""
    sealed: int = 0
    """Personal parts that could not be tried, for want of the master key."""
    pruned: int = 0
    """Entries whose readable content went after its term, each named by an entry of the log."""
    waiting: int = 0
    """Entries that do not stand in the tree yet."""


@dataclass(frozen=True)
class Report:
    """The answer of a verification."""

    figures: Figures = field(default_factory=Figures)
    fault: Fault | None = None

    def as_json(self) -> dict[str, Any]:
        """Write the answer as JSON."""
        return {
            "valid": self.fault is None,
            **asdict(self.figures),
            "fault": None if self.fault is None else asdict(self.fault),
        }
