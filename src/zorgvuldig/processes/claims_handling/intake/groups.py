"""The records of a message as they belong together: insured persons with their care services."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.processes.claims_handling.intake.message import Message, Row


@dataclass
class Service:
    """A care service (prestatie, 04) with its tariff records, activities, time spent and comments."""

    row: Row
    tariffs: list[Row] = field(default_factory=list)
    activities: list[Row] = field(default_factory=list)
    times: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)

    @property
    def parts(self) -> list[Row]:
        """Give everything under the service but its comments."""
        return [*self.tariffs, *self.activities, *self.times]

    @property
    def rows(self) -> list[Row]:
        """Give all rows of the service in file order."""
        return sorted([self.row, *self.parts, *self.comments], key=lambda row: row.number)


@dataclass
class InsuredGroup:
    """An insured person (verzekerde, 02) with debtor, comments and care services."""

    row: Row
    debtors: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)

    @property
    def own_rows(self) -> list[Row]:
        """Give the rows on the level of the person, in file order (verzekerdenniveau)."""
        return sorted([self.row, *self.debtors, *self.comments], key=lambda row: row.number)


def insured_groups(message: Message) -> Iterator[InsuredGroup]:
    """Give the insured persons of a message one by one; a record without a person above it is left out."""
    group: InsuredGroup | None = None
    for row in message.rows:
        if row.record == "02":
            if group is not None:
                yield group
            group = InsuredGroup(row)
        elif group is not None and row.record not in {"01", "99"}:
            _place(row, group)
    if group is not None:
        yield group


def _place(row: Row, group: InsuredGroup) -> None:
    if row.record == "04":
        group.services.append(Service(row))
        return
    if row.record == "03":
        group.debtors.append(row)
        return
    service = group.services[-1] if group.services else None
    if row.record == "98":
        (service or group).comments.append(row)
    elif service is not None:
        {"06": service.tariffs, "16": service.activities, "17": service.times}.get(row.record, []).append(row)
