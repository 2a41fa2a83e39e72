"""The rules that can speak about one purpose, prepared once: evaluators, and Cedar's own handles."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import cedarpy

from zorgvuldig.decisions.domains import Domain, domains, moved, representatives
from zorgvuldig.decisions.evaluation import Environment, Evaluator, Unknown, Value, chain, evaluator, number
from zorgvuldig.norms import (
    Attribute,
    Bundle,
    DutyRule,
    Rule,
    Tree,
    Writer,
    catalogue,
    own_facts,
    policy,
    schema,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence

    from zorgvuldig.decisions.decision import FactValue

# Written as Cedar's parts, for it parses a written-out name anew at every call.
_REQUEST = {
    "principal": {"type": "Actor", "id": "actor"},
    "action": {"type": "Action", "id": "process"},
    "resource": {"type": "Data", "id": "data"},
}
_PREPARED = 1024
#: Requests of one shape that Cedar allowed, kept by all that rules read of them.
_ALLOWED = 4096
_NEVER: Tree = {"Value": False}


class EngineError(Exception):
    """Cedar and the evaluator do not agree, or Cedar could not evaluate: nothing may be opened."""


@dataclass(frozen=True, slots=True)
class PreparedRule:
    """A rule written out for one purpose, with its evaluator."""

    rule: Rule
    tree: Tree
    holds: Evaluator
    reads: Mapping[str, Attribute]
    needs: str = ""
    """An attribute that is true or false, without which the rule cannot hold; most rules have one."""


@dataclass(frozen=True, slots=True)
class PreparedDuty:
    """A duty of one purpose, with the evaluator of when it applies."""

    duty: DutyRule
    tree: Tree
    applies: Evaluator
    reads: Mapping[str, Attribute]


class Slice:
    """The norms of one bundle as far as they can matter for one purpose, and one action if known."""

    def __init__(self, bundle: Bundle, rules: Sequence[PreparedRule], duties: Sequence[PreparedDuty]) -> None:
        """Keep the rules and duties that can hold; what only duties read never reaches Cedar."""
        self.bundle = bundle
        self.forbids = [rule for rule in rules if rule.rule.effect == "forbid" and rule.tree != _NEVER]
        self.permits = [rule for rule in rules if rule.rule.effect == "permit" and rule.tree != _NEVER]
        self.duties = [duty for duty in duties if duty.tree != _NEVER]
        self.attributes = _read_by([*self.forbids, *self.permits])
        self.duty_attributes = _read_by(self.duties)
        self.shapes: dict[object, Slice | None] = {}
        self._allowed: dict[tuple[Value | None, ...], frozenset[str]] = {}
        self._own_facts: dict[str, frozenset[str]] = {}

    def own_facts(self, rule: Rule) -> frozenset[str]:
        """Return the facts that a ground reads itself; asked of few grounds, and only of what is refused."""
        if rule.key not in self._own_facts:
            self._own_facts[rule.key] = own_facts(self.bundle, rule)
        return self._own_facts[rule.key]

    @cached_property
    def _domains(self) -> Mapping[str, Domain]:
        entries: list[PreparedRule | PreparedDuty] = [*self.forbids, *self.permits, *self.duties]
        return domains(entry.tree for entry in entries)

    @cached_property
    def every_attribute(self) -> Mapping[str, Attribute]:
        """Return all that rules and duties read, by name."""
        return self.attributes | self.duty_attributes

    @cached_property
    def by_fact(self) -> Mapping[str, tuple[Attribute, ...]]:
        """Return which attributes each fact fills."""
        found: dict[str, list[Attribute]] = defaultdict(list)
        for attribute in self.every_attribute.values():
            if attribute.kind != "given":
                found[attribute.fact].append(attribute)
        return {fact: tuple(attributes) for fact, attributes in found.items()}

    @cached_property
    def facts_read(self) -> frozenset[str]:
        """Return every fact that can matter to a decision for this purpose."""
        attributes = self.every_attribute.values()
        return self._duty_starts | {attribute.fact for attribute in attributes}

    @cached_property
    def _duty_starts(self) -> frozenset[str]:
        return frozenset(entry.duty.starts for entry in self.duties if entry.duty.starts)

    def beside(self, fact: str) -> Iterator[tuple[Attribute, Attribute]]:
        """Return each attribute of a fact with each one, also of another fact, that rules compare it with."""
        every = self.every_attribute
        for attribute in self.by_fact.get(fact, ()):
            for name in sorted(self._domains[attribute.name].beside):
                yield attribute, every[name]

    def hangs(self, fact: str, known: Collection[str]) -> bool:
        """Return whether a number can matter through an unknown one that rules compare with more."""
        return any(
            self._domains[name].constants or self._domains[name].beside - {attribute.name}
            for attribute, other in self.beside(fact)
            if other.fact not in known
            for name in (one.name for one in self.by_fact[other.fact])
        )

    def sides(
        self, fact: str, values: Iterable[FactValue | None], fixed: Mapping[str, FactValue]
    ) -> list[tuple[object, ...]]:
        """Return on which side of each threshold that all share each value of a number or date lies."""
        compared = [
            (attribute, mark)
            for attribute in self.by_fact.get(fact, ())
            for mark in self._marks(attribute, fixed)
        ]
        own = [(ours, theirs) for ours, theirs in self.beside(fact) if theirs.fact == fact]
        return [
            (
                *(position(value, attribute) is None for attribute in self.by_fact.get(fact, ())),
                *(_side(value, attribute, mark) for attribute, mark in compared),
                *(_side(value, ours, position(value, theirs)) for ours, theirs in own),
            )
            for value in values
        ]

    def _marks(self, attribute: Attribute, fixed: Mapping[str, FactValue]) -> Iterator[int | None]:
        domain = self._domains[attribute.name]
        yield from (number(constant) for constant in domain.constants)
        every = self.every_attribute
        yield from (
            position(fixed[every[name].fact], every[name])
            for name in sorted(domain.beside)
            if every[name].fact in fixed
        )

    def environment(self, facts: Mapping[str, FactValue], stated: Container[str]) -> dict[str, Value]:
        """Return what is known of the attributes, given these facts, and which of them somebody stated."""
        whether, of_defaults = self._asked_whether_given
        known: dict[str, Value] = {name: fact in facts for name, fact in whether}
        known.update({name: fact in stated for name, fact in of_defaults})
        by_fact = self.by_fact
        for fact, value in facts.items():
            if fact in by_fact:
                known.update(filled(by_fact[fact], comparable(value)))
        return known

    @cached_property
    def _asked_whether_given(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return what asks whether a fact was given, those with a protective default apart."""
        every, facts = self.every_attribute.values(), catalogue().facts
        asked = [(attribute.name, attribute.fact) for attribute in every if attribute.kind == "given"]
        return (
            [(name, fact) for name, fact in asked if facts[fact].default is None],
            [(name, fact) for name, fact in asked if facts[fact].default is not None],
        )

    def values(self, fact: str, environment: Environment) -> tuple[Value, ...]:
        """Return the values of an unknown fact that can make a difference here."""
        found: dict[Value, None] = {}
        for attribute in self.by_fact[fact]:
            domain = self._domains[attribute.name]
            found |= dict.fromkeys(representatives(attribute, catalogue().facts[fact], domain, environment))
        return tuple(found)

    @cached_property
    def _handles(self) -> tuple[cedarpy.PolicySet, cedarpy.Schema, cedarpy.Entities]:
        policies = {
            rule.rule.key: policy(rule.rule.effect, rule.tree) for rule in (*self.forbids, *self.permits)
        }
        text = json.dumps({"templates": {}, "staticPolicies": policies, "templateLinks": []})
        return (
            cedarpy.PolicySet.from_json_str(text),
            cedarpy.Schema.from_str(schema(self.attributes.values())),
            cedarpy.Entities.from_json_str("[]"),
        )

    def confirm(self, environment: Environment, expected: Iterable[str]) -> None:
        """Ask Cedar for the last word on a complete request; anything but Allow by these rules fails."""
        told = tuple(environment.get(name) for name in self._names)
        if told not in self._allowed:
            if len(self._allowed) >= _ALLOWED:
                self._allowed.clear()
            self._allowed[told] = self._cedar_says(environment)
        if not set(expected) <= self._allowed[told]:
            raise EngineError(f"Cedar permits by {sorted(self._allowed[told])}, not by {sorted(expected)}")

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(sorted(self.attributes))

    def _cedar_says(self, environment: Environment) -> frozenset[str]:
        """Return by which rules Cedar allows; the same request has the same answer, so it is asked once."""
        context = {
            name: sorted(value) if isinstance(value, frozenset) else value
            for name, value in environment.items()
            if name in self.attributes
        }
        policies, shape, entities = self._handles
        answer = cedarpy.is_authorized({**_REQUEST, "context": context}, policies, entities, shape)
        if answer.decision is not cedarpy.Decision.Allow or answer.diagnostics.errors:
            raise EngineError(f"Cedar says {answer.decision.value}: {answer.diagnostics.errors}")
        return frozenset(answer.diagnostics.reasons)


def _read_by(entries: Iterable[PreparedRule | PreparedDuty]) -> dict[str, Attribute]:
    return {name: attribute for entry in entries for name, attribute in entry.reads.items()}


def _prepared(rule: Rule, writer: Writer) -> PreparedRule:
    tree = writer.write(rule.tree, rule.place)
    needs = next((part["."]["attr"] for part in chain("&&", tree) if "." in part), "")
    return PreparedRule(rule, tree, evaluator(tree), writer.attributes(tree), needs)


def _prepared_duty(duty: DutyRule, writer: Writer) -> PreparedDuty:
    tree = writer.write(duty.when, duty.place)
    return PreparedDuty(duty, tree, evaluator(tree), writer.attributes(tree))


def comparable(value: FactValue) -> Value:
    """Return a fact's value as rules compare it: a date as its day number."""
    return value.toordinal() if isinstance(value, date) else value


def position(value: FactValue | None, attribute: Attribute) -> int | None:
    """Return where a number or date lies; None where it is unknown, or past the end of the calendar."""
    try:
        return None if value is None else number(filled([attribute], comparable(value))[attribute.name])
    except (ValueError, OverflowError):
        return None


def _side(value: FactValue | None, attribute: Attribute, mark: int | None) -> int | None:
    place = position(value, attribute)
    return None if place is None or mark is None else (place > mark) - (place < mark)


def filled(attributes: Iterable[Attribute], value: Value) -> dict[str, Value]:
    """Return the attributes that one fact's value fills."""
    return {
        attribute.name: moved(value, attribute) if attribute.kind == "moved" else value
        for attribute in attributes
    }


def unknown_facts(answer: Unknown, prepared: Slice) -> set[str]:
    """Return the facts behind the attributes that an answer hangs on."""
    return {prepared.attributes[name].fact for name in answer.attributes}


def derived(name: str, facts: Mapping[str, FactValue], bundle: Bundle) -> Value | None:
    """Return a fact that follows from the norms and other facts; None while those are unknown."""
    tree = Writer(bundle, str(facts.get("purpose"))).derived(name)
    answer = (
        None if tree is None else evaluator(tree)({name: comparable(value) for name, value in facts.items()})
    )
    return None if isinstance(answer, Unknown) else answer


@lru_cache(maxsize=_PREPARED)
def prepare(bundle: Bundle, purpose: str, action: str | None = None) -> Slice:
    """Return the slice of these norms for this purpose and action, made once."""
    writer = Writer(bundle, purpose, action)
    if action is None:
        rules, duties = tuple(bundle.rules.values()), tuple(bundle.duties.values())
    else:
        rules, duties = _of_purpose(bundle, purpose)
    return Slice(
        bundle, [_prepared(rule, writer) for rule in rules], [_prepared_duty(duty, writer) for duty in duties]
    )


@lru_cache(maxsize=_PREPARED)
def _of_purpose(bundle: Bundle, purpose: str) -> tuple[tuple[Rule, ...], tuple[DutyRule, ...]]:
    """Return what can hold for a purpose at all: most rules speak of another, whatever is done."""
    writer = Writer(bundle, purpose)
    return (
        tuple(rule for rule in bundle.rules.values() if writer.write(rule.tree, rule.place) != _NEVER),
        tuple(duty for duty in bundle.duties.values() if writer.write(duty.when, duty.place) != _NEVER),
    )
