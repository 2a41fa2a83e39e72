"""What level N1 says of a line, in words its sender understands (bevindingen op bestandsniveau)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.interfaces.vektis.characters import Trouble
    from zorgvuldig.interfaces.vektis.lines import PhysicalLine
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Field, Layout, RecordLayout


def length_finding(layout: Layout, line: PhysicalLine, record: str, length: int) -> Finding:
    """Name a record that is too short or too long (lengte record)."""
    if length < layout.record_length:
        what = f"{length} posities, dat zijn er {layout.record_length - length} te weinig"
        advice = "Misschien zijn de spaties aan het eind weggehaald, of is het bestand afgebroken."
    else:
        what = f"{length} posities, dat zijn er {length - layout.record_length} te veel"
        advice = "Misschien ontbreekt er een regeleinde."
    text = (
        f"Regel {line.number}, record {_record(record)}: het record heeft {what}. "
        f"Een record van {layout.message} heeft er {layout.record_length}. {advice}"
    )
    return make_finding("record-length", text, record=_known(layout, record), row=line.number)


def character_finding(
    line: PhysicalLine, record: str, layout: RecordLayout | None, trouble: Trouble
) -> Finding:
    """Name a character that may not stand in a record, with the field it stands in."""
    field = _field_at(layout, trouble.offset)
    where = f"Regel {line.number}, record {_record(record)}" + (f", veld {field.id}" if field else "")
    position = trouble.offset + 1
    texts = {
        "control-character": f"op positie {position} staat een stuurteken (code {trouble.byte}). "
        "Haal het weg; alleen leesbare tekens zijn toegestaan.",
        "utf-8": f"vanaf positie {position} is de tekst in UTF-8 geschreven. Daardoor verschuiven de velden. "
        "Schrijf het bestand met één byte per teken (Latin-1).",
        "doubtful-character": f"op positie {position} staat een teken (code {trouble.byte}) dat niet in "
        "Latin-1 bestaat. Het kan anders getoond worden dan u bedoelt.",
    }
    return make_finding(
        trouble.kind,
        f"{where}: {texts[trouble.kind]}",
        record=layout.id if layout else None,
        row=line.number,
        field=field,
    )


def unknown_record_finding(layout: Layout, line: PhysicalLine, record: str) -> Finding:
    """Name a line that begins with a kind of record which this message does not have (kenmerk record)."""
    known = ", ".join(sorted(layout.records))
    text = (
        f"Regel {line.number}: {_record(record)} is geen kenmerk van een record in {layout.message}. "
        f"Gebruik {known}."
    )
    shown = record if record.isascii() and record.isalnum() else None
    return make_finding("record-unknown", text, record=shown, row=line.number)


def empty_line_finding(line: PhysicalLine) -> Finding:
    """Name an empty line between records (CR/LF zonder voorafgaand record)."""
    return make_finding(
        "empty-line", f"Regel {line.number} is leeg. Haal de lege regel weg.", row=line.number
    )


def too_many_finding(line: PhysicalLine, limit: int) -> Finding:
    """Say that reading stopped because too many lines are damaged."""
    text = f"Na regel {line.number} lezen wij niet verder: er zijn meer dan {limit} beschadigde regels."
    return make_finding("too-many-errors", text, row=line.number)


def line_ending_warning(endings: set[bytes], *, trailing: int) -> Iterator[Finding]:
    """Warn of line ends other than CR/LF, without refusing anything (regeleinde)."""
    if endings == {b"\r\n"} and not trailing:
        return
    deviations = []
    if b"\n" in endings:
        deviations.append("regels eindigen op LF zonder CR")
    if b"" in endings:
        deviations.append("de laatste regel heeft geen regeleinde")
    if trailing:
        deviations.append("na het laatste record staan lege regels")
    found = " en ".join(deviations)
    text = f"De standaard vraagt CR/LF achter elk record; {found}. Wij nemen het bestand wel aan."
    yield make_finding("line-ending", text)


def _field_at(layout: RecordLayout | None, offset: int) -> Field | None:
    if layout is None:
        return None
    return next(
        (field for field in layout.fields if field.start - 1 <= offset < field.start - 1 + field.length), None
    )


def _known(layout: Layout, record: str) -> str | None:
    return record if record in layout.records else None


def _record(record: str) -> str:
    return f"'{record}'" if record.isascii() and record.isprintable() else "met onleesbare tekens"
