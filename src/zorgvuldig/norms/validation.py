"""Check the norms as a whole: what the loader cannot see in one file."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import cedarpy

from zorgvuldig.norms.bundle import Bundle, change_days, make_bundle
from zorgvuldig.norms.catalogue import Catalogue, catalogue, dutch_words
from zorgvuldig.norms.expand import Attribute, Writer, policy, schema
from zorgvuldig.norms.formatting import formatted
from zorgvuldig.norms.model import PERIOD, Chapter, NormError, Scenario, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LONGEST_FILE = 400
_OUTCOMES = frozenset({"permit", "forbid", "no-permit", "gap"})
_HEALTH_ANSWERS = frozenset({"yes", "no", "aggregate-only"})


def problems(written: Iterable[Chapter]) -> list[str]:
    """Return what is wrong with these chapters, each with its place and how to mend it."""
    chapters = tuple(written)
    found = [problem for chapter in chapters for problem in _of_chapter(chapter)]
    for day in change_days(chapters):
        try:
            found.extend(_of_bundle(make_bundle(chapters, day)))
        except NormError as error:
            found.append(str(error))
    return list(dict.fromkeys(found))


def _of_chapter(chapter: Chapter) -> Iterator[str]:
    if formatted(chapter.text) != chapter.text:
        yield f"{chapter.file}:1: not in the one format. Run `zorgvuldig norms check --fix`."
    if len(chapter.text.splitlines()) > LONGEST_FILE:
        yield f"{chapter.file}:1: more than {LONGEST_FILE} lines. Split it by section."
    for section in chapter.sections:
        yield from _of_section(section)


def _of_section(section: Section) -> Iterator[str]:
    for effect in sorted({rule.effect for rule in section.rules}):
        if not _both_sides(section, effect):
            yield (
                f"{section.place}: {section.norm} lacks a scenario on both sides of its {effect}. "
                "Write one that it decides and its nearest neighbor."
            )
    forms = (
        section.rules,
        section.terms,
        section.parameters,
        section.duties,
        section.open_norms,
        section.notes,
    )
    if not any(forms):
        yield f"{section.place}: {section.norm} says nothing that can be counted. Add a block."
    if section.duties and not any(scenario.duties for scenario in section.scenarios):
        yield f"{section.place}: no scenario owes the duty of {section.norm}. Write one with `duties`."
    for purpose in section.purposes:
        if purpose.health_data not in _HEALTH_ANSWERS:
            mend = "Write yes, no or aggregate-only."
            yield f"{section.place}: health_data of {purpose.name} is no answer. {mend}"
    for scenario in section.scenarios:
        yield from _of_scenario(scenario)


def _both_sides(section: Section, effect: str) -> bool:
    permits = [scenario for scenario in section.scenarios if scenario.outcome == "permit"]
    if effect == "forbid":
        return bool(permits) and any(
            scenario.outcome == "forbid" and section.norm in scenario.norms for scenario in section.scenarios
        )
    return len(permits) < len(section.scenarios) and any(section.norm in entry.norms for entry in permits)


def _of_scenario(scenario: Scenario) -> Iterator[str]:
    if scenario.outcome not in _OUTCOMES:
        outcomes = ", ".join(sorted(_OUTCOMES))
        yield f"{scenario.place}: {scenario.outcome!r} is no outcome. Use one of {outcomes}."
    unknown = sorted(set(scenario.norms) - set(catalogue().norms))
    if unknown:
        yield f"{scenario.place}: {unknown} stand not in the catalogue. Use its ids."


def _of_bundle(bundle: Bundle) -> Iterator[str]:
    yield from _of_periods(bundle)
    read: dict[str, Attribute] = {}
    for purpose in sorted(catalogue().words["processes"]):
        yield from _of_slice(bundle, purpose, read)
    yield from _unnamed(read, catalogue())


def _of_periods(bundle: Bundle) -> Iterator[str]:
    for duty in bundle.duties.values():
        if duty.period is None:
            continue
        start = catalogue().facts.get(duty.starts or "")
        if start is None or start.type != "date" or not _is_period(bundle.parameters.get(duty.period)):
            mend = "Name a date fact and a parameter such as P4W."
            yield f"{duty.place}: duty {duty.id!r} starts at no date or has no period. {mend}"
    for term in bundle.terms.values():
        if term.plus is not None and not _is_period(bundle.parameters.get(term.plus)):
            yield f"{term.place}: {term.plus!r} is no period. Set a parameter such as P12M."


def _is_period(value: object) -> bool:
    return isinstance(value, str) and PERIOD.match(value) is not None


def _of_slice(bundle: Bundle, purpose: str, read: dict[str, Attribute]) -> Iterator[str]:
    writer = Writer(bundle, purpose)
    trees = {key: writer.write(rule.tree, rule.place) for key, rule in bundle.rules.items()}
    for duty in bundle.duties.values():
        writer.write(duty.when, duty.place)
    attributes = {name: found for tree in trees.values() for name, found in writer.attributes(tree).items()}
    read.update(attributes)
    shape = schema(attributes.values())
    policies = {key: policy(bundle.rules[key].effect, tree) for key, tree in trees.items()}
    if not _strict(policies, shape):
        return
    # All together is fast; one by one tells which.
    for key, rule in bundle.rules.items():
        for error in _strict({key: policies[key]}, shape):
            yield f"{rule.place}: for purpose {purpose}, Cedar says: {error}. Mend the rule."


def _strict(policies: Mapping[str, Any], shape: str) -> tuple[str, ...]:
    whole = {"templates": {}, "staticPolicies": policies, "templateLinks": []}
    return _cedar_says(json.dumps(whole, sort_keys=True), shape)


@lru_cache(maxsize=4096)
def _cedar_says(policies: str, shape: str) -> tuple[str, ...]:
    text = cedarpy.policies_from_json_str(policies)
    return tuple(error.error for error in cedarpy.validate_policies(text, shape).errors)


def _unnamed(read: dict[str, Attribute], words: Catalogue) -> Iterator[str]:
    dutch = dutch_words()["facts"]
    for fact in sorted({attribute.fact for attribute in read.values()}):
        if fact not in dutch:
            meaning = words.facts[fact].description
            yield f"catalogue/dutch.json:1: fact {fact!r} ({meaning}) has no Dutch word. Add it."
