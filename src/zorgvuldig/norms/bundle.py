"""The norms in force at a date: editions, overlays, dated parameters, and one hash over all of it."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from zorgvuldig.norms.access import access_text
from zorgvuldig.norms.choices import Choice, choices, is_own_choice
from zorgvuldig.norms.conflicts import conflicts_text
from zorgvuldig.norms.loader import chapters, find_files, load
from zorgvuldig.norms.model import (
    Chapter,
    DutyRule,
    NormError,
    Parameter,
    ParameterValue,
    Place,
    Purpose,
    Rule,
    Section,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

#: Bundles kept at hand: there are as many as days on which norms changed, for each set of choices.
_KEPT = 128

T = TypeVar("T", Rule, Term, DutyRule)


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """All norms in force at one date; `id` is the SHA-256 over them."""

    valid_from: date
    id: str
    sections: Mapping[str, Section]
    rules: Mapping[str, Rule]
    terms: Mapping[str, Term]
    parameters: Mapping[str, ParameterValue]
    duties: Mapping[str, DutyRule]
    purposes: Mapping[str, Purpose]


def bundle_at(day: date) -> Bundle:
    """Return the bundle of norms in force on this day; before the first edition it is empty."""
    chosen = choices()
    starts = _starts(chosen)
    return _bundle(starts[max(bisect_right(starts, day) - 1, 0)], chosen)


def bundle_of(folder: Traversable, day: date) -> Bundle:
    """Return the norms that the files in another folder hold on this day, such as of another version.

    Raises:
        NormError: the folder holds no norm files, or this version cannot read them.
    """
    found = find_files(folder) if folder.is_dir() else ()
    if not found:
        raise NormError(
            Place(folder.name, 1), "no norm files stand here", "Name a folder such as src/zorgvuldig/norms"
        )
    return make_bundle(load(found, scenarios=False), day, choices())


def parameters_at(day: date) -> Mapping[str, Parameter]:
    """Return every parameter as the norm files give it on this day, with its reference, without choices."""
    return _parameters(bundle_at(day).sections.values(), day)


@lru_cache(maxsize=_KEPT)
def _starts(chosen: tuple[Choice, ...]) -> tuple[date, ...]:
    return change_days(chapters(), chosen)


@lru_cache(maxsize=_KEPT)
def _bundle(day: date, chosen: tuple[Choice, ...]) -> Bundle:
    return make_bundle(chapters(), day, chosen)


def change_days(written: Iterable[Chapter], chosen: Iterable[Choice] = ()) -> tuple[date, ...]:
    """Return the days on which anything in these chapters, or of these choices, comes into force."""
    days = {date.min, *(choice.valid_from for choice in chosen)}
    for chapter in written:
        days.add(chapter.valid_from)
        for section in chapter.sections:
            days.update(parameter.valid_from for parameter in section.parameters)
            days.update(purpose.valid_from for purpose in section.purposes)
    return tuple(sorted(days))


def make_bundle(written: Iterable[Chapter], day: date, chosen: Iterable[Choice] = ()) -> Bundle:
    """Return what of these chapters is in force on this day, with what the insurer chose by then."""
    in_force = _chapters_in_force(written, day)
    sections = _sections(in_force)
    parameters = _values(_parameters(sections.values(), day), day, chosen)
    purposes = {
        purpose.name: purpose
        for section in sections.values()
        for purpose in section.purposes
        if purpose.valid_from <= day
    }
    return Bundle(
        valid_from=day,
        id=_digest(in_force, parameters, purposes),
        sections=sections,
        rules=_unique((rule.key, rule) for section in sections.values() for rule in section.rules),
        terms=_unique((term.name, term) for section in sections.values() for term in section.terms),
        parameters=parameters,
        duties=_unique((duty.id, duty) for section in sections.values() for duty in section.duties),
        purposes=purposes,
    )


def _chapters_in_force(written: Iterable[Chapter], day: date) -> list[Chapter]:
    latest: dict[tuple[str, str], Chapter] = {}
    for chapter in sorted(written, key=lambda chapter: chapter.valid_from):
        if chapter.valid_from <= day:
            latest[chapter.source, chapter.name] = chapter
    return sorted(latest.values(), key=lambda chapter: (chapter.source == "current_law", chapter.file))


def _sections(in_force: Iterable[Chapter]) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    for chapter in in_force:
        for section in chapter.sections:
            if section.supersedes is not None:
                sections.pop(section.supersedes, None)
            if section.norm in sections:
                other = sections[section.norm].place
                raise NormError(
                    section.place,
                    f"{section.norm} stands also in {other}",
                    "Keep one, or name it in a supersedes block",
                )
            sections[section.norm] = section
    return sections


def _values(given: Mapping[str, Parameter], day: date, chosen: Iterable[Choice]) -> dict[str, ParameterValue]:
    """Give each parameter its value; a choice stands above a value of before it, and never above the law."""
    values = {name: parameter.value for name, parameter in given.items()}
    for choice in chosen:
        parameter = given.get(choice.name)
        if parameter and is_own_choice(parameter) and parameter.valid_from <= choice.valid_from <= day:
            values[choice.name] = choice.value
    return values


def _parameters(sections: Iterable[Section], day: date) -> dict[str, Parameter]:
    latest: dict[str, Parameter] = {}
    for section in sections:
        for parameter in sorted(section.parameters, key=lambda parameter: parameter.valid_from):
            other = latest.get(parameter.name, parameter)
            if other.norm != parameter.norm:
                # The later one would quietly decide for both.
                raise NormError(
                    parameter.place, f"{parameter.name!r} stands also at {other.place}", "Rename one of them"
                )
            if parameter.valid_from <= day:
                latest[parameter.name] = parameter
    return latest


def _unique(named: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, thing in named:
        if name in found:
            raise NormError(thing.place, f"{name!r} stands also at {found[name].place}", "Rename one of them")
        found[name] = thing
    return found


def _digest(
    in_force: Iterable[Chapter], parameters: Mapping[str, ParameterValue], purposes: Mapping[str, Purpose]
) -> str:
    content = {
        "chapters": {chapter.file: hashlib.sha256(chapter.text.encode()).hexdigest() for chapter in in_force},
        "access": hashlib.sha256(access_text().encode()).hexdigest(),
        "conflicts": hashlib.sha256(conflicts_text().encode()).hexdigest(),
        "parameters": parameters,
        "purposes": sorted(purposes),
    }
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()
