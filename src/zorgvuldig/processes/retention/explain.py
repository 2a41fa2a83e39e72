"""What goes, and why something stays, in the words of the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.processes.retention.intake.clocks import clocks, periods_on
from zorgvuldig.processes.retention.intake.items import item_kinds

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

__all__ = [
    "CLASSES",
    "KEPT",
    "TABLES",
    "ClassRow",
    "ClockRow",
    "class_rows",
    "clock_rows",
    "item_rows",
    "kept_rows",
]

#: What a retention class is called, and from when it counts.
CLASSES: Mapping[str, tuple[str, str]] = {
    "insurance": ("Verzekering en declaraties", "vanaf het einde van de verzekering"),
    "wishes": ("Toestemming en bezwaar", "vanaf het einde van de verzekering"),
    "case": ("Zaken en signalen", "met de persoon mee, en niet voor het einde van hun eigen termijn"),
    "hold": ("Opgeheven bewaarbesluiten", "met de persoon mee"),
}
#: What a table is called.
TABLES: Mapping[str, str] = {
    "account_link": "koppelingen met een login",
    "case": "zaken",
    "case_step": "stappen in een zaak",
    "claim": "declaraties",
    "claim_diagnosis": "diagnoses",
    "claim_line": "declaratieregels",
    "claim_text": "teksten bij declaraties",
    "consent": "toestemmingen",
    "data_key": "sleutels",
    "household_member": "gezinsleden",
    "insurance_policy": "polissen",
    "line_reason": "redenen bij regels",
    "mandate": "machtigingen",
    "objection": "bezwaren",
    "objection_text": "redenen bij bezwaren",
    "outbound_document": "brieven",
    "person": "personen",
    "person_address": "adressen",
    "person_contact": "contactgegevens",
    "person_hold": "bewaarbesluiten",
    "policy_coverage": "verzekerde perioden",
    "prior_authorization": "goedgekeurde zorg vooraf",
    "rights_request": "verzoeken",
    "signal": "signalen",
}
#: Why somebody stays although the term is over.
KEPT: Mapping[str, str] = {
    "hold": "een bewaarbesluit",
    "case": "een zaak die loopt, of waarvan de termijn nog loopt",
    "running": "een andere verzekering",
    "tied": "iemand op dezelfde polis, of iemand die zij vertegenwoordigen",
}


@dataclass(frozen=True)
class ClassRow:
    """What goes of one class: its name, from when it counts, how many rows, and of what."""

    name: str
    counts_from: str
    total: int
    parts: str


def class_rows(rows: Mapping[str, Mapping[str, int]]) -> list[ClassRow]:
    """Tell what goes by class, the most first."""
    found = [
        ClassRow(
            *CLASSES.get(name, (name, "")),
            total=sum(tables.values()),
            parts=", ".join(
                f"{number} {TABLES.get(table, table)}" for table, number in sorted(tables.items())
            ),
        )
        for name, tables in rows.items()
    ]
    return sorted(found, key=lambda row: (-row.total, row.name))


def item_rows(items: Mapping[str, int]) -> list[tuple[str, int]]:
    """Tell how many single items go by their own clock, by what they are; no kind of which there is none."""
    return [(kind.called, items[name]) for name, kind in item_kinds().items() if items.get(name)]


def kept_rows(kept: Mapping[str, int]) -> list[tuple[str, int]]:
    """Tell who stays although the term is over, by what keeps them."""
    return sorted(((KEPT[why], number) for why, number in kept.items()), key=lambda row: (-row[1], row[0]))


@dataclass(frozen=True)
class ClockRow:
    """One class with its clock: from when, how long, what goes, by which norm, and whether it is here."""

    name: str
    counts_from: str
    shortest: str | None
    longest: str | None
    fixed: bool
    goes: str
    kept: str
    norm: str
    here: bool
    itself: bool


def clock_rows(day: date, held: Collection[str]) -> list[ClockRow]:
    """Tell the clock of every class on a day, and of which there is nothing here yet: those stand last."""
    rows = [
        ClockRow(
            name=clock.called,
            counts_from=clock.counts_from,
            shortest=shortest,
            longest=longest,
            fixed=clock.kind == "fixed",
            goes=clock.goes,
            kept=clock.kept,
            norm=clock.norm,
            here=name in held,
            itself=clock.itself,
        )
        for name, clock in clocks().items()
        for shortest, longest in (periods_on(clock, day),)
    ]
    return sorted(rows, key=lambda row: not row.here)
