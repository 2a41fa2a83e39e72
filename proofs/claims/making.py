"""Correct claim files of every message and version, made from the layout alone, and different for each seed.

A field is filled by its data element: by a value that fits the others of its record, else by any value that
its code list, date or type allows. Optional fields without a rule of their own are filled now and then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.synthetic.bsn import unused_number
from zorgvuldig.interfaces.vektis.catalog import layouts
from zorgvuldig.interfaces.vektis.codec import render
from zorgvuldig.interfaces.vektis.writer import closing_values, compose
from zorgvuldig.processes.claims_handling.intake.code_lists import CodeLists, Standing, load_code_lists
from zorgvuldig.processes.claims_handling.intake.reading import sign_field
from zorgvuldig.processes.claims_handling.intake.shapes import ClaimShape, find_shape, shape_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.processes.claims_handling.intake.message import Field, Layout, Row

TODAY, UZOVI, BORN = date(2026, 11, 21), "7119", date(1984, 2, 29)
Values = dict[str, str]
#: Which list of services a message claims from, and codes that are no list's to tell.
_LISTS = {
    "AP304": "058", "AW319": "065", "EP301": "048", "GZ311": "050", "GZ321": "063", "HA304": "008",
    "LH307": "064", "MZ301": "010", "OS301": "054", "PM304": "012", "VK301": "032", "ZH308": "041",
}  # fmt: skip
_BY_SHAPE = {"041": ("15A001", "15B903", "190060"), "050": ("270001", "25B012")}
#: What is filled by rules between fields, so never at random.
_RULED = frozenset({
    "ANT054", "ANT094", "ANT306", "BED022", "BED023", "BED142", "BED151", "BED176", "BED194",
    "BED213", "BED214", "COD009", "COD031", "COD083", "COD090", "COD163", "COD181", "COD203",
    "COD316", "COD321", "COD329", "COD377", "COD392", "COD393", "COD434", "COD459", "COD701",
    "COD732", "COD805", "COD829", "COD852", "COD859", "DAT221", "DAT291", "DAT292", "NAM191",
    "NAM192", "NAM194", "NUM003", "NUM258", "NUM259", "NUM260", "NUM284", "NUM351", "NUM363",
    "NUM372", "NUM416", "NUM418", "TEC007",
})  # fmt: skip
_SOMETIMES = 0.25


@cache
def code_lists() -> CodeLists:
    """Give the code lists with the label of our own files in them (codelijsten)."""
    return load_code_lists().with_codes("UZOVI", [UZOVI])


@cache
def claim_layouts() -> tuple[Layout, ...]:
    """Give every version of every claim message that we read into claims."""
    return tuple(layout for layout in layouts() if find_shape(layout) is not None)


@dataclass
class Making:
    """One file on its way: its chance, and what was given out so far."""

    layout: Layout
    chance: Random
    shape: ClaimShape = field(init=False)
    records: list[tuple[str, Values]] = field(default_factory=list)
    references: int = 0

    def __post_init__(self) -> None:
        """Find which fields say what."""
        self.shape = shape_of(self.layout)

    def reference(self) -> str:
        """Give a reference that this file did not use yet (referentienummer)."""
        self.references += 1
        return f"R{self.references:05d}"

    def put(self, record: str, told: Mapping[str, str], on: date) -> Values:
        """Add a record: what is told by element, what must be filled beside it, and at times what may be."""
        values: Values = {}
        for each in self.layout.records[record].fields:
            text = told.get(each.element)
            if text is None and each.element not in told and self._fills(each):
                text = any_value(each, on, self.chance)
            if text:
                values.setdefault(each.id, text)
        self.records.append((record, values))
        return values

    def _fills(self, each: Field) -> bool:
        if each.fixed is not None or each.meaning == "reserve":
            return False
        if each.presence == "M":
            return True
        optional = each.presence in {"C", "O"} and each.element not in _RULED and each.code_list is not None
        return optional and self.chance.random() < _SOMETIMES


def correct(layout: Layout, seed: int) -> tuple[Row, ...]:
    """Make the rows of a correct file with one to three persons."""
    making = Making(layout, Random(f"{layout.message} {layout.version} {seed}"))  # noqa: S311 — made-up data
    invoiced = date(2014, 4, 10) if layout.message.startswith("GZ") else date(2018, 4, 10)
    version, _, sub = layout.version.partition(".")
    making.put("01", _heading(invoiced) | {"NUM001": version.zfill(2), "NUM309": sub.zfill(2)}, invoiced)
    for person in range(making.chance.randint(1, 3)):
        _person(making, person, invoiced)
    return _closed(making)


def written(layout: Layout, rows: tuple[Row, ...]) -> bytes:
    """Give the bytes of a file."""
    return render(layout, rows)


def _heading(invoiced: date) -> Values:
    begin = invoiced.replace(month=1, day=1)
    return {
        "COD856": "P", "COD061": UZOVI, "COD031": "54019993", "COD833": "04", "DAT043": _day(begin),
        "DAT044": _day(invoiced), "NUM029": "F2026-000123", "DAT031": _day(invoiced), "COD363": "EUR",
        "COD805": "", "NUM284": "", "COD377": "", "COD009": "", "COD181": "", "NUM351": "",
    }  # fmt: skip


def _person(making: Making, number: int, invoiced: date) -> None:
    """Add one person with care, at times with a second name, an address abroad or a remark (verzekerde)."""
    some = making.chance.random
    key = {"NUM313": unused_number(number + 10 * making.chance.randrange(400)), "COD061": UZOVI, "NUM003": ""}
    abroad, twice = some() < _SOMETIMES, some() < _SOMETIMES
    told = {
        "DAT006": _day(BORN), "COD134": "2", "COD700": "1", "NAM193": "Voorbeeldpersoon", "NAM025": "A",
        "COD701": "2" if twice else "", "NAM191": "Tweede" if twice else "", "NUM030": "12", "COD841": "2",
        "COD083": "" if abroad else "1234AB", "COD434": "B-9000" if abroad else "",
        "COD090": "BE" if abroad else "NL", "COD112": "J",
    }  # fmt: skip
    making.put("02", key | told, invoiced)
    if some() < _SOMETIMES:
        making.put("98", {"NUM109": "1", "OMS016": "Toelichting bij de verzekerde"}, invoiced)
    for place in range(making.chance.randint(1, 2)):
        _service(making, key, invoiced - timedelta(days=40 - 15 * place))


def _service(making: Making, key: Values, begin: date) -> None:
    """Add one care service with what stands under it (prestatie)."""
    name = _LISTS[making.layout.message]
    code = dict.fromkeys(("COD334", "COD388", "COD626", "COD695", "COD860", "COD973"), _code(name, making))
    days = _days(begin, begin + timedelta(days=making.chance.randint(0, 9)))
    number = str(making.references + 1)
    shared = key | code | days | _money(making) | {
        "COD367": name, "COD692": name, "COD677": "", "NUM395": "1", "NUM123": "1", "COD043": "D",
        "COD029": "10", "COD089": "01019991", "ANT302": "30", "ANT304": "30",
    }  # fmt: skip
    told = {
        "NUM362": making.reference(), "COD820": "1", "COD150": "1", "DAT006": _day(BORN), "COD854": "N",
        "NUM038": number, "NUM039": "1", "COD673": "D", "COD651": "01", "COD031": "",
    }  # fmt: skip
    making.put("04", shared | told, begin)
    if making.shape.has_own_lines:
        making.put("06", shared | {"NUM371": making.reference()}, begin)
    for record, reference in (("16", "NUM415"), ("17", "NUM417")):
        if record in making.layout.records and making.chance.random() < 2 * _SOMETIMES:
            making.put(record, shared | {reference: making.reference()}, begin)


def _days(begin: date, end: date) -> Values:
    first = dict.fromkeys(("DAT001", "DAT272", "DAT282", "DAT298", "DAT315", "DAT317"), _day(begin))
    last = dict.fromkeys(("DAT003", "DAT283", "DAT299", "DAT316", "DAT318"), _day(end))
    return first | last


def _money(making: Making) -> Values:
    """Give amounts that fit each other: quantity times tariff is what is calculated and charged."""
    counted = any(record.element("ANT054") for record in making.layout.records.values())
    quantity, tariff = making.chance.randint(1, 3) if counted else 1, making.chance.randint(500, 90_000)
    cents = str(quantity * tariff)
    counts = dict.fromkeys(("ANT025", "ANT054", "ANT122"), str(quantity))
    tariffs = dict.fromkeys(("BED160", "BED170"), str(tariff)) | dict.fromkeys(("BED153", "BED161"), cents)
    signs = dict.fromkeys(("COD668", "COD665", "COD672", "COD591"), "D")
    return counts | tariffs | signs | {"ANT094": "" if making.layout.message == "AW319" else "10000"}


def _closed(making: Making) -> tuple[Row, ...]:
    """Number the details, and count and sum them in the closing record (sluitrecord)."""
    layout, number = making.layout, 0
    for record, values in making.records[1:]:
        number += record != "98"
        identification = layout.records[record].element("NUM040")
        if identification is not None:
            values[identification.id] = str(number)
    closing = closing_values(layout, [record for record, _ in making.records])
    amount = layout.records["99"].element("BED025")
    charged = making.shape.line.first("charged")
    if amount is not None and charged is not None:
        lines = (values for record, values in making.records if record == making.shape.line_record)
        closing[amount.id] = str(sum(int(values[charged]) for values in lines))
        sign = sign_field(layout.records["99"], amount)
        if sign is not None:
            closing[sign.id] = "D"
    return compose(layout, [*making.records, ("99", closing)])


def any_value(each: Field, on: date, chance: Random) -> str:
    """Give some value that a field may hold on a day."""
    if each.allowed:
        return chance.choice(each.allowed)
    if each.meaning == "date":
        return _day(on)
    if each.is_agb_code:
        return "01019991"
    if each.code_list is not None and code_lists().find(each.code_list) is not None:
        return chance.choice(_codes(each, on) or ("",))
    text = "1" if each.type == "N" else "A"
    return text if each.regex is None or re.fullmatch(each.regex, _filled(each, text)) else ""


@cache
def _codes(each: Field, on: date) -> tuple[str, ...]:
    """Give the codes that fit a field on a day, and that are no zero."""
    name = each.code_list or ""
    fit = [
        code
        for code in code_lists().find(name) or {}
        if len(code) <= each.length
        and (each.type == "AN" or len(code) == each.length)
        and code.strip("0")
        and code_lists().judge(name, code, on) is Standing.KNOWN
        and (each.regex is None or re.fullmatch(each.regex, _filled(each, code)))
    ]
    return tuple(sorted(fit))


def _code(name: str, making: Making) -> str:
    if name in _BY_SHAPE:
        return making.chance.choice(_BY_SHAPE[name])
    longest = min(
        each.length
        for places, record in ((making.shape.claim, "04"), (making.shape.line, making.shape.line_record))
        for each in [making.layout.records[record].by_id[places.first("service_code") or ""]]
    )
    codes = sorted(code_lists().find(f"SERVICE-{name}") or {})
    code = making.chance.choice([each for each in codes if len(each) <= longest])
    width = making.layout.records["04"].element("COD626")
    return code.rjust(width.length, "0") if width is not None else code


def _filled(each: Field, text: str) -> str:
    return text.rjust(each.length, "0") if each.type == "N" else text.ljust(each.length)


def _day(on: date) -> str:
    return on.strftime("%Y%m%d")
