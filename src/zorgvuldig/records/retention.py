"""Retention classes (bewaartermijnen): how long, counted from what, by which norm.

How long is never written here: it is a dated parameter of the norms, by its name.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RetentionClass:
    """One term: kept for a parameter of the norms after `start`, because of `norm`."""

    name: str
    parameter: str | None
    start: str
    norm: str


_ALL = (
    RetentionClass("insurance", "retention_after_end", "end of the health insurance", "GC-4.0.8"),
    RetentionClass(
        "partner-relation", "retention_after_end", "end of the relation with the provider", "VGZ-bewaar-7j"
    ),
    RetentionClass("employment", None, "end of the employment", "VGZ-bewaar-doel"),
    RetentionClass("wishes", "retention_after_end", "end of the health insurance", "GC-4.0.8"),
    RetentionClass("case", "money_complaint_retention", "closing of the case", "VGZ-bewaar-doel"),
    RetentionClass("hold", "retention_after_end", "end of the health insurance", "GC-4.0.8"),
    RetentionClass("reference", None, "as long as it is in force", "VGZ-bewaar-doel"),
    RetentionClass("ledger", None, "as long as the log must prove", "VGZ-bewaar-doel"),
)

#: Every retention class by its name.
RETENTION_CLASSES = {each.name: each for each in _ALL}
