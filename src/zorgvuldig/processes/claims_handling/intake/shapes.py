"""Which fields of a claim message say what, found by their data element (gegevenselement, Vektis).

A layout tells where a field stands and which element it holds; `meanings.toml` tells what an element means
for a claim, and a table under `messages/` what one message has of its own. So a new version needs its layout
alone. The return message that answers is the counterpart that the layout names, its fields found likewise.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zorgvuldig.processes.claims_handling.intake.reading import sign_field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zorgvuldig.processes.claims_handling.intake.message import Layout, RecordLayout, Row

CLAIM_RECORD, LINE_RECORD, INSURED_RECORD = "04", "06", "02"
#: What a message must be able to say to be a claim at all.
_NEEDED = ("bsn", "service_code", "started_on", "reference")
#: Where several fields may say the same, all of them count.
_MANY = frozenset({"diagnosis", "practitioners", "service_code_list", "distinction"})
#: Amounts whose letter debit or credit we read.
_SIGNED = ("charged", "calculated", "own_contribution")


class NoShapeError(LookupError):
    """A message that can be controlled by its layout, and that is not read into claims yet."""


@dataclass(frozen=True, eq=False)
class Places:
    """The fields of one kind of record by what they mean, by our own names (betekenis van rubrieken)."""

    ids: Mapping[str, tuple[str, ...]]
    slices: Mapping[str, tuple[slice, ...]]
    """Where those fields stand: this is asked for every field of every record of a file."""

    @classmethod
    def of(cls, record: RecordLayout, ids: Mapping[str, tuple[str, ...]]) -> Places:
        """Give the places of these fields in a record."""
        return cls(ids, {name: tuple(record.places[each] for each in told) for name, told in ids.items()})

    def first(self, name: str) -> str | None:
        """Give the id of the field with this meaning, if the message has one."""
        return next(iter(self.ids.get(name, ())), None)

    def texts(self, row: Row, name: str) -> tuple[str, ...]:
        """Give all fields of this meaning, without the spaces that fill them up."""
        return tuple(row.raw[place].strip(" ") for place in self.slices.get(name, ()))

    def text(self, row: Row, name: str) -> str:
        """Give the first filled field of this meaning."""
        for place in self.slices.get(name, ()):
            if text := row.raw[place].strip(" "):
                return text
        return ""

    def codes(self, row: Row, name: str) -> tuple[str, ...]:
        """Give the codes of this meaning; zeros are no code."""
        return tuple(text for text in self.texts(row, name) if text.strip("0"))

    def code(self, row: Row, name: str) -> str:
        """Give the first code of this meaning."""
        for place in self.slices.get(name, ()):
            text = row.raw[place].strip(" ")
            if text.strip("0"):
                return text
        return ""


@dataclass(frozen=True, kw_only=True, eq=False)
class ClaimShape:
    """What the fields of the claim record (04) and of its lines mean in one version of a message."""

    message: str
    care_kind: str
    line_record: str
    birthdate: str
    claim: Places
    line: Places
    code_widths: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_own_lines(self) -> bool:
        """Say whether lines are records of their own under the claim (tariefrecords)."""
        return self.line_record != CLAIM_RECORD

    def service_code(self, row: Row, places: Places) -> str:
        """Give the service code as its list writes it, without the zeros that fill its field up."""
        text = places.text(row, "service_code")
        width = self.code_widths.get(places.code(row, "service_code_list"))
        return text.lstrip("0").zfill(width) if width and text.strip("0") else text


def shape_of(layout: Layout) -> ClaimShape:
    """Give the shape of a message by its layout.

    Raises:
        NoShapeError: of this message only the layout is known.
    """
    found = find_shape(layout)
    if found is None:
        raise NoShapeError(f"{layout.message} {layout.version} is not read into claims yet")
    return found


@lru_cache(maxsize=64)
def find_shape(layout: Layout) -> ClaimShape | None:
    """Give the shape of a message if it can be read into claims (declaraties)."""
    told = messages().get(layout.message)
    records = layout.records
    if told is None or layout.kind != "claim" or not {INSURED_RECORD, CLAIM_RECORD} <= set(records):
        return None
    found = _shape(layout, told)
    whole = found.birthdate and found.line.first("charged") and found.line.first("charged_sign")
    return found if whole and all(found.claim.first(name) for name in _NEEDED) else None


@cache
def messages() -> Mapping[str, Mapping[str, Any]]:
    """Give what each message that we read into claims has of its own, by message (berichten)."""
    folder = files(__package__) / "messages"
    named = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    read = (tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in named)
    return {told["message"]: told for told in read}


@cache
def _meanings() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "meanings.toml").read_text(encoding="utf-8"))


def _shape(layout: Layout, told: Mapping[str, Any]) -> ClaimShape:
    common, records = _meanings(), layout.records
    line_record = LINE_RECORD if LINE_RECORD in records else CLAIM_RECORD
    line = _places(records[line_record], common["line"] | told.get("line", {}))
    claim = _places(records[CLAIM_RECORD], common["claim"] | told.get("claim", {}))
    if line_record == CLAIM_RECORD:
        claim["sign"] = line.get("charged_sign", ())
    born = _places(records[INSURED_RECORD], common["insured"])
    return ClaimShape(
        message=layout.message,
        care_kind=told["care_kind"],
        line_record=line_record,
        birthdate=next(iter(born.get("birthdate", ())), ""),
        claim=Places.of(records[CLAIM_RECORD], claim),
        line=Places.of(records[line_record], line),
        code_widths=told.get("code_widths", {}),
    )


def _places(record: RecordLayout, elements: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Find the fields of a record by their elements, and behind an amount its letter debit or credit."""
    places: dict[str, tuple[str, ...]] = {}
    for name, codes in elements.items():
        found = [field for field in map(record.element, codes) if field is not None]
        if found:
            places[name] = tuple(each.id for each in (found if name in _MANY else found[:1]))
    for name in _SIGNED:
        amount = places.get(name)
        sign = sign_field(record, record.by_id[amount[0]]) if amount else None
        if sign is not None:
            places[f"{name}_sign"] = (sign.id,)
    return places
