"""What must always hold of the database's own catalog, whatever the models say."""

from __future__ import annotations


def faults() -> list[str]:
    """List every breach."""
    return []
