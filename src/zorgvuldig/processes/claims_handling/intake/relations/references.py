"""Relations across the file: unique reference numbers, and no credit beside its own debit (5.4.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.reading import CREDIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.groups import Service
    from zorgvuldig.processes.claims_handling.intake.message import Row
    from zorgvuldig.processes.claims_handling.intake.relations.placing import Placing

_REFERENCES = {"04": ("0440", "8207"), "06": ("0627", "8258"), "16": ("1619", "8625"), "17": ("1719", "8682")}


class References:
    """The reference numbers of the file so far, and the credits that wait for their debit."""

    def __init__(self, placing: Placing) -> None:
        self._placing = placing
        self._seen: set[tuple[str, str]] = set()
        self._debits: set[tuple[str, str]] = set()
        self._credits: list[tuple[Row, tuple[str, str]]] = []

    def take(self, service: Service) -> Iterator[Finding]:
        """Take in one care service; name every reference number that was used before (referentienummer)."""
        for row in (service.row, *service.parts):
            field_id, code = _REFERENCES[row.record]
            reference = row.text(field_id)
            if not reference:
                continue
            if (row.record, reference) in self._seen:
                what = "dit referentienummer staat al in het bestand. Geef elke regel een eigen nummer."
                yield self._placing.finding("reference-repeated", row, field_id, what, code=code)
            self._seen.add((row.record, reference))
        person = service.row.text("0403")
        if service.row.text("0439") == CREDIT:
            self._credits.append((service.row, (person, service.row.text("0441"))))
        else:
            self._debits.add((person, service.row.text("0440")))

    def close(self) -> Iterator[Finding]:
        """Name the credits whose own debit stands in the same file (per bestand, 5.4.8)."""
        for row, key in self._credits:
            if key[1] and key in self._debits:
                what = "de debetregel hiervan staat in hetzelfde bestand. Laat beide regels weg."
                yield self._placing.finding("credit-with-debit", row, "0441", what)
