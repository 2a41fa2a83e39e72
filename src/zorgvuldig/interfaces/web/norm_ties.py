"""What ties one norm to others: which name it, what differs and how that ends, what newer law replaced."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zorgvuldig.interfaces.web.cedar_words import NORM_ID
from zorgvuldig.norms import bundle_at, catalogue, chapters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from zorgvuldig.norms import Bundle, Section

_OVERLAY = "current_law/"


@dataclass(frozen=True)
class ConflictLine:
    """Two norms that differ (botsing): both headings, where it ends, and why."""

    norm: str
    title: str
    other: str
    other_title: str
    by: str
    by_norm: str
    why: str


@dataclass(frozen=True)
class Replaced:
    """What newer law replaced: the text of before and of now, each with its day."""

    norm: str
    why: str
    old_citation: str
    old_text: str
    old_from: date
    new_citation: str
    new_text: str
    new_from: date


@dataclass(frozen=True)
class Change:
    """Something of a norm that came into force on a day."""

    on: date
    what: str
    words: str


@dataclass(frozen=True)
class EnforcedAt:
    """A place in the program that asks for a decision in which a norm may be cited."""

    place: str
    purpose: str
    action: str


@dataclass(frozen=True)
class Ties:
    """All that ties one norm to others."""

    conflicts: tuple[ConflictLine, ...]
    replaced: Replaced | None
    named_by: tuple[str, ...]
    changes: tuple[Change, ...]
    enforced: tuple[EnforcedAt, ...]


def ties_of(section: Section, on: date) -> Ties:
    """Gather what ties a norm to others on a day."""
    return Ties(
        conflicts=conflict_lines(section.norm, on),
        replaced=replaced_by(section),
        named_by=named_by(section.norm, on),
        changes=changes(section.norm),
        enforced=enforced_at(section.norm),
    )


def setting_norms(on: date) -> Mapping[str, str]:
    """Tell for each term and parameter which norm sets it."""
    return _set_by(bundle_at(on))


def conflict_lines(norm_id: str, on: date) -> tuple[ConflictLine, ...]:
    """List the conflicts that a norm takes part in, from either side."""
    bundle = bundle_at(on)
    return tuple(line for line in _conflicts(bundle) if norm_id in {line.norm, line.other, line.by_norm})


def replaced_by(section: Section) -> Replaced | None:
    """Tell what an article of newer law replaced; None for one that replaces nothing."""
    if section.supersedes is None:
        return None
    old = next(_versions(section.supersedes, overlay=False), None)
    if old is None:
        return None
    (old_from, before), new_from = old, _edition(section)
    return Replaced(
        norm=section.supersedes,
        why=section.why_superseded,
        old_citation=before.citation,
        old_text=before.text,
        old_from=old_from,
        new_citation=section.citation,
        new_text=section.text,
        new_from=new_from,
    )


def named_by(norm_id: str, on: date) -> tuple[str, ...]:
    """List the norms that name this one: in their words, scenarios, examples and conflicts."""
    return _named(bundle_at(on)).get(norm_id, ())


def changes(norm_id: str) -> tuple[Change, ...]:
    """List what of a norm changed when: its editions, its dated parameters and purposes, newest first."""
    found = [
        Change(day, "newer-law" if section.place.file.startswith(_OVERLAY) else "edition", section.citation)
        for day, section in _versions(norm_id)
    ]
    for _day, section in _versions(norm_id):
        found += [
            Change(each.valid_from, "parameter", f"{each.name}: {each.reference}")
            for each in section.parameters
        ]
        found += [
            Change(each.valid_from, "purpose", f"{each.name}: {each.reference}") for each in section.purposes
        ]
    return tuple(sorted(set(found), key=lambda change: (change.on, change.what, change.words), reverse=True))


def _versions(norm_id: str, *, overlay: bool = True) -> Iterator[tuple[date, Section]]:
    for chapter in sorted(chapters(), key=lambda chapter: chapter.valid_from):
        if not overlay and chapter.source == "current_law":
            continue
        for section in chapter.sections:
            if norm_id in {section.norm, section.supersedes}:
                yield chapter.valid_from, section


def enforced_at(norm_id: str) -> tuple[EnforcedAt, ...]:
    """List the places that ask for a decision which may cite this norm (docs/enforcement.md)."""
    told = _enforcement()
    return tuple(EnforcedAt(*told["places"][number].split("|")) for number in told["norms"].get(norm_id, ()))


@cache
def _enforcement() -> Mapping[str, Any]:
    """Read the list of enforcement, as it was made from the code (`python -m proofs.enforcement`)."""
    text = files("zorgvuldig.interfaces.web").joinpath("enforcement.json").read_text(encoding="utf-8")
    read: Mapping[str, Any] = json.loads(text)
    return read


def _edition(section: Section) -> date:
    return next(chapter.valid_from for chapter in chapters() if chapter.file == section.place.file)


@lru_cache(maxsize=4)
def _set_by(bundle: Bundle) -> Mapping[str, str]:
    terms = {f"term:{name}": term.norm for name, term in bundle.terms.items()}
    parameters = {
        f"parameter:{parameter.name}": section.norm
        for section in bundle.sections.values()
        for parameter in section.parameters
    }
    return terms | parameters


@lru_cache(maxsize=4)
def _conflicts(bundle: Bundle) -> tuple[ConflictLine, ...]:
    return tuple(
        ConflictLine(
            norm=each.norm,
            title=section.title,
            other=each.other,
            other_title=bundle.sections[each.other].title if each.other in bundle.sections else each.other,
            by=each.by,
            by_norm=_norm_behind(each.by, bundle),
            why=each.why,
        )
        for section in bundle.sections.values()
        for each in section.resolutions
    )


def _norm_behind(by: str, bundle: Bundle) -> str:
    """Give the norm of the rule, duty or parameter that ends a conflict."""
    if by in bundle.rules:
        return bundle.rules[by].norm
    if by in bundle.duties:
        return bundle.duties[by].norm
    return _set_by(bundle).get(f"parameter:{by}") or _set_by(bundle).get(f"term:{by}") or by.partition("#")[0]


@lru_cache(maxsize=4)
def _named(bundle: Bundle) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    shown = {
        str(section.place): section for chapter in chapters(scenarios=True) for section in chapter.sections
    }
    for section in bundle.sections.values():
        told = {*NORM_ID.findall(" ".join(_words(section)))}
        for scenario in shown[str(section.place)].scenarios:
            told.update(scenario.norms)
        for named in told & catalogue().norms.keys() - {section.norm}:
            found.setdefault(named, {})[section.norm] = None
    return {name: tuple(sorted(norms)) for name, norms in found.items()}


def _words(section: Section) -> Iterator[str]:
    yield section.text
    yield from (note.text for note in section.notes)
    yield from (each.of for each in section.examples)
    yield from (f"{each.other} {each.by}" for each in section.resolutions)
    yield section.supersedes or ""
