"""Which message a file is: read from its opening record, or asked for (voorlooprecord, 0102 to 0104)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.vektis.catalog import UnknownLayoutError, layouts, load_layout
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Field, Layout

_OPENING = "01"
_KEY_LENGTH = 9


@dataclass(frozen=True)
class Heading:
    """The layout to read a file by, if there is one, and what is wrong with its opening record."""

    layout: Layout | None
    findings: tuple[Finding, ...] = ()


def recognize(first: str, *, message: str | None, version: str | None, row: int = 1) -> Heading:
    """Find the layout of a file from its first line; a message asked for picks the layout itself."""
    if message is not None:
        return _asked_for(first, message, version, row)
    if not first.startswith(_OPENING):
        text = (
            f"Regel {row}: het bestand begint niet met een voorlooprecord (01). Zo is niet te zien welk "
            "bericht het is. Zet het voorlooprecord vooraan."
        )
        return Heading(
            None, (make_finding("header-missing", text, record=_OPENING, row=row, field=_field("0101")),)
        )
    candidates = [layout for layout in layouts() if layout.kind != "part" and first[2:5] in layout.ei_codes]
    if not candidates:
        text = (
            f"Regel {row}, record 01, veld 0102: berichtcode {_shown(first[2:5])} kennen wij niet. "
            "Controleer de code van het bericht."
        )
        return Heading(
            None, (make_finding("message-unknown", text, record=_OPENING, row=row, field=_field("0102")),)
        )
    layout = _by_version(candidates, first[5:7], first[7:9])
    if layout is None:
        known = ", ".join(sorted({f"{item.message} {item.version}" for item in candidates}))
        shown = f"{_shown(first[5:7])}.{_shown(first[7:9])}"
        # Where the version is one that we read, its subversion is what nobody knows.
        wrong = "0104" if any(_major(item) == first[5:7] for item in candidates) else "0103"
        text = f"Regel {row}, record 01, veld {wrong}: versie {shown} kennen wij niet. Wij lezen {known}."
        return Heading(
            None, (make_finding("version-unknown", text, record=_OPENING, row=row, field=_field(wrong)),)
        )
    if version is not None and version != layout.version:
        return _asked_for(first, layout.message, version, row)
    return Heading(layout)


def _by_version(candidates: list[Layout], major: str, minor: str) -> Layout | None:
    same = [layout for layout in candidates if _major(layout) == major]
    if len(same) <= 1:
        return same[0] if same else None
    return next((layout for layout in same if layout.version.partition(".")[2].zfill(2) == minor), None)


def _major(layout: Layout) -> str:
    return layout.version.partition(".")[0].zfill(2)


def _asked_for(first: str, message: str, version: str | None, row: int) -> Heading:
    layout = _named(message.upper(), version)
    if layout is None:
        text = (
            f"Het bericht {message} {version or ''}".rstrip()
            + " kennen wij niet. Kies een bericht dat wij lezen."
        )
        return Heading(None, (make_finding("message-unknown", text),))
    if not first.startswith(_OPENING) or len(first) < _KEY_LENGTH:
        return Heading(layout)
    if first[2:5] not in layout.ei_codes:
        text = (
            f"Regel {row}, record 01, veld 0102: berichtcode {_shown(first[2:5])} hoort niet bij "
            f"{layout.message} ({', '.join(layout.ei_codes)}). Kies het juiste bericht of verbeter de code."
        )
        return Heading(
            layout, (make_finding("message-other", text, record=_OPENING, row=row, field=_field("0102")),)
        )
    if _major(layout) != first[5:7]:
        text = (
            f"Regel {row}, record 01, veld 0103: versie {_shown(first[5:7])} is niet de gevraagde versie "
            f"{layout.version}. Kies de juiste versie of verbeter het veld."
        )
        return Heading(
            layout, (make_finding("version-other", text, record=_OPENING, row=row, field=_field("0103")),)
        )
    return Heading(layout)


def _named(message: str, version: str | None) -> Layout | None:
    if version is not None:
        try:
            return load_layout(message, version)
        except UnknownLayoutError:
            return None
    named = [layout for layout in layouts() if layout.message == message and layout.kind != "part"]
    return named[-1] if named else None


def _field(field_id: str) -> Field:
    return load_layout("GZ321", "1.0").records[_OPENING].by_id[field_id]


def _shown(text: str) -> str:
    return text if text.isascii() and text.isalnum() else "met andere tekens dan cijfers"
