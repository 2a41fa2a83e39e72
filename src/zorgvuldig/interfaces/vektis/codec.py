"""The codec: bytes to a message and back, by layout (EI-bericht lezen en schrijven, Vektis).

Reading finds level N1, the file as such: whether it opens, which message it is, how long each record is,
which characters stand in it. What it can read is handed on row by row; the content is judged elsewhere.
"""

from __future__ import annotations

import io
import stat
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from zorgvuldig.interfaces.vektis.characters import decode
from zorgvuldig.interfaces.vektis.heading import recognize
from zorgvuldig.interfaces.vektis.lines import (
    END,
    END_OF_FILE_MARK,
    LINES_A_BLOCK,
    MAXIMUM_LINE,
    LineReader,
    PhysicalLine,
)
from zorgvuldig.interfaces.vektis.troubles import (
    character_finding,
    empty_line_finding,
    length_finding,
    line_ending_warning,
    too_many_finding,
    unknown_record_finding,
)
from zorgvuldig.processes.claims_handling.intake.message import Layout, Message, Row
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zorgvuldig.processes.claims_handling.intake.finding import Finding

MAXIMUM_FILE = 2 * 1024 * 1024 * 1024
MAXIMUM_FINDINGS = 1000


@dataclass(frozen=True)
class Reading:
    """What reading a file gave: the message if there is one, and what level N1 found.

    `readable` is False where no return message can be made, because the file does not open or does not say
    which message it is (standard 6.4.2, 6.8.1).
    """

    message: Message | None
    findings: tuple[Finding, ...]
    readable: bool


def read_file(
    source: Path | str | bytes, name: str, message: str | None = None, version: str | None = None
) -> Reading:
    """Read a file, or bytes, as an EI message; never raises for what the file holds."""
    if isinstance(source, bytes):
        return _read(io.BytesIO(source), name, message, version)
    try:
        trouble = _why_not(source, name)
        if trouble is not None:
            return _unreadable(trouble)
        with Path(source).open("rb") as stream:
            return _read(stream, name, message, version)
    except FileNotFoundError:
        return _unreadable(f"{name} bestaat niet. Controleer de naam en de map.")
    except PermissionError:
        return _unreadable(f"{name} mogen wij niet lezen. Pas de rechten van het bestand aan.")
    except (OSError, ValueError):
        return _unreadable(f"{name} is niet te openen. Controleer de naam en het bestand.")


def _why_not(source: Path | str, name: str) -> str | None:
    """Say why a path is no file that we read, if so: a folder, a device, too large."""
    status = Path(source).stat()
    if stat.S_ISDIR(status.st_mode):
        return f"{name} is een map en geen bestand. Geef een bestand op."
    if not stat.S_ISREG(status.st_mode):
        return f"{name} is geen gewoon bestand. Geef een bestand op."
    if status.st_size > MAXIMUM_FILE:
        limit = MAXIMUM_FILE // (1024 * 1024)
        return f"{name} is groter dan {limit} MB. Splits de declaratie in kleinere bestanden."
    return None


def render(layout: Layout, rows: Iterable[Row]) -> bytes:
    """Write rows as a file of one layout: one byte a character, CR/LF after every record (standard 5.3.7)."""
    raws = []
    for row in rows:
        if len(row.raw) != layout.record_length:
            raise ValueError(
                f"row {row.number}: record {row.record} has {len(row.raw)} positions; "
                f"{layout.message} {layout.version} needs {layout.record_length}"
            )
        raws.append(row.raw)
    raws.append("")
    return "\r\n".join(raws).encode("latin-1")


@dataclass
class _Reader:
    """Collects rows and findings while lines go by."""

    layout: Layout
    findings: list[Finding] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    endings: set[bytes] = field(default_factory=set)
    doubtful: bool = False

    def take(self, line: PhysicalLine) -> None:
        """Take in one line: a row, or what is wrong with it, or both."""
        self.endings.add(line.ending)
        if line.size > MAXIMUM_LINE or len(line.content) == MAXIMUM_LINE:
            self.findings.append(
                length_finding(self.layout, line, line.content[:2].decode("latin-1"), line.size)
            )
            return
        text, trouble = decode(line.content)
        record = text[:2]
        known = self.layout.records.get(record)
        if trouble is not None and not (trouble.kind == "doubtful-character" and self.doubtful):
            self.doubtful = self.doubtful or trouble.kind == "doubtful-character"
            self.findings.append(character_finding(line, record, known, trouble))
        if known is None:
            self.findings.append(unknown_record_finding(self.layout, line, record))
            return
        if len(text) != self.layout.record_length:
            # two bytes for a character explain a wrong length: then that is what there is to say
            if trouble is None or trouble.kind != "utf-8":
                self.findings.append(length_finding(self.layout, line, record, len(text)))
            text = text.ljust(self.layout.record_length)[: self.layout.record_length]
        self.rows.append(Row(line.number, record, text, known))

    def take_blocks(self, lines: LineReader) -> None:
        """Take in many lines at once, as long as nothing is wrong with any of them."""
        length = self.layout.record_length
        while (found := lines.block(length)) is not None:
            first, block = found
            rows = self._rows_of(first, block, length)
            if rows is None:
                lines.put_back(block)
                return
            lines.take(block)
            self.rows.extend(rows)
            self.endings.add(END)

    def _rows_of(self, first: int, block: bytes, length: int) -> list[Row] | None:
        """Give the rows of a block, or nothing where a line needs to be looked at by itself."""
        text, whole = block.decode("latin-1"), length + len(END)
        raws = [text[start : start + length] for start in range(0, len(text), whole)]
        if not text.isascii() and any(not raw.isascii() and _is_doubtful(raw) for raw in raws):
            return None
        kinds = [raw[:2] for raw in raws]
        if not self.layout.records.keys() >= set(kinds):
            return None
        known = map(self.layout.records.__getitem__, kinds)
        return list(map(Row, range(first, first + len(raws)), kinds, raws, known))


def _is_doubtful(raw: str) -> bool:
    """Say whether a line is not what Latin-1 makes of it: UTF-8, or characters of no Latin set."""
    _text, trouble = decode(raw.encode("latin-1"))
    return trouble is not None


@dataclass
class _Collecting:
    """A file on its way: which message it turns out to be, and the empty lines that may close it."""

    message: str | None
    version: str | None
    reader: _Reader | None = None
    refused: tuple[Finding, ...] = ()
    pending: list[PhysicalLine] = field(default_factory=list)

    def take(self, line: PhysicalLine) -> bool:
        """Take in one line, the first of which says which message this is; tell whether to read on."""
        if line.content.strip() in {b"", END_OF_FILE_MARK}:
            self.pending.append(line)
            return len(self.pending) <= MAXIMUM_FINDINGS
        if self.reader is None:
            heading = recognize(
                decode(line.content)[0], message=self.message, version=self.version, row=line.number
            )
            if heading.layout is None:
                self.refused = heading.findings
                return False
            self.reader = _Reader(heading.layout, list(heading.findings))
        self.reader.findings.extend(empty_line_finding(empty) for empty in self.pending)
        self.pending.clear()
        self.reader.take(line)
        if len(self.reader.findings) > MAXIMUM_FINDINGS:
            self.reader.findings.append(too_many_finding(line, MAXIMUM_FINDINGS))
            return False
        return True

    def take_all(self, lines: Iterable[PhysicalLine]) -> bool:
        """Take in these lines; tell whether to read on: there were some, and none of them ended it."""
        more = False
        for line in lines:
            more = self.take(line)
            if not more:
                break
        return more


def _read(stream: BinaryIO, name: str, message: str | None, version: str | None) -> Reading:
    lines, collecting = LineReader(stream), _Collecting(message, version)
    walk, more = iter(lines), True
    while more:
        if collecting.reader is not None and not collecting.pending:
            collecting.reader.take_blocks(lines)
        # The first line alone; after it what stood in a block that was put back, and then blocks again.
        batch = islice(walk, LINES_A_BLOCK if collecting.reader else 1)
        more = collecting.take_all(batch)
    if collecting.refused:
        return Reading(None, collecting.refused, readable=False)
    reader = collecting.reader
    if reader is None:
        text = f"{name} is leeg. Stuur een bestand met een voorlooprecord, de declaraties en een sluitrecord."
        return Reading(None, (make_finding("empty-file", text),), readable=False)
    lines.finish()
    reader.findings.extend(line_ending_warning(reader.endings, trailing=len(collecting.pending)))
    read = Message(layout=reader.layout, rows=tuple(reader.rows), digest=lines.digest, name=name)
    return Reading(read, tuple(reader.findings), readable=True)


def _unreadable(text: str) -> Reading:
    return Reading(None, (make_finding("unreadable", text),), readable=False)
