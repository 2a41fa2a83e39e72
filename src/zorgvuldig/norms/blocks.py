"""Read the fenced blocks of a norm file: Cedar rules, and TOML for all else. No unknown key passes."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import cedarpy

from zorgvuldig.norms.catalogue import catalogue, ordinary_facts
from zorgvuldig.norms.model import (
    DutyRule,
    Example,
    NormError,
    Note,
    OpenNorm,
    Parameter,
    ParameterValue,
    Place,
    Purpose,
    Resolution,
    Rule,
    Scenario,
    Section,
    Term,
    Tree,
)

if TYPE_CHECKING:
    from zorgvuldig.norms.markdown import Block

_ANYTHING = {"op": "All"}
_PURPOSE = {"name": str, "from": date, "reference": str, "health_data": str, "fields": list}
_TWIN = {"sentence": str, "facts": dict, "outcome": str, "norms": list}
_ERROR_LINE = re.compile(r"line (\d+)")

Settings = Mapping[str, Mapping[str, Any]]


def expression(text: str, place: Place) -> Tree:
    """Return Cedar's JSON form of one expression."""
    policy = _policies(f"permit(principal, action, resource) when {{ {text} }};", place)[0]
    tree: Tree = policy["conditions"][0]["body"]
    return tree


def _policies(text: str, place: Place) -> list[dict[str, Any]]:
    try:
        parsed = json.loads(cedarpy.policies_to_json_str(text))
    except ValueError as error:
        raise NormError(place, f"Cedar cannot read this: {error}", "Mend the rule's syntax") from error
    policies = parsed["staticPolicies"]
    return [policies[key] for key in sorted(policies, key=lambda key: int(key.removeprefix("policy")))]


def read_rules(block: Block, norm: str) -> list[Rule]:
    """Return the rules of a `cedar` block, each keyed by its @norm."""
    starts = [
        index for index, line in enumerate(block.text.splitlines()) if line.lstrip().startswith("@norm")
    ]
    policies = _policies(block.text, block.place)
    if len(starts) != len(policies):
        raise NormError(block.place, "a rule has no @norm", 'Start each rule with @norm("its id")')
    return [
        _rule(policy, norm, Place(block.place.file, block.place.line + start))
        for policy, start in zip(policies, starts, strict=True)
    ]


def _rule(policy: dict[str, Any], norm: str, place: Place) -> Rule:
    notes = policy.get("annotations", {})
    unknown = sorted(set(notes) - {"norm", "reason", "english"})
    if unknown or not all(notes.get(name) for name in ("norm", "reason", "english")):
        raise NormError(
            place, "a rule carries @norm, @reason and @english, and nothing else", "Write all three"
        )
    if notes["norm"].partition("#")[0] != norm:
        raise NormError(place, f"@norm {notes['norm']!r} stands under {norm}", "Move the rule to its article")
    if any(policy[part] != _ANYTHING for part in ("principal", "action", "resource")):
        raise NormError(place, "a rule narrows principal, action or resource", "Test context.* instead")
    return Rule(notes["norm"], policy["effect"], notes["reason"], notes["english"], _body(policy), place)


def _body(policy: dict[str, Any]) -> Tree:
    parts: list[Tree] = [
        condition["body"] if condition["kind"] == "when" else {"!": {"arg": condition["body"]}}
        for condition in policy["conditions"]
    ]
    body: Tree = parts[0] if parts else {"Value": True}
    for part in parts[1:]:
        body = {"&&": {"left": body, "right": part}}
    return body


def _toml(block: Block, required: Mapping[str, type], optional: Mapping[str, type]) -> dict[str, Any]:
    try:
        found = tomllib.loads(block.text)
    except tomllib.TOMLDecodeError as error:
        line = _ERROR_LINE.search(str(error))
        place = Place(block.place.file, block.place.line + (int(line[1]) - 1 if line else 0))
        raise NormError(place, f"this is no TOML: {error}", "Mend the block") from error
    _strict(block, found, required, optional)
    return found


def _strict(block: Block, found: object, required: Mapping[str, type], optional: Mapping[str, type]) -> None:
    if not isinstance(found, dict):
        raise NormError(block.place, f"{found!r} in a {block.kind} block is no table", "Write its names")
    for name in required:
        if name not in found:
            raise NormError(block.place, f"a {block.kind} block lacks {name!r}", "Add it")
    allowed = {**required, **optional}
    for name, value in found.items():
        if name not in allowed:
            names = ", ".join(sorted(allowed))
            raise NormError(block.place, f"a {block.kind} block knows no {name!r}", f"It takes {names}")
        if type(value) is not allowed[name]:
            kind = allowed[name].__name__
            raise NormError(block.place, f"{name!r} of a {block.kind} block is no {kind}", "Change its value")


def _definition(block: Block, section: Section, _: Settings) -> None:
    found = _toml(block, {"name": str}, {"when": str, "date": str, "plus": str})
    if ("when" in found) == ("date" in found) or ("date" in found) != ("plus" in found):
        raise NormError(
            block.place, "a definition is an expression or a date", "Give `when`, or `date` and `plus`"
        )
    tree = expression(found["when"], block.place) if "when" in found else None
    section.terms.append(
        Term(found["name"], section.norm, block.place, tree, found.get("date"), found.get("plus"))
    )


def _parameter(block: Block, section: Section, _: Settings) -> None:
    found = _toml(block, {"name": str, "value": list}, {})
    for entry in found["value"]:
        if not isinstance(entry, dict) or set(entry) != {"from", "is", "reference"}:
            raise NormError(
                block.place, "a value needs from, is and reference", "Write [[value]] with these three"
            )
        section.parameters.append(
            Parameter(
                found["name"],
                section.norm,
                _parameter_value(entry["is"], block.place),
                _day(entry["from"], block.place),
                entry["reference"],
                block.place,
            )
        )


def _parameter_value(value: object, place: Place) -> ParameterValue:
    if isinstance(value, list) and all(isinstance(member, str) for member in value):
        return tuple(value)
    if isinstance(value, bool | int | str):
        return value
    raise NormError(place, f"{value!r} is no number, text or list of texts", "Change the parameter's value")


def _day(value: object, place: Place) -> date:
    if type(value) is not date:
        raise NormError(place, f"{value!r} is no date", "Write it as 2011-12-13, without quotes")
    return value


def _duty(block: Block, section: Section, _: Settings) -> None:
    found = _toml(
        block,
        {"id": str, "text": str, "when": str, "discharger": str, "how": str},
        {"due": str, "starts": str, "period": str},
    )
    if ("due" in found) == ("period" in found) or ("period" in found) != ("starts" in found):
        raise NormError(
            block.place,
            "a duty is due before release or after a period",
            "Give `due`, or `starts` and `period`",
        )
    if found.get("due", "before-release") != "before-release":
        raise NormError(block.place, f"due {found['due']!r} is unknown", 'Write due = "before-release"')
    section.duties.append(
        DutyRule(
            found["id"],
            section.norm,
            found["text"],
            expression(found["when"], block.place),
            found.get("due"),
            found.get("starts"),
            found.get("period"),
            found["discharger"],
            found["how"],
            block.place,
        )
    )


def _purpose(block: Block, section: Section, _: Settings) -> None:
    for row in _toml(block, {"purpose": list}, {})["purpose"]:
        _strict(block, row, _PURPOSE, {})
        words = catalogue().words
        unknown = set(row["fields"]) - words["data_categories"] | {row["name"]} - words["processes"]
        if unknown:
            raise NormError(block.place, f"{sorted(unknown)} stand not in the catalogue", "Use its words")
        section.purposes.append(
            Purpose(row["name"], row["from"], row["reference"], row["health_data"], frozenset(row["fields"]))
        )


def _open_norm(block: Block, section: Section, _: Settings) -> None:
    found = _toml(block, {"fact": str, "decided_by": str, "written": str}, {})
    section.open_norms.append(OpenNorm(section.norm, **found, place=block.place))


def _scenario(block: Block, section: Section, settings: Settings) -> None:
    found = _toml(
        block,
        {"sentence": str, "setting": str, "outcome": str, "norms": list},
        {
            "facts": dict,
            "without": list,
            "at": date,
            "missing": list,
            "duties": list,
            "neighbor": dict,
            "twin": list,
        },
    )
    if found["setting"] not in settings:
        raise NormError(
            block.place, f"no setting is called {found['setting']!r}", "Name one from the head of a file"
        )
    facts = {**settings[found["setting"]], **found.get("facts", {})}
    for name in found.get("without", []):
        facts.pop(name, None)
    section.scenarios.append(_situation(found, found, facts, section.norm, block.place))
    if "neighbor" in found:
        section.scenarios.append(_neighbor(found, facts, section.norm, block.place))
    for twin in found.get("twin", []):
        _strict(block, twin, _TWIN, {"without": list, "missing": list})
        changed = {name: value for name, value in facts.items() if name not in twin.get("without", [])}
        twinned = _situation(twin, found, {**changed, **twin["facts"]}, section.norm, block.place)
        section.scenarios.append(twinned)


def _neighbor(found: Mapping[str, Any], facts: Mapping[str, Any], norm: str, place: Place) -> Scenario:
    near = found["neighbor"]
    if set(near) - {"without"} != {"sentence", "facts", "norms"}:
        raise NormError(place, "a neighbor has sentence, facts and norms", "Write these three")
    changed = {name: value for name, value in facts.items() if name not in near.get("without", [])}
    return _situation({**near, "outcome": "permit"}, found, {**changed, **near["facts"]}, norm, place)


def _situation(
    told: Mapping[str, Any], found: Mapping[str, Any], facts: Mapping[str, Any], norm: str, place: Place
) -> Scenario:
    missing, duties = told.get("missing"), told.get("duties")
    return Scenario(
        sentence=told["sentence"],
        norm=norm,
        facts=facts,
        at=found.get("at"),
        outcome=told["outcome"],
        norms=tuple(told["norms"]),
        missing=None if missing is None else tuple(missing),
        duties=None if duties is None else tuple(duties),
        place=place,
    )


def _definition_note(block: Block, section: Section, _: Settings) -> None:
    found = _toml(block, {"text": str}, {})
    section.notes.append(Note(block.kind, section.norm, found["text"], block.place))


def _kept_note(block: Block, section: Section, _: Settings) -> None:
    found = _toml(block, {"text": str}, {"kept": str, "planned": str})
    if ("kept" in found) == ("planned" in found):
        raise NormError(
            block.place,
            f"a {block.kind} says where it is kept, or which process will",
            "Give `kept`, such as ledger/gate.py:discharge, or `planned`",
        )
    section.notes.append(Note(block.kind, section.norm, place=block.place, **found))


def _example(block: Block, section: Section, _: Settings) -> None:
    found = _toml(block, {"of": str, "text": str}, {})
    section.examples.append(Example(section.norm, found["of"], found["text"], block.place))


def _resolution(block: Block, section: Section, _: Settings) -> None:
    found = _toml(block, {"with": str, "by": str, "why": str}, {})
    section.resolutions.append(
        Resolution(section.norm, found["with"], found["by"], found["why"], block.place)
    )


def _supersedes(block: Block, section: Section, _: Settings) -> None:
    found = _toml(block, {"norm": str, "why": str}, {})
    section.supersedes, section.why_superseded = found["norm"], found["why"]


def _cedar(block: Block, section: Section, _: Settings) -> None:
    section.rules.extend(read_rules(block, section.norm))


_READERS: Mapping[str, Callable[[Block, Section, Settings], None]] = {
    "cedar": _cedar,
    "term": _definition,
    "parameter": _parameter,
    "duty": _duty,
    "purpose": _purpose,
    "open-norm": _open_norm,
    "scenario": _scenario,
    "supersedes": _supersedes,
    "definition": _definition_note,
    "register": _kept_note,
    "process-step": _kept_note,
    "example": _example,
    "conflict": _resolution,
}


def read_block(block: Block, section: Section, settings: Settings) -> None:
    """Put what one block says into its article."""
    reader = _READERS.get(block.kind)
    if reader is None:
        raise NormError(
            block.place,
            f"no block is of the kind {block.kind!r}",
            f"Use one of {', '.join(sorted(_READERS))}",
        )
    reader(block, section, settings)


def read_setting(block: Block) -> tuple[str, Mapping[str, Any]]:
    """Return a `setting`: the named facts where scenarios start."""
    found = _toml(block, {"name": str, "facts": dict}, {"background": bool})
    start = ordinary_facts(found["facts"].get("role")) if found.get("background", True) else {}
    return found["name"], {**start, **found["facts"]}
