"""The Code as a book: its sources with their counts, the chapters in their order, each article in a line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from zorgvuldig.norms import bundle_at, chapters, coverage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from zorgvuldig.norms import Bundle, Section

#: The sources as this book orders them, each with its name for people.
BOOKS = {
    "code_of_conduct": "Gedragscode Verwerking Persoonsgegevens Zorgverzekeraars",
    "control_protocol": "Protocol Materiële Controle",
    "approval": "Goedkeuring van de gedragscode",
    "partner_statement": "Privacyverklaring voor zakelijke relaties",
    "security_measures": "Maatregelen voor informatiebeveiliging",
    "email": "Regels voor e-mail",
    "disclosure": "Regels voor het melden van kwetsbaarheden",
    "current_law": "Nieuwer recht dat ouder recht vervangt",
}


@dataclass(frozen=True)
class ArticleLine:
    """One article in its chapter: what it is about, how it is met, and what stands under it."""

    id: str
    title: str
    citation: str
    text: str
    form: str
    rules: int
    duties: int
    scenarios: int


@dataclass(frozen=True)
class ChapterLine:
    """One chapter (hoofdstuk) of a source: its heading, since when it holds, and its articles."""

    key: str
    source: str
    title: str
    intro: str
    valid_from: date
    articles: tuple[ArticleLine, ...]

    @property
    def counts(self) -> Counter[str]:
        """Count what stands under the articles."""
        return Counter(
            rules=sum(each.rules for each in self.articles),
            duties=sum(each.duties for each in self.articles),
            scenarios=sum(each.scenarios for each in self.articles),
            planned=sum(each.form == "planned" for each in self.articles),
        )


@dataclass(frozen=True)
class BookLine:
    """One source with its chapters."""

    source: str
    title: str
    chapters: tuple[ChapterLine, ...]

    @property
    def counts(self) -> Counter[str]:
        """Count over all chapters."""
        total: Counter[str] = Counter(articles=sum(len(each.articles) for each in self.chapters))
        for each in self.chapters:
            total.update(each.counts)
        return total


def books(on: date) -> tuple[BookLine, ...]:
    """List the sources in force on a day, each with its chapters and counts."""
    found = _chapters(bundle_at(on))
    return tuple(
        BookLine(source, title, tuple(line for line in found.values() if line.source == source))
        for source, title in BOOKS.items()
    )


def chapter_page(key: str, on: date) -> tuple[ChapterLine, str | None, str | None]:
    """Give one chapter, with the keys of the one before and the one after.

    Raises:
        KeyError: there is no such chapter on this day.
    """
    found = _chapters(bundle_at(on))
    line, keys = found[key], list(found)
    place = keys.index(key)
    return (
        line,
        keys[place - 1] if place else None,
        keys[place + 1] if place + 1 < len(keys) else None,
    )


def chapter_key(file: str) -> str:
    """Name the chapter that a norm file holds, as an address names it."""
    source, _edition, name = file.removesuffix(".md").split("/")
    return f"{source}.{name}"


def chapter_title(key: str, on: date) -> str:
    """Give the heading of a chapter."""
    return _chapters(bundle_at(on))[key].title


@lru_cache(maxsize=4)
def _chapters(bundle: Bundle) -> Mapping[str, ChapterLine]:
    forms = coverage(bundle).forms
    scenarios = _scenario_counts()
    files: dict[str, list[Section]] = {}
    for section in bundle.sections.values():
        files.setdefault(section.place.file, []).append(section)
    written = {chapter.file: chapter for chapter in chapters()}
    lines: dict[str, ChapterLine] = {}
    for source in BOOKS:
        for file in sorted(file for file in files if file.startswith(f"{source}/")):
            title, intro = _head(written[file].text)
            lines[chapter_key(file)] = ChapterLine(
                key=chapter_key(file),
                source=source,
                title=title,
                intro=intro,
                valid_from=written[file].valid_from,
                articles=tuple(
                    _article(section, forms[section.norm], scenarios.get(str(section.place), 0))
                    for section in files[file]
                ),
            )
    return lines


def _article(section: Section, form: str, scenarios: int) -> ArticleLine:
    return ArticleLine(
        id=section.norm,
        title=section.title,
        citation=section.citation,
        text=section.text,
        form=form,
        rules=len(section.rules),
        duties=len(section.duties),
        scenarios=scenarios,
    )


def _scenario_counts() -> Mapping[str, int]:
    return {
        str(section.place): len(section.scenarios)
        for chapter in chapters(scenarios=True)
        for section in chapter.sections
    }


def _head(text: str) -> tuple[str, str]:
    """Read the heading of a file and the words under it, up to the first article or block."""
    lines = text.splitlines()
    title = lines[0].removeprefix("# ").strip()
    intro: list[str] = []
    for line in lines[1:]:
        if line.startswith(("## ", "```")):
            break
        intro.append(line)
    return title, " ".join(" ".join(intro).split())
