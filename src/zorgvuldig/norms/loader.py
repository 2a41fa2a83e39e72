"""Load the literate norm files: every chapter of every source, each edition in its own folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zorgvuldig.norms.blocks import read_block, read_setting
from zorgvuldig.norms.catalogue import catalogue
from zorgvuldig.norms.markdown import RawSection, cut
from zorgvuldig.norms.model import SOURCES, Chapter, NormError, Place, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

_EDITION = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True)
class NormFile:
    """One literate file as found: its source, edition, chapter and text."""

    source: str
    valid_from: date
    chapter: str
    text: str

    @property
    def path(self) -> str:
        """Return the path from the folder of norms."""
        return f"{self.source}/{self.valid_from.isoformat()}/{self.chapter}.md"


def _edition(folder: Traversable, source: str) -> date:
    if not _EDITION.match(folder.name):
        place = Place(f"{source}/{folder.name}", 1)
        raise NormError(place, "an edition is a folder named after its date", "Name it like 2011-12-13")
    return date.fromisoformat(folder.name)


def find_files(root: Traversable | None = None) -> tuple[NormFile, ...]:
    """Return every literate file of every source, oldest edition first."""
    folder = files("zorgvuldig.norms") if root is None else root
    found: list[NormFile] = []
    for source in SOURCES:
        if not folder.joinpath(source).is_dir():
            continue
        for edition in folder.joinpath(source).iterdir():
            day = _edition(edition, source)
            found.extend(
                NormFile(source, day, entry.name.removesuffix(".md"), entry.read_text(encoding="utf-8"))
                for entry in edition.iterdir()
                if entry.name.endswith(".md")
            )
    return tuple(sorted(found, key=lambda entry: (entry.valid_from, entry.source, entry.chapter)))


def load(norm_files: Iterable[NormFile], *, scenarios: bool) -> tuple[Chapter, ...]:
    """Return the chapters that these files hold; without scenarios it loads faster."""
    raw = [(entry, cut(entry.path, entry.text)) for entry in norm_files]
    settings: dict[str, Mapping[str, Any]] = {}
    if scenarios:
        for _, sections in raw:
            _collect_settings(sections[0], settings)
    return tuple(
        Chapter(
            entry.source,
            entry.valid_from,
            entry.chapter,
            entry.path,
            entry.text,
            tuple(_section(entry, section, settings, scenarios=scenarios) for section in sections[1:]),
        )
        for entry, sections in raw
    )


@cache
def chapters(*, scenarios: bool = False) -> tuple[Chapter, ...]:
    """Return the chapters that come with this package."""
    return load(find_files(), scenarios=scenarios)


def _collect_settings(head: RawSection, settings: dict[str, Mapping[str, Any]]) -> None:
    for block in head.blocks:
        if block.kind != "setting":
            raise NormError(
                block.place, f"a {block.kind!r} block stands above all articles", "Move it under its article"
            )
        name, facts = read_setting(block)
        if name in settings:
            raise NormError(block.place, f"setting {name!r} exists already", "Give it another name")
        settings[name] = facts


def _section(
    entry: NormFile, raw: RawSection, settings: Mapping[str, Mapping[str, Any]], *, scenarios: bool
) -> Section:
    if raw.norm not in catalogue().norms or not raw.norm.startswith(SOURCES[entry.source]):
        raise NormError(raw.place, f"{raw.norm!r} is no norm of {entry.source}", "Use an id of the catalogue")
    prose = "\n".join(raw.prose).strip()
    if not raw.citation or not prose:
        raise NormError(
            raw.place, f"{raw.norm} lacks its citation or its text", "Write *Art. …* and the norm in Dutch"
        )
    section = Section(raw.norm, raw.title, raw.citation, prose, raw.place)
    for block in raw.blocks:
        if scenarios or block.kind != "scenario":
            read_block(block, section, settings)
    return section
