"""Check the norms as a whole: what the loader cannot see in one file."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import cedarpy

from zorgvuldig.norms.bundle import Bundle, change_days, make_bundle
from zorgvuldig.norms.catalogue import Catalogue, catalogue, dutch_words
from zorgvuldig.norms.expand import Attribute, Writer, known_facts, leans_on, policy, schema
from zorgvuldig.norms.formatting import formatted
from zorgvuldig.norms.model import PERIOD, Chapter, NormError, Scenario, Section, Tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

LONGEST_FILE = 400
_OUTCOMES = frozenset({"permit", "forbid", "no-permit", "gap"})
_HEALTH_ANSWERS = frozenset({"yes", "no", "aggregate-only"})


def problems(written: Iterable[Chapter]) -> list[str]:
    """Return what is wrong with these chapters, each with its place and how to mend it."""
    chapters = tuple(written)
    found = [problem for chapter in chapters for problem in _of_chapter(chapter)]
    trees = _Written()
    for day in change_days(chapters):
        try:
            found.extend(_of_bundle(make_bundle(chapters, day), trees))
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
    if not any(_forms(section)):
        yield f"{section.place}: {section.norm} says nothing that can be counted. Add a block."
    if section.duties and not any(scenario.duties for scenario in section.scenarios):
        yield f"{section.place}: no scenario owes the duty of {section.norm}. Write one with `duties`."
    for purpose in section.purposes:
        if purpose.health_data not in _HEALTH_ANSWERS:
            mend = "Write yes, no or aggregate-only."
            yield f"{section.place}: health_data of {purpose.name} is no answer. {mend}"
    for scenario in section.scenarios:
        yield from _of_scenario(scenario)
    yield from _of_references(section)


def _forms(section: Section) -> tuple[object, ...]:
    return (
        section.rules,
        section.terms,
        section.parameters,
        section.duties,
        section.open_norms,
        section.notes,
        section.examples,
    )


def _of_references(section: Section) -> Iterator[str]:
    for example in section.examples:
        if not any(example.of in scenario.norms for scenario in section.scenarios):
            yield f"{example.place}: no scenario of {section.norm} is decided by {example.of}. Write one."
    for resolution in section.resolutions:
        if resolution.other not in catalogue().norms:
            yield f"{resolution.place}: {resolution.other!r} stands not in the catalogue. Use its ids."
    for note in section.notes:
        if note.planned is not None and note.planned not in catalogue().words["processes"]:
            yield f"{note.place}: {note.planned!r} is no process of the catalogue. Use its words."


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


def _of_bundle(bundle: Bundle, written: _Written) -> Iterator[str]:
    yield from _of_periods(bundle)
    yield from _of_resolutions(bundle)
    read: dict[str, Attribute] = {}
    for purpose, rules in written.of(bundle):
        for _, reads in rules.values():
            read.update(reads)
        yield from _of_slice(bundle, purpose, rules)
    yield from _unnamed(read, catalogue())
    yield from _unasked(bundle, {attribute.fact for attribute in read.values()})


def _unasked(bundle: Bundle, read: Collection[str]) -> Iterator[str]:
    """Tell which open norms no rule waits for: their answer would never be asked."""
    for section in bundle.sections.values():
        for asked in section.open_norms:
            if asked.fact not in read:
                mend = "Write a rule that needs the answer."
                yield f"{asked.place}: no rule asks {asked.fact!r} of open norm {asked.norm}. {mend}"


def _of_resolutions(bundle: Bundle) -> Iterator[str]:
    places = bundle.rules.keys() | bundle.duties.keys() | bundle.parameters.keys()
    shown = set()
    for section in bundle.sections.values():
        for resolution in section.resolutions:
            shown.add(frozenset((section.norm, resolution.other)))
            if resolution.by not in places:
                mend = "Name a rule's key, a duty or a parameter."
                yield f"{resolution.place}: nothing is called {resolution.by!r}. {mend}"
    for norm in catalogue().norms.values():
        for other in norm.conflicts:
            pair = frozenset((norm.id, other))
            if pair <= bundle.sections.keys() and pair not in shown:
                shown.add(pair)
                place = bundle.sections[norm.id].place
                mend = "Write a `conflict` block under either."
                yield f"{place}: {norm.id} and {other} differ, and nothing says which holds. {mend}"


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


class _Written:
    """Rules written out for every purpose; from day to day only what changed is written anew."""

    def __init__(self) -> None:
        self._trees: dict[object, tuple[Tree, Mapping[str, Attribute]]] = {}

    def of(self, bundle: Bundle) -> Iterator[tuple[str, dict[str, tuple[Tree, Mapping[str, Attribute]]]]]:
        """Return for each purpose every rule that can hold there, with what it reads."""
        rules = {key: (rule.tree, rule.place) for key, rule in bundle.rules.items()}
        duties = {f"duty {key}": (duty.when, duty.place) for key, duty in bundle.duties.items()}
        everything = {**rules, **duties}
        leaning = {key: leans_on(bundle, tree) for key, (tree, _) in everything.items()}
        for purpose in sorted(catalogue().words["processes"]):
            writer = Writer(bundle, purpose)
            known = json.dumps(known_facts(bundle, purpose), sort_keys=True)
            written = {}
            for key, (tree, place) in everything.items():
                same = (purpose, known, id(tree), leaning[key])
                if same not in self._trees:
                    found = writer.write(tree, place)
                    self._trees[same] = (found, writer.attributes(found))
                written[key] = self._trees[same]
            yield purpose, {key: written[key] for key in rules if written[key][0] != {"Value": False}}


def _of_slice(
    bundle: Bundle, purpose: str, written: Mapping[str, tuple[Tree, Mapping[str, Attribute]]]
) -> Iterator[str]:
    shape = schema({name: found for _, reads in written.values() for name, found in reads.items()}.values())
    policies = {key: policy(bundle.rules[key].effect, tree) for key, (tree, _) in written.items()}
    if not _strict(policies, shape):
        return
    # All together is fast; one by one tells which.
    for key, rule in policies.items():
        for error in _strict({key: rule}, shape):
            place = bundle.rules[key].place
            yield f"{place}: for purpose {purpose}, Cedar says: {error}. Mend the rule."


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
