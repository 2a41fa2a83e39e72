"""When a cell of a table may be shown: enough people, enough providers, nobody who dominates it.

The seeds say "not traceable" without a number (GC-4.2.5, GC-T-4.1.2-spiegel). The defaults are our choice,
after statistical offices: ten people, three contributors, none of them above half, no two above 85 %.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRules:
    """The parameters of disclosure control (statistische geheimhouding).

    Attributes:
        minimum_persons: how many different people a cell needs, and how far a withheld count stays uncertain.
        minimum_providers: how many different providers contribute to a cell.
        largest_share: the most that one provider may have of the amount.
        two_largest_share: the most that two providers together may have of it.
        amount_uncertainty: how far a withheld amount stays uncertain, as a share of itself.
    """

    minimum_persons: int = 10
    minimum_providers: int = 3
    largest_share: float = 0.5
    two_largest_share: float = 0.85
    amount_uncertainty: float = 0.1

    def __post_init__(self) -> None:
        """Refuse parameters that would protect nobody."""
        for name, least in (("minimum_persons", 3), ("minimum_providers", 3)):
            if getattr(self, name) < least:
                raise ValueError(f"`{name}` must be at least {least}, not {getattr(self, name)}")
        for name in ("largest_share", "two_largest_share", "amount_uncertainty"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(f"`{name}` must lie between 0 and 1, not {getattr(self, name)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCell:
    """A cell as it was counted, before anything is withheld; None in the key is a total."""

    key: tuple[str | None, ...]
    persons: int
    providers: int
    lines: int
    amount_cents: int
    turnover_cents: int
    """The sum of what each provider has in the cell, each without its sign: what shares are measured on."""
    largest_cents: int
    two_largest_cents: int


def is_traceable(cell: RawCell, rules: DisclosureRules) -> bool:
    """Tell whether a cell would show something of one person or one provider (herleidbaar)."""
    if cell.lines == 0:
        return False
    return (
        cell.persons < rules.minimum_persons
        or cell.providers < rules.minimum_providers
        or cell.largest_cents > rules.largest_share * cell.turnover_cents
        or cell.two_largest_cents > rules.two_largest_share * cell.turnover_cents
    )
