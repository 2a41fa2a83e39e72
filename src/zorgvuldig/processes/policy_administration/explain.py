"""What became of loading an insurer, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What was recorded, and the ledger entries under which it was."""

    digest: str
    people: int
    insurance_policies: int
    providers: int
    staff: int
    rows: int
    entries: tuple[UUID, ...]

    def sentence(self) -> str:
        """Tell what was loaded in one line."""
        return (
            f"{self.people} people, {self.insurance_policies} insurance policies, {self.providers} care "
            f"providers and {self.staff} employees loaded: {self.rows} rows, {len(self.entries)} decisions"
        )
