"""Lays FHIR Claims out as one EI message in memory, and remembers which record is which item.

So a claim by FHIR goes the road of every other: the same control, decisions, records, ledger and payments.
The digest is that of the file as it came, so that the same file is known when it comes again.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zorgvuldig.interfaces.fhir.contents import Contents, test_tagged
from zorgvuldig.interfaces.fhir.gathering import every_item, gather
from zorgvuldig.interfaces.fhir.reading import read_json
from zorgvuldig.interfaces.fhir.troubles import Troubles
from zorgvuldig.interfaces.fhir.values import short_text
from zorgvuldig.interfaces.vektis.catalog import load_layout
from zorgvuldig.interfaces.vektis.writer import closing_values, compose
from zorgvuldig.processes.claims_handling.intake.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zorgvuldig.interfaces.fhir.gathering import Gathered, Item, Told
    from zorgvuldig.interfaces.fhir.troubles import Trouble
    from zorgvuldig.processes.claims_handling.intake.message import Layout, RecordLayout

_LONGEST_INVOICE = 12
#: What a message may need, in words.
_NEEDED = {
    "referral_kind": "een verwijzing (ServiceRequest) met in category de code van de verwijzer (COD327)",
    "performer": "een behandelaar met AGB-code",
    "profession": "in qualification het beroep van de behandelaar (COD878)",
}
_LATIN = 0xFF
_OF_A_PERSON = frozenset({"birthdate", "gender", "deceased", "family_name", "name_prefix", "initials"})
Record = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class Trace:
    """Where each record and field of the message came from, and which claim and item a record is."""

    places: Mapping[int, str]
    fields: Mapping[tuple[int, str], str]
    items: Mapping[int, tuple[Gathered, Item]]
    claims: tuple[Gathered, ...]

    def place(self, row: int | None, field_id: str | None) -> str:
        """Give the place in the FHIR file that a record and field came from."""
        if row is None:
            return self.places[1]
        return self.fields.get((row, field_id or "")) or self.places.get(row, self.places[1])


@dataclass(frozen=True)
class Translated:
    """What came of a FHIR file: a message with its trace, or the troubles for which there is none."""

    message: Message | None
    trace: Trace | None
    troubles: tuple[Trouble, ...]
    readable: bool = True


def translate(content: bytes, name: str) -> Translated:
    """Translate a FHIR file into an EI message; never raises for what the file holds."""
    troubles = Troubles()
    tree = read_json(content, troubles)
    if tree is None:
        return Translated(None, None, tuple(troubles.found), readable=False)
    contents = Contents(tree, troubles)
    gathered = [each for claim in contents.claims if (each := gather(claim, contents))]
    _check_unique(gathered, troubles)
    _check_persons(gathered, troubles)
    if troubles:
        return Translated(None, None, tuple(troubles.found))
    chosen = _message_of(gathered, troubles)
    heading = _heading(gathered, contents, troubles)
    if chosen is None or heading is None or troubles:
        return Translated(None, None, tuple(troubles.found))
    layout = load_layout(chosen["name"], chosen["version"])
    laid = _Laying(layout, chosen, troubles)
    laid.lay(heading, gathered, contents.bundle.place if contents.bundle else gathered[0].node.place)
    if troubles:
        return Translated(None, None, tuple(troubles.found))
    rows = compose(layout, laid.records)
    message = Message(layout=layout, rows=rows, digest=hashlib.sha256(content).hexdigest(), name=name)
    return Translated(message, Trace(laid.places, laid.fields, laid.items, tuple(gathered)), ())


def _check_unique(claims: list[Gathered], troubles: Troubles) -> None:
    """Refuse a number that was given out twice: an answer could not name what it is about."""
    seen: set[str] = set()
    for claim, item in every_item(claims):
        reference = item.values["reference"][0]
        if reference in seen:
            text = "Dit nummer staat al bij een andere declaratie of prestatie in dit bestand."
            troubles.add(f"{item.place}.sequence", "duplicate", text, claim.node.resource)
        seen.add(reference)


def _check_persons(claims: list[Gathered], troubles: Troubles) -> None:
    """Refuse two descriptions of one person: one of them would be lost, and nobody can say which is right."""
    known: dict[str, Gathered] = {}
    for claim in claims:
        first = known.setdefault(claim.person["bsn"][0], claim)
        for name, (text, place) in claim.person.items():
            if name in _OF_A_PERSON and first.person.get(name, ("", ""))[0] != text:
                say = "Dit is bij dezelfde persoon elders in dit bestand anders. Maak het gelijk."
                troubles.add(place, "business-rule", say, "Patient")


def _message_of(claims: list[Gathered], troubles: Troubles) -> dict[str, Any] | None:
    """Find the one message that all services of this file belong to, by their lists."""
    known = {number: told for told in mapping()["message"] for number in told["lists"]}
    chosen: dict[str, Any] | None = None
    for claim, item in every_item(claims):
        number, place = item.values["service_code_list"]
        told = known.get(number)
        if told is None:
            text = (
                "Declaraties met codes uit deze lijst nemen wij niet met FHIR aan. "
                f"Wij kennen de lijsten {', '.join(sorted(known))}. Stuur andere zorg als EI-bericht."
            )
            troubles.add(place, "not-supported", text, claim.node.resource)
        elif chosen is not None and told is not chosen:
            text = "Stuur in één bestand één soort zorg. Zet deze prestatie in een bestand apart."
            troubles.add(place, "business-rule", text, claim.node.resource)
        else:
            chosen = told
    return chosen


def _heading(claims: list[Gathered], contents: Contents, troubles: Troubles) -> dict[str, Told] | None:
    """Gather the opening record: one insurer, one provider that claims, one invoice."""
    first, bundle = claims[0], contents.bundle
    for each in claims[1:]:
        if each.uzovi[0] != first.uzovi[0]:
            text = "Stuur in één bestand declaraties voor één verzekeraar (UZOVI-nummer)."
            troubles.add(each.uzovi[1], "business-rule", text, each.node.resource)
        if (each.declarant[0], each.declarant_kind) != (first.declarant[0], first.declarant_kind):
            text = "Stuur in één bestand declaraties van één zorgaanbieder (AGB-code)."
            troubles.add(each.declarant[1], "business-rule", text, each.node.resource)
    number = bundle.node("identifier") if bundle else None
    owner = number or next(first.node.nodes("identifier"))
    if number is None and len(claims) > 1 and bundle is not None:
        bundle.missing("identifier", "Geef de bundel een factuurnummer.")
        return None
    invoice = short_text(owner, "value", longest=_LONGEST_INVOICE, what="Een factuurnummer")
    days = [day for _claim, item in every_item(claims) for day in item.days]
    tests = {each.is_test for each in claims}
    is_test = (bundle is not None and test_tagged(bundle)) or tests == {True}
    if not is_test and len(tests) > 1:
        text = "Hier staan test en echte declaraties bij elkaar. Stuur ze in aparte bestanden."
        troubles.add(first.node.place, "business-rule", text, first.node.resource)
    created, place = max(each.created for each in claims), first.node.place
    return {
        "kind": ("T" if is_test else "P", place),
        "uzovi": first.uzovi,
        first.declarant_kind: first.declarant,
        "payee": ("04" if first.declarant_kind == "institution" else "02", first.declarant[1]),
        "period_begin": (f"{min(days):%Y%m%d}", place),
        "period_end": (f"{max(days):%Y%m%d}", place),
        "invoice_number": (invoice, owner.at("value")),
        "invoiced_on": (f"{created:%Y%m%d}", first.node.at("created")),
        "currency": ("EUR", place),
    }


@dataclass
class _Laying:
    """A message on its way: its records, and where each of their fields came from."""

    layout: Layout
    told: Mapping[str, Any]
    """What mapping.toml says of this message."""
    troubles: Troubles
    records: list[Record] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)
    fields: dict[tuple[int, str], str] = field(default_factory=dict)
    items: dict[int, tuple[Gathered, Item]] = field(default_factory=dict)

    def lay(self, heading: Mapping[str, Told], claims: list[Gathered], place: str) -> None:
        """Lay out the opening record, every person with all services, and the closing record."""
        self._put("01", "heading", heading, place, "")
        for person, services in _by_person(claims):
            self._put("02", "insured", person.person, person.node.place, "Patient")
            keys = {
                key: person.person[key] for key in ("bsn", "uzovi", "insured_number") if key in person.person
            }
            numbers: Counter[tuple[str, ...]] = Counter()
            for claim, item in services:
                same = tuple(
                    item.values[name][0] for name in ("service_code_list", "service_code", "started_on")
                )
                numbers[same] += 1
                own = {"service_number": (str(numbers[same]), item.place)} | self._constants(item)
                self._service(claim, item, keys | own | item.values)
        cents = sum(
            int(item.values["charged"][0]) * (-1 if item.values["sign"][0] == "C" else 1)
            for _claim, item in self.items.values()
        )
        self.records.append(("99", self._closing(cents)))
        self.places[len(self.records)] = place

    def _service(self, claim: Gathered, item: Item, told: Mapping[str, Told]) -> None:
        """Lay out one item: its service, and its tariff record where the message has those."""
        for name, where in self.told.get("needs", {}).items():
            if name not in told:
                text = (
                    f"Een declaratie van dit soort zorg ({self.layout.message}) heeft nodig: {_NEEDED[name]}."
                )
                self.troubles.add(f"{claim.node.place}.{where}", "required", text, "Claim")
        self.items[len(self.records) + 1] = (claim, item)
        placed = self._put("04", "claim", told, item.place, "Claim")
        if "06" in self.layout.records:
            placed |= self._put("06", "line", told, item.place, "Claim")
        for name in told.keys() - placed:
            same_day = name == "ended_on" and told[name][0] == told["started_on"][0]
            if not same_day and name not in mapping()["unplaced"]:
                text = (
                    f"Dit gegeven past niet in een declaratie van dit soort zorg ({self.layout.message}). "
                    "Laat het weg, of stuur de zorg per dag."
                )
                self.troubles.add(told[name][1], "not-supported", text, "Claim")

    def _constants(self, item: Item) -> dict[str, Told]:
        return {name: (text, item.place) for name, text in self.told.get("constants", {}).items()}

    def _put(self, record: str, table: str, told: Mapping[str, Told], place: str, resource: str) -> set[str]:
        """Lay out one record, and give which values found a field in it; one that does not fit is named."""
        row, laid = len(self.records) + 1, self.layout.records[record]
        values = {} if record == "01" else {f"{record}02": str(row - 1)}
        wanted = mapping()[table]
        placed: set[str] = set()
        for each in laid.fields:
            name = wanted.get(each.element)
            if name in told:
                text, source = told[name]
                placed.add(name)
                self.fields[row, each.id] = source
                values[each.id] = text
                self._check_fit(laid, each.id, text, source, resource)
        self.records.append((record, values))
        self.places[row] = place
        return placed

    def _check_fit(self, record: RecordLayout, field_id: str, text: str, source: str, resource: str) -> None:
        each = record.by_id[field_id]
        if len(text) > each.length:
            say = f"Dit gegeven heeft hier hoogstens {each.length} tekens."
            self.troubles.add(source, "too-long", say, resource)
        elif each.type == "N" and not (text.isascii() and text.isdigit()):
            self.troubles.add(source, "value", "Hier mogen alleen cijfers staan.", resource)
        elif any(ord(sign) > _LATIN or not sign.isprintable() for sign in text):
            self.troubles.add(source, "value", "Hier staat een teken dat wij niet aannemen.", resource)

    def _closing(self, cents: int) -> dict[str, str]:
        record = self.layout.records["99"]
        closing = closing_values(self.layout, [record for record, _values in self.records])
        amount = record.element("BED025")
        if amount is None:
            raise LookupError(f"{self.layout.message} has no total in its closing record")
        sign = next(each for each in record.fields if each.start == amount.start + amount.length)
        return closing | {amount.id: str(abs(cents)), sign.id: "C" if cents < 0 else "D"}


def _by_person(claims: list[Gathered]) -> Iterable[tuple[Gathered, list[tuple[Gathered, Item]]]]:
    """Group the services by person and number: a message holds one record per insured person."""
    groups: dict[tuple[str, ...], list[tuple[Gathered, Item]]] = {}
    for claim, item in every_item(claims):
        key = tuple(
            claim.person[name][0] for name in ("bsn", "uzovi", "insured_number") if name in claim.person
        )
        groups.setdefault(key, []).append((claim, item))
    return [(services[0][0], services) for services in groups.values()]


@cache
def mapping() -> dict[str, Any]:
    """Give the table of messages and fields (mapping.toml)."""
    return tomllib.loads((files(__package__) / "mapping.toml").read_text(encoding="utf-8"))
