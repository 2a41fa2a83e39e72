"""What an EI message is once it is read: its layout, its rows and their fields (EI-bericht, Vektis).

The layout is data (the standard's own record description); a row keeps its raw text and cuts a field out of
it only when somebody asks, so that a message of hundreds of thousands of rows fits in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

Presence = Literal["M", "C", "O", "S", ""]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a record (rubriek): where it stands and what may stand in it."""

    id: str
    name: str
    element: str
    type: Literal["N", "AN"]
    start: int
    length: int
    presence: Presence = ""
    code_list: str | None = None
    shape: str | None = None
    fixed: str | None = None
    allowed: tuple[str, ...] = ()
    regex: str | None = None
    meaning: Literal["date", "amount", "percentage", "reserve", ""] = ""
    key: Literal["technical", "logical", ""] = ""
    parent_element: str | None = None
    subject: str = "service"

    @cached_property
    def place(self) -> slice:
        """Give where the field stands in the raw text of its row (positie)."""
        return slice(self.start - 1, self.start - 1 + self.length)

    @cached_property
    def empty_text(self) -> str:
        """Give what an empty field holds: zeros in a number, spaces in a text (standard, field notes)."""
        return ("0" if self.type == "N" else " ") * self.length

    @property
    def is_agb_code(self) -> bool:
        """Say whether the field holds a care provider's AGB code (AGB-code, eight digits)."""
        return self.shape == "NNNNNNNN"

    @property
    def is_quotable(self) -> bool:
        """Say whether a finding may repeat the value: never what is said of a person or of care."""
        return self.subject in {"technical", "message", "insurer", "provider", "tariff"}


@dataclass(frozen=True, kw_only=True, eq=False)
class RecordLayout:
    """The fields of one kind of record (recordtype), in order of place."""

    id: str
    name: str
    fields: tuple[Field, ...]

    @cached_property
    def by_id(self) -> dict[str, Field]:
        """Give the fields by their id, such as 0411 (rubrieknummer)."""
        return {field.id: field for field in self.fields}

    @cached_property
    def places(self) -> dict[str, slice]:
        """Give where each field stands, by its id (posities)."""
        return {field.id: field.place for field in self.fields}

    def element(self, *codes: str) -> Field | None:
        """Give the first field that holds one of these data elements (gegevenselement), if any."""
        return next((field for code in codes for field in self.fields if field.element == code), None)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a kind of record may stand in the file (logische bestandstructuur, standard 5.3.3)."""

    record: str
    parents: tuple[str, ...]
    minimum: int
    maximum: int | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Layout:
    """One version of one EI message (berichtspecificatie)."""

    message: str
    version: str
    title: str
    kind: Literal["claim", "return", "part"]
    ei_codes: tuple[str, ...]
    record_length: int
    counterpart: str | None
    provenance: str
    structure: tuple[Place, ...]
    records: Mapping[str, RecordLayout]

    @property
    def is_return(self) -> bool:
        """Say whether this is a return message (retourinformatie)."""
        return self.kind == "return"


class FieldValues(Mapping[str, str]):
    """The raw text of each field of one row, cut out on demand; missing ids raise KeyError."""

    __slots__ = ("_places", "_raw")

    def __init__(self, raw: str, layout: RecordLayout) -> None:
        self._raw = raw
        self._places = layout.places

    def __getitem__(self, field_id: str) -> str:
        """Cut a field out of the raw text."""
        return self._raw[self._places[field_id]]

    def __iter__(self) -> Iterator[str]:
        """Give the ids of the fields."""
        return iter(self._places)

    def __len__(self) -> int:
        """Count the fields."""
        return len(self._places)


class Row(NamedTuple):
    """One record of a file (regel): its line number from 1, its kind, its raw text and where fields stand.

    A tuple, because a file has hundreds of thousands of them.
    """

    number: int
    record: str
    raw: str
    layout: RecordLayout

    @property
    def values(self) -> Mapping[str, str]:
        """Give the raw text of each field by its id, cut out on demand (rubrieken)."""
        return FieldValues(self.raw, self.layout)

    def text(self, field_id: str) -> str:
        """Give a field without the spaces that fill it up; an absent field is empty."""
        place = self.layout.places.get(field_id)
        return "" if place is None else self.raw[place].strip(" ")


@dataclass(frozen=True, eq=False)
class Message:
    """A message that was read: the layout it follows, its rows in file order, and the digest of its bytes."""

    layout: Layout
    rows: tuple[Row, ...]
    digest: str
    name: str

    @property
    def header(self) -> Row | None:
        """Give the opening record (voorlooprecord), if the file begins with one."""
        return self.rows[0] if self.rows and self.rows[0].record == "01" else None

    @property
    def trailer(self) -> Row | None:
        """Give the closing record (sluitrecord), if the file has one."""
        return next((row for row in reversed(self.rows) if row.record == "99"), None)
