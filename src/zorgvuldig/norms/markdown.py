"""Cut a literate norm file into articles and fenced blocks, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zorgvuldig.norms.model import NormError, Place

_HEADING = re.compile(r"^## (?P<norm>\S+) · (?P<title>.+)$")
_FENCE = re.compile(r"^```(?P<kind>[a-z-]*)$")
_CITATION = re.compile(r"^\*(?P<citation>[^*]+)\*$")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its kind, its text and the line where the text starts."""

    kind: str
    text: str
    place: Place


@dataclass(slots=True)
class RawSection:
    """One article as written: heading, citation, prose and blocks; the head of a file has no norm."""

    norm: str
    title: str
    place: Place
    citation: str = ""
    prose: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


def cut(file: str, text: str) -> list[RawSection]:
    """Return the head of the file and its articles, in order."""
    sections = [RawSection("", "", Place(file, 1))]
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        fence = _FENCE.match(line)
        if fence:
            place = Place(file, number + 1)
            sections[-1].blocks.append(Block(fence["kind"], _fenced(lines, place), place))
        elif line.startswith("## "):
            sections.append(_headed(line, Place(file, number)))
        else:
            _prose(sections[-1], line)
    return sections


def _headed(line: str, place: Place) -> RawSection:
    heading = _HEADING.match(line)
    if heading is None:
        raise NormError(place, f"heading {line!r} has no id and title", "Write '## GC-4.5.1 · Titel'")
    return RawSection(heading["norm"], heading["title"], place)


def _fenced(lines: enumerate[str], place: Place) -> str:
    inside: list[str] = []
    for _, line in lines:
        if line == "```":
            return "\n".join(inside) + "\n"
        inside.append(line)
    raise NormError(place, "a fenced block never ends", "Close it with a line of three backticks")


def _prose(section: RawSection, line: str) -> None:
    citation = _CITATION.match(line)
    if citation and section.norm and not section.citation:
        section.citation = citation["citation"]
    elif line or section.prose:
        section.prose.append(line)
