"""Correct files of our own of the messages beside GZ321, composed field by field; invented persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zorgvuldig.interfaces.vektis.catalog import load_layout
from zorgvuldig.interfaces.vektis.codec import render
from zorgvuldig.interfaces.vektis.writer import closing_values, compose
from zorgvuldig.processes.claims_handling.intake.shapes import shape_of

Values = Mapping[str, str]
VERSIONS = {"PM304": "3.2", "MZ301": "1.3", "AP304": "8.0", "ZH308": "8.0"}
BSN, UZOVI = "999990019", "7119"
INSTITUTION = "54019993"
#: Who gave the care: physiotherapist, dentist, pharmacist, medical specialist.
GIVERS = {"PM304": "04009991", "MZ301": "12009991", "AP304": "02009991", "ZH308": "03009991"}
CHARGED = {"PM304": 3_500, "MZ301": 2_581, "AP304": 1_250, "ZH308": 120_000}

HEADING = {
    "0105": "P",
    "0108": UZOVI,
    "0112": INSTITUTION,
    "0113": "04",
    "0114": "20260101",
    "0115": "20260331",
    "0116": "F2026-000123",
    "0117": "20260410",
    "0119": "EUR",
}
PERSON = {"0207": "19840229", "0208": "2", "0209": "1", "0210": "Proefpersoon", "0215": "A"}
#: What a message asks of the person beside that.
MORE = {
    "PM304": {},
    "MZ301": {"0219": "1", "0223": "2"},
    "AP304": {"0222": "J", "0224": "2"},
    "ZH308": {"0223": "2"},
}

SERVICES: Mapping[str, Values] = {
    "PM304": {
        "0407": "1",
        "0408": "20260302",
        "0409": "012",
        "0410": "1000",
        "0411": "1",
        "0422": GIVERS["PM304"],
        "0428": "3500",
        "0429": "3500",
        "0430": "D",
        "0432": "3500",
        "0433": "D",
        "0434": "P1",
    },
    "MZ301": {
        "0407": "1",
        "0408": "20260302",
        "0409": "01",
        "0410": "N",
        "0412": "010",
        "0413": "C11",
        "0420": GIVERS["MZ301"],
        "0424": "2581",
        "0425": "1",
        "0426": "2581",
        "0427": "D",
        "0430": "2581",
        "0431": "D",
        "0432": "M1",
    },
    "AP304": {
        "0407": "1",
        "0408": "19840229",
        "0410": "20260302",
        "0413": "058",
        "0414": "70000",
        "0415": "ST",
        "0417": "1",
        "0418": GIVERS["AP304"],
        "0424": "4711",
        "0425": "1",
        "0429": "3",
        "0431": "1",
        "0436": "9",
        "0438": "1250",
        "0439": "1250",
        "0440": "D",
        "0443": "1250",
        "0444": "D",
        "0445": "A1",
    },
    "ZH308": {
        "0407": "1",
        "0408": "041",
        "0409": "15A001",
        "0410": "20260201",
        "0411": "20260302",
        "0412": "1",
        "0419": "04",
        "0423": "1",
        "0452": "D",
        "0453": "Z1",
    },
}
TARIFF: Values = {
    "0606": "041",
    "0608": "15A001",
    "0609": "20260201",
    "0610": "1",
    "0611": "10",
    "0612": GIVERS["ZH308"],
    "0614": "120000",
    "0615": "10000",
    "0617": "120000",
    "0618": "D",
    "0620": "120000",
    "0621": "D",
    "0622": "Z1T1",
}


def service(message: str, **changes: str) -> list[tuple[str, Values]]:
    """Give the records of one care service, with some fields of the claim record written otherwise."""
    given = {key.removeprefix("f"): value for key, value in changes.items()}
    records = [("04", dict(SERVICES[message]) | given)]
    if message == "ZH308":
        records.append(("06", dict(TARIFF)))
    return records


def claim_file(
    message: str,
    services: Sequence[Sequence[tuple[str, Values]]] = (),
    *,
    person: Values | None = None,
    heading: Values | None = None,
    keys: tuple[str, str, str] = (BSN, UZOVI, ""),
) -> bytes:
    """Compose a whole file for one person; identifications, counts and total are filled in."""
    layout = load_layout(message, VERSIONS[message])
    records: list[tuple[str, Values]] = [("01", HEADING | dict(heading or {}))]
    details: list[tuple[str, Values]] = [("02", PERSON | MORE[message] | dict(person or {}))]
    for records_of_one in services or [service(message)]:
        details.extend(records_of_one)
    born = layout.records["04"].element("DAT006")
    again = {born.id: details[0][1]["0207"]} if born is not None else {}
    for number, (record, values) in enumerate(details, start=1):
        bsn, uzovi, insured = keys
        own = {f"{record}02": str(number), f"{record}03": bsn, f"{record}04": uzovi, f"{record}05": insured}
        records.append((record, own | dict(values) | (again if record == "04" else {})))
    closing = closing_values(layout, [record for record, _ in records])
    cents = total(message, records)
    amount = layout.records["99"].element("BED025")
    assert amount is not None
    sign = next(field for field in layout.records["99"].fields if field.start == amount.start + amount.length)
    closing |= {amount.id: str(abs(cents)), sign.id: "C" if cents < 0 else "D"}
    return render(layout, compose(layout, [*records, ("99", closing)]))


def total(message: str, records: Sequence[tuple[str, Values]]) -> int:
    """Sum what is charged, by the shape of the message."""
    shape = shape_of(load_layout(message, VERSIONS[message]))
    charged, sign = shape.line.first("charged"), shape.line.first("charged_sign")
    assert charged is not None
    assert sign is not None
    return sum(
        int(values[charged]) * (-1 if values[sign] == "C" else 1)
        for record, values in records
        if record == shape.line_record
    )
