"""Which fields of a claim message say what: one table per message under `messages/` (berichtspecificaties).

A layout tells where a field stands; a shape tells what it means for a claim. The return message that answers
is the counterpart that the layout names, and its fields are found by their data element, so that no message
needs code of its own.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.processes.claims_handling.intake.message import Layout, Row

CLAIM_RECORD = "04"


class NoShapeError(LookupError):
    """A message that can be controlled by its layout, and that is not read into claims yet."""


@dataclass(frozen=True, eq=False)
class Places:
    """The fields of one kind of record by what they mean, by our own names (betekenis van rubrieken)."""

    ids: Mapping[str, tuple[str, ...]]

    def first(self, name: str) -> str | None:
        """Give the id of the field with this meaning, if the message has one."""
        return next(iter(self.ids.get(name, ())), None)

    def texts(self, row: Row, name: str) -> tuple[str, ...]:
        """Give all fields of this meaning, without the spaces that fill them up."""
        return tuple(row.text(field_id) for field_id in self.ids.get(name, ()))

    def text(self, row: Row, name: str) -> str:
        """Give the first filled field of this meaning."""
        return next((text for text in self.texts(row, name) if text), "")

    def codes(self, row: Row, name: str) -> tuple[str, ...]:
        """Give the codes of this meaning; zeros are no code."""
        return tuple(text for text in self.texts(row, name) if text.strip("0"))

    def code(self, row: Row, name: str) -> str:
        """Give the first code of this meaning."""
        return next(iter(self.codes(row, name)), "")


@dataclass(frozen=True, kw_only=True, eq=False)
class ClaimShape:
    """What the fields of the claim record (04) and of its lines mean in one message."""

    message: str
    versions: tuple[str, ...]
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
        NoShapeError: of this message and version only the layout is known.
    """
    found = find_shape(layout)
    if found is None:
        raise NoShapeError(f"{layout.message} {layout.version} is not read into claims yet")
    return found


def find_shape(layout: Layout) -> ClaimShape | None:
    """Give the shape of a message if it can be read into claims (declaraties)."""
    found = shapes().get(layout.message)
    return found if found is not None and layout.version in found.versions else None


@cache
def shapes() -> dict[str, ClaimShape]:
    """Give every shape that comes with the program, by message."""
    folder = files(__package__) / "messages"
    named = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    read = (_shape(tomllib.loads((folder / name).read_text(encoding="utf-8"))) for name in named)
    return {shape.message: shape for shape in read}


def _shape(data: dict[str, Any]) -> ClaimShape:
    return ClaimShape(
        message=data["message"],
        versions=tuple(data["versions"]),
        care_kind=data["care_kind"],
        line_record=data["line_record"],
        birthdate=data["birthdate"],
        claim=_places(data["claim"]),
        line=_places(data["line"]),
        code_widths=data.get("code_widths", {}),
    )


def _places(data: dict[str, str | list[str]]) -> Places:
    return Places({name: (ids,) if isinstance(ids, str) else tuple(ids) for name, ids in data.items()})
