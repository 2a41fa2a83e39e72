"""What the pages of the norms show: every norm in our own words, its rules, its scenarios tried now."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from zorgvuldig.decisions import decide
from zorgvuldig.interfaces.web import wording
from zorgvuldig.norms import (
    PERIOD,
    bundle_at,
    catalogue,
    chapters,
    coverage,
    find_files,
    is_own_choice,
    texts,
)
from zorgvuldig.norms.markdown import cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from zorgvuldig.norms import CatalogueNorm, Scenario, Section

_UNITS = (("jaar", "jaar"), ("maand", "maanden"), ("week", "weken"), ("dag", "dagen"))


@dataclass(frozen=True)
class NormLine:
    """One norm in the list: its title, where it stands, and how the program meets it."""

    id: str
    title: str
    article: str
    purpose: str
    form: str
    words: str


@dataclass(frozen=True)
class TriedScenario:
    """A scenario with the outcome that it must have and the one that it has now."""

    key: str
    sentence: str
    expected: str
    outcome: str
    reason: str
    norms: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether the rules still answer as the scenario says."""
        return self.expected == self.outcome


@dataclass(frozen=True)
class ParameterLine:
    """A number, period or list of a norm, with since when and by which reference."""

    name: str
    words: str
    valid_from: date
    reference: str
    own_choice: bool


@dataclass(frozen=True)
class WrittenTerm:
    """A term that rules use by name, as it is written."""

    name: str
    text: str


@dataclass(frozen=True)
class NormPage:
    """All that follows from one norm."""

    line: NormLine
    section: Section | None
    english: str
    cedar: tuple[str, ...]
    terms: tuple[WrittenTerm, ...]
    duty_when: Mapping[str, str]
    parameters: tuple[ParameterLine, ...]
    permitted: tuple[TriedScenario, ...]
    stopped: tuple[TriedScenario, ...]
    on: date

    @property
    def disagree(self) -> int:
        """Count the scenarios that the rules now answer otherwise."""
        return sum(not tried.agrees for tried in (*self.permitted, *self.stopped))


def norm_lines(
    on: date, *, sought: str = "", form: str | None = None, source: str | None = None
) -> list[NormLine]:
    """List the norms of the catalogue, by words, by how they are met, and by document."""
    bundle = bundle_at(on)
    forms = coverage(bundle).forms
    words = sought.casefold().split()
    return [
        line
        for norm in catalogue().norms.values()
        if form in {None, forms[norm.id]} and source in {None, norm.id.partition("-")[0]}
        for line in [_line(norm, bundle.sections.get(norm.id), forms[norm.id])]
        if all(word in _haystack(line) for word in words)
    ]


def norm_page(norm_id: str, on: date) -> NormPage:
    """Give one norm with its rules and its scenarios, tried on the rules of this moment.

    Raises:
        KeyError: there is no such norm.
    """
    norm, bundle = catalogue().norms[norm_id], bundle_at(on)
    section = bundle.sections.get(norm_id)
    tried = [_tried(f"{norm_id}:{place}", each) for place, each in enumerate(_scenarios(section))]
    return NormPage(
        line=_line(norm, section, coverage(bundle).forms[norm_id]),
        section=section,
        english="" if section else texts()[norm_id],
        cedar=_blocks(section, "cedar"),
        terms=tuple(_term(each) for each in _read_blocks(section, "term")),
        duty_when={each["id"]: each["when"].strip() for each in _read_blocks(section, "duty")},
        parameters=_parameters(section),
        permitted=tuple(each for each in tried if each.expected == "permit"),
        stopped=tuple(each for each in tried if each.expected != "permit"),
        on=on,
    )


def period_words(value: object) -> str:
    """Write a period, a number or a list in Dutch."""
    found = PERIOD.match(value) if isinstance(value, str) else None
    if found:
        parts = zip(found.groups(), _UNITS, strict=True)
        return ", ".join(f"{count} {one if count == '1' else more}" for count, (one, more) in parts if count)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)


def _line(norm: CatalogueNorm, section: Section | None, form: str) -> NormLine:
    return NormLine(
        id=norm.id,
        title=section.title if section else norm.id,
        article=section.citation if section else norm.article,
        purpose=norm.process,
        form=form,
        words=section.text if section else "",
    )


def _haystack(line: NormLine) -> str:
    told = (line.id, line.title, line.article, line.words, wording.purpose_word(line.purpose))
    return re.sub(r"\s+", " ", " ".join(told)).casefold()


def _parameters(section: Section | None) -> tuple[ParameterLine, ...]:
    return tuple(
        ParameterLine(
            each.name, period_words(each.value), each.valid_from, each.reference, is_own_choice(each)
        )
        for each in (section.parameters if section else ())
    )


def _scenarios(section: Section | None) -> Sequence[Scenario]:
    return _by_place().get(str(section.place), ()) if section else ()


def scenario_of(key: str, on: date) -> Scenario | None:
    """Give an example by its key, a norm and its place under it; None when there is none."""
    norm, _, place = key.rpartition(":")
    found = _scenarios(bundle_at(on).sections.get(norm))
    return found[int(place)] if place.isdecimal() and int(place) < len(found) else None


def _tried(key: str, scenario: Scenario) -> TriedScenario:
    decision = decide(scenario.facts, None if "now" in scenario.facts else scenario.at)
    return TriedScenario(
        key=key,
        sentence=scenario.sentence,
        expected=scenario.outcome,
        outcome=decision.outcome.value,
        reason=decision.reason,
        norms=decision.norms,
    )


@cache
def _by_place() -> Mapping[str, Sequence[Scenario]]:
    return {
        str(section.place): section.scenarios
        for chapter in chapters(scenarios=True)
        for section in chapter.sections
    }


def _blocks(section: Section | None, kind: str) -> tuple[str, ...]:
    return _written().get((section.place.file, section.norm, kind), ()) if section else ()


def _read_blocks(section: Section | None, kind: str) -> Iterator[Mapping[str, str]]:
    return (tomllib.loads(text) for text in _blocks(section, kind))


def _term(told: Mapping[str, str]) -> WrittenTerm:
    text = told.get("when") or " + ".join(told[name] for name in ("date", "plus") if name in told)
    return WrittenTerm(told["name"], text.strip())


@cache
def _written() -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    """Read what is written under each norm, by file, norm and kind of block."""
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for file in find_files():
        for raw in cut(file.path, file.text):
            for block in raw.blocks:
                key = (file.path, raw.norm, block.kind)
                found[key] = (*found.get(key, ()), block.text.strip())
    return found
