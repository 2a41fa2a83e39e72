"""The layouts that come with the program, as the codec uses them (berichtspecificaties, Vektis)."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from zorgvuldig.processes.claims_handling.intake.message import Field, Layout, Place, RecordLayout

_DEBTOR = ("SB311", "2.0")
_RETURN_CODE_LIST = "COD954-VEKT"


class UnknownLayoutError(LookupError):
    """No layout of that message and version comes with the program."""


@cache
def load_layout(message: str, version: str) -> Layout:
    """Load the layout of one message and version, such as GZ321 1.0 (berichtspecificatie).

    The debtor record (03) is published apart, as SB311; a layout that places it without describing it takes
    it from there, fitted to its own record length (standard GZ321 5.3.3).
    """
    resource = files(__package__) / "layouts" / f"{message}-{version}.json"
    if (message, version) not in layout_names():
        raise UnknownLayoutError(f"no layout for message {message} version {version}")
    layout = _layout(json.loads(resource.read_text(encoding="utf-8")))
    if "03" in layout.records or not any(place.record == "03" for place in layout.structure):
        return layout
    debtor = _fit_debtor(load_layout(*_DEBTOR).records["03"], layout)
    return replace(layout, records=dict(layout.records) | {"03": debtor})


@cache
def layout_names() -> tuple[tuple[str, str], ...]:
    """List message and version of every layout that comes with the program."""
    names = (item.name for item in (files(__package__) / "layouts").iterdir())
    parts = (name.removesuffix(".json").partition("-") for name in names if name.endswith(".json"))
    return tuple(sorted((message, version) for message, _, version in parts))


@cache
def layouts() -> tuple[Layout, ...]:
    """Load every layout that comes with the program."""
    return tuple(load_layout(message, version) for message, version in layout_names())


def _layout(data: dict[str, Any]) -> Layout:
    placed = {place["record"] for place in data["structure"]}
    return Layout(
        message=data["message"],
        version=data["version"],
        title=data["title"],
        kind=data["kind"],
        ei_codes=tuple(data["ei_codes"]),
        record_length=data["record_length"],
        counterpart=data.get("counterpart"),
        provenance=data["provenance"],
        structure=tuple(
            Place(
                record=place["record"],
                # the generic format names parents that a message may not have
                parents=tuple(parent for parent in place["parents"] if parent in placed),
                minimum=place["min"],
                maximum=place["max"],
            )
            for place in data["structure"]
        ),
        records={record["id"]: _record(record) for record in data["records"]},
    )


def _record(data: dict[str, Any]) -> RecordLayout:
    fields = tuple(Field(**(item | {"allowed": tuple(item.get("allowed", ()))})) for item in data["fields"])
    return RecordLayout(id=data["id"], name=data["name"], fields=fields)


def _fit_debtor(record: RecordLayout, layout: Layout) -> RecordLayout:
    """Stretch the debtor record to a longer message; a return message adds its three return codes."""
    used = sum(field.length for field in record.fields)
    if used == layout.record_length:
        return record
    codes = tuple(
        Field(
            id=f"03{96 + index}",
            name=f"retourcode (0{index + 1})",
            element="COD954",
            type="AN",
            start=used + 1 + 4 * index,
            length=4,
            presence="C" if index == 0 else "O",
            code_list=_RETURN_CODE_LIST,
            subject="technical",
        )
        for index in range(3 if layout.is_return else 0)
    )
    start = used + 1 + 4 * len(codes)
    rest = Field(
        id="0399",
        name="reserve",
        element="TEC007",
        type="AN",
        start=start,
        length=layout.record_length - start + 1,
        presence="S",
        meaning="reserve",
        subject="technical",
    )
    return RecordLayout(id="03", name=record.name, fields=(*record.fields, *codes, rest))
