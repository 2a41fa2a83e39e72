"""Retention classes (bewaartermijnen): how long, counted from what, by which norm."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RetentionClass:
    """One term: kept for `period` (ISO 8601) after `start`, because of `norm`."""

    name: str
    period: str | None
    start: str
    norm: str


_ALL = (
    RetentionClass("insurance", "P7Y", "end of the health insurance", "GC-4.0.8"),
    RetentionClass("partner-relation", "P7Y", "end of the relation with the provider", "VGZ-bewaar-7j"),
    RetentionClass("employment", "P2Y", "end of the employment", "VGZ-bewaar-doel"),
    RetentionClass("wishes", "P7Y", "end of the health insurance", "GC-4.0.8"),
    RetentionClass("case", "P7Y", "closing of the case", "VGZ-bewaar-doel"),
    RetentionClass("reference", None, "as long as it is in force", "VGZ-bewaar-doel"),
    RetentionClass("ledger", None, "as long as the log must prove", "VGZ-bewaar-doel"),
)

#: Every retention class by its name.
RETENTION_CLASSES = {each.name: each for each in _ALL}
