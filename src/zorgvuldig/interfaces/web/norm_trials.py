"""A case to try on the rules (proefgeval): facts chosen on a page, decided and shown, and kept nowhere.

A case is what its address says: a purpose, a base (nothing, an ordinary case, or an example of the Code) and
the facts that differ from it. So it can be linked, and it names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from zorgvuldig.decisions import FactError, decide, way_out
from zorgvuldig.decisions.slices import prepare
from zorgvuldig.interfaces.web import wording
from zorgvuldig.interfaces.web.fact_values import value_word
from zorgvuldig.interfaces.web.norm_pages import scenario_of
from zorgvuldig.norms import bundle_at, catalogue, ordinary_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zorgvuldig.decisions import Decision, FactValue, WayOut
    from zorgvuldig.norms import FactType

UNKNOWN = "onbekend"
#: What a set says that has no members: none of them, which is something else than unknown.
NONE = "geen"
_NONE_OF_THESE = "geen van deze"
_YES_NO = {"ja": True, "nee": False}
#: Asked first, in this order: they say what the case is about.
MAIN = ("action", "role", "unit", "data", "recipient", "origin_purpose", "regime_from", "regime_to")
_NOT_ASKED = frozenset({"purpose", "now"})


@dataclass(frozen=True)
class Asked:
    """What an address asks: the purpose, the day, the base and what differs from it."""

    purpose: str | None
    on: date | None
    scenario: str | None
    ordinary: bool
    told: tuple[str, ...]
    named: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Option:
    """One answer that a fact can get."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class FactField:
    """One fact as the form asks it: its words, its kind, what the base says, and what was chosen."""

    name: str
    words: str
    kind: str
    base: str
    value: str
    removed: bool
    options: tuple[Option, ...]
    error: str = ""


@dataclass(frozen=True)
class Trial:
    """A case, decided, with the form that changes it."""

    purpose: str
    on: date
    sentence: str
    main: tuple[FactField, ...]
    lacking: tuple[FactField, ...]
    stated: tuple[FactField, ...]
    other: tuple[FactField, ...]
    decision: Decision | None
    error: str
    wrong: tuple[str, ...] = ()
    way_out: WayOut | None = None
    way_out_url: str = ""


class NoSuchCaseError(LookupError):
    """The address names a purpose or an example that is not there."""


def trial(asked: Asked, *, today: date) -> Trial:
    """Decide a case as its address tells it, and lay out the form that changes it.

    Raises:
        NoSuchCaseError: there is no such purpose or example.
    """
    base, sentence, day = _base(asked, today)
    facts, decision, error = dict(base), None, None
    try:
        facts.update(_chosen(asked))
        facts = {name: value for name, value in facts.items() if value != UNKNOWN}
        decision = decide(facts, day)
    except FactError as wrong:
        error = wrong
    purpose = str(facts["purpose"])
    fields = tuple(
        replace(field, error=error.dutch) if error and field.name in error.facts else field
        for field in _fields(purpose, str(facts.get("action") or "") or None, day, base, facts)
    )
    missing = frozenset(decision.missing if decision else ())
    found = way_out(decision) if decision else None
    rest = [each for each in fields if each.name not in MAIN]
    answered = [each for each in rest if each.name not in missing]
    return Trial(
        purpose=purpose,
        on=day,
        sentence=sentence,
        main=tuple(
            sorted((each for each in fields if each.name in MAIN), key=lambda each: MAIN.index(each.name))
        ),
        lacking=tuple(each for each in rest if each.name in missing),
        stated=tuple(each for each in answered if each.base or each.value),
        other=tuple(each for each in answered if not (each.base or each.value)),
        decision=decision,
        error=error.dutch if error else "",
        wrong=tuple(field.name for field in fields if field.error),
        way_out=found,
        way_out_url=f"?{_address(asked, purpose, day, found.facts)}" if found else "",
    )


def _address(asked: Asked, purpose: str, on: date, changed: Mapping[str, FactValue]) -> str:
    """Give the address of the same case with these facts changed."""
    pairs = [("doel", purpose), ("op", str(changed.get("now", on)))]
    pairs += [("voorbeeld", asked.scenario)] if asked.scenario else []
    pairs += [("gewoon", "on")] if asked.ordinary else []
    pairs += [("f", told) for told in asked.told if told.partition(".")[0] not in changed]
    named = [(name, word) for name, word in asked.named if name not in changed]
    for fact, value in changed.items():
        if isinstance(value, frozenset):
            pairs += [("f", f"{fact}.{member}") for member in sorted(value)]
        elif isinstance(value, bool):
            pairs.append(("f", f"{fact}.{'ja' if value else 'nee'}"))
        elif isinstance(value, str):
            pairs.append(("f", f"{fact}.{value}"))
        elif fact not in _NOT_ASKED:
            named.append((fact, str(value)))
    pairs += [pair for name, word in named for pair in (("n", name), ("w", word))]
    return urlencode(pairs)


def _base(asked: Asked, today: date) -> tuple[dict[str, object], str, date]:
    """Give the facts to begin with, the sentence of the example, and the day."""
    facts: dict[str, object] = {}
    sentence, day = "", asked.on or today
    if asked.scenario:
        found = scenario_of(asked.scenario, today)
        if found is None:
            raise NoSuchCaseError(asked.scenario)
        facts, sentence = dict(found.facts), found.sentence
        now = facts.pop("now", None)
        day = asked.on or _day(now) or found.at or today
    elif asked.ordinary:
        facts = ordinary_facts()
    if asked.purpose:
        facts["purpose"] = asked.purpose
    if facts.get("purpose") not in catalogue().words["processes"]:
        raise NoSuchCaseError(str(facts.get("purpose")))
    return facts, sentence, day


def _day(told: object) -> date | None:
    if isinstance(told, date):
        return told
    return date.fromisoformat(told) if isinstance(told, str) else None


def _chosen(asked: Asked) -> Mapping[str, object]:
    """Read the facts that differ from the base."""
    chosen: dict[str, object] = {}
    for told in asked.told:
        name, _, word = told.partition(".")
        if name:
            fact = _fact(name)
            if fact.type == "set" and word != UNKNOWN:
                members = chosen.setdefault(name, [])
                if isinstance(members, list) and word != NONE:
                    members.append(word)
            else:
                chosen[name] = _YES_NO.get(word, word) if fact.type == "boolean" else word
    for name, word in asked.named:
        if word.strip():
            chosen[name] = _written(_fact(name), word.strip())
    return chosen


def _fact(name: str) -> FactType:
    fact = catalogue().facts.get(name)
    if fact is None or name in _NOT_ASKED:
        raise FactError(name, "no such fact to choose", dutch="Dit gegeven is hier niet te kiezen.")
    return fact


def _written(fact: FactType, word: str) -> object:
    if fact.type == "integer" and word.removeprefix("-").isdecimal() and word.isascii():
        return int(word)
    return word


def _fields(
    purpose: str, action: str | None, day: date, base: Mapping[str, object], facts: Mapping[str, object]
) -> Iterator[FactField]:
    read = prepare(bundle_at(day), purpose, action).facts_read | base.keys() | facts.keys() | {*MAIN}
    known = catalogue().facts
    for name in sorted(read - _NOT_ASKED, key=lambda name: wording.word_of_norms("facts", name)):
        if name in known and known[name].type != "known":
            yield _field(known[name], base.get(name), facts.get(name))


def _field(fact: FactType, base: object, value: object) -> FactField:
    differs = value != base
    return FactField(
        name=fact.name,
        words=wording.word_of_norms("facts", fact.name),
        kind=fact.type if fact.type in {"boolean", "enum", "set", "date", "integer"} else "text",
        base=_told(fact, base),
        value=_told(fact, value) if differs else "",
        removed=differs and value is None,
        options=tuple(_options(fact, value if differs or fact.type == "set" else None)),
    )


def _options(fact: FactType, value: object) -> Iterator[Option]:
    if fact.type == "boolean":
        for word, meaning in _YES_NO.items():
            yield Option(f"{fact.name}.{word}", word, value is meaning)
    elif fact.type in {"enum", "set"}:
        members = (
            {str(each) for each in value} if isinstance(value, list | tuple | set | frozenset) else {value}
        )
        words = {name: value_word(fact.name, name) for name in fact.values}
        for name in sorted(fact.values, key=lambda name: words[name]):
            yield Option(f"{fact.name}.{name}", words[name], name in members)
        if fact.type == "set":
            yield Option(f"{fact.name}.{NONE}", _NONE_OF_THESE, not members)


def _told(fact: FactType, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(value_word(fact.name, str(each)) for each in value)) or _NONE_OF_THESE
    return value_word(fact.name, str(value)) if fact.type == "enum" else str(value)


def purposes() -> Iterable[tuple[str, str]]:
    """List the purposes by their Dutch words."""
    return sorted(
        ((name, wording.purpose_word(name)) for name in catalogue().words["processes"]),
        key=lambda entry: entry[1].casefold(),
    )
