"""Relations across the file: unique reference numbers, and no credit beside its own debit (5.4.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.reading import CREDIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.groups import Service
    from zorgvuldig.processes.claims_handling.intake.message import Row
    from zorgvuldig.processes.claims_handling.intake.relations.placing import Placing

_PERSON = "0403"


@dataclass(frozen=True, kw_only=True)
class Referring:
    """In which fields a message has its references, and the sign of a care service (prestatie)."""

    references: Mapping[str, tuple[str, str]]
    """By record: the field, and the return code of a number that comes twice."""
    sign: str
    reference: str
    previous: str


#: Of GZ321, which has records of its own under a care service.
MENTAL_HEALTH = Referring(
    references={
        "04": ("0440", "8207"),
        "06": ("0627", "8258"),
        "16": ("1619", "8625"),
        "17": ("1719", "8682"),
    },
    sign="0439",
    reference="0440",
    previous="0441",
)


class References:
    """The reference numbers of the file so far, and the credits that wait for their debit."""

    def __init__(self, placing: Placing, referring: Referring) -> None:
        self._placing, self._fields = placing, referring
        self._seen: set[tuple[str, str]] = set()
        self._debits: set[tuple[str, str]] = set()
        self._credits: list[tuple[Row, tuple[str, str]]] = []

    def take(self, service: Service) -> Iterator[Finding]:
        """Take in one care service; name every reference number that was used before (referentienummer)."""
        for row in (service.row, *service.parts):
            field_id, code = self._fields.references.get(row.record, ("", ""))
            reference = row.text(field_id) if field_id else ""
            if not reference:
                continue
            if (row.record, reference) in self._seen:
                what = "dit referentienummer staat al in het bestand. Geef elke regel een eigen nummer."
                yield self._placing.finding("reference-repeated", row, field_id, what, code=code)
            self._seen.add((row.record, reference))
        row, person = service.row, service.row.text(_PERSON)
        if row.text(self._fields.sign) == CREDIT:
            self._credits.append((row, (person, row.text(self._fields.previous))))
        else:
            self._debits.add((person, row.text(self._fields.reference)))

    def close(self) -> Iterator[Finding]:
        """Name the credits whose own debit stands in the same file (per bestand, 5.4.8)."""
        for row, key in self._credits:
            if key[1] and key in self._debits:
                what = "de debetregel hiervan staat in hetzelfde bestand. Laat beide regels weg."
                yield self._placing.finding("credit-with-debit", row, self._fields.previous, what)
