"""The rules that can speak about one purpose, prepared once: evaluators, and Cedar's own handles."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import cedarpy

from zorgvuldig.decisions.domains import domains, moved, representatives
from zorgvuldig.decisions.evaluation import Environment, Evaluator, Unknown, Value, evaluator, number
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
    from collections.abc import Collection, Iterable, Mapping

    from zorgvuldig.decisions.decision import FactValue

_REQUEST = {"principal": 'Actor::"actor"', "action": 'Action::"process"', "resource": 'Data::"data"'}
_PREPARED = 1024


class EngineError(Exception):
    """Cedar and the evaluator do not agree, or Cedar could not evaluate: nothing may be opened."""


@dataclass(frozen=True, slots=True)
class PreparedRule:
    """A rule written out for one purpose, with its evaluator."""

    rule: Rule
    tree: Tree
    own_facts: frozenset[str]
    holds: Evaluator


@dataclass(frozen=True, slots=True)
class PreparedDuty:
    """A duty of one purpose, with the evaluator of when it applies."""

    duty: DutyRule
    tree: Tree
    applies: Evaluator


class Slice:
    """The norms of one bundle as far as they can matter for one purpose, and one action if known."""

    def __init__(self, bundle: Bundle, purpose: str, action: str | None) -> None:
        """Write out every rule for this purpose and drop those that can never hold."""
        self.bundle = bundle
        self._writer = Writer(bundle, purpose, action)
        rules = [_prepared(rule, self._writer, bundle) for rule in bundle.rules.values()]
        alive = [(rule, read) for rule, read in rules if rule.tree != {"Value": False}]
        self.forbids = [rule for rule, _ in alive if rule.rule.effect == "forbid"]
        self.permits = [rule for rule, _ in alive if rule.rule.effect == "permit"]
        self.attributes: dict[str, Attribute] = {}
        for _, read in alive:
            self.attributes.update(read)
        # What only duties read never reaches Cedar: it is looked up in the environment alone.
        self.duty_attributes: dict[str, Attribute] = {}
        duties = [self._duty(duty) for duty in bundle.duties.values()]
        self.duties = [duty for duty in duties if duty.tree != {"Value": False}]
        self._domains = domains([*(rule.tree for rule, _ in alive), *(duty.tree for duty in self.duties)])

    def _duty(self, duty: DutyRule) -> PreparedDuty:
        tree = self._writer.write(duty.when, duty.place)
        self.duty_attributes |= self._writer.attributes(tree)
        return PreparedDuty(duty, tree, evaluator(tree))

    @cached_property
    def by_fact(self) -> Mapping[str, tuple[Attribute, ...]]:
        """Return which attributes each fact fills."""
        found: dict[str, list[Attribute]] = defaultdict(list)
        for attribute in (self.attributes | self.duty_attributes).values():
            if attribute.kind != "given":
                found[attribute.fact].append(attribute)
        return {fact: tuple(attributes) for fact, attributes in found.items()}

    @cached_property
    def facts_read(self) -> frozenset[str]:
        """Return every fact that can matter to a decision for this purpose."""
        attributes = (self.attributes | self.duty_attributes).values()
        return self._duty_starts | {attribute.fact for attribute in attributes}

    @cached_property
    def _duty_starts(self) -> frozenset[str]:
        return frozenset(entry.duty.starts for entry in self.duties if entry.duty.starts)

    def sides(
        self,
        fact: str,
        values: Iterable[FactValue | None],
        fixed: Mapping[str, FactValue],
        varying: Collection[str],
    ) -> list[tuple[object, ...]] | None:
        """Return on which side of every threshold each value of a number or date lies; None if any varies."""
        compared = [
            (attribute, mark)
            for attribute in self.by_fact.get(fact, ())
            for mark in self._marks(attribute, fixed, varying)
        ]
        if any(mark is None for _, mark in compared) or fact in self._duty_starts:
            return None
        return [tuple(_side(value, attribute, mark) for attribute, mark in compared) for value in values]

    def _marks(
        self, attribute: Attribute, fixed: Mapping[str, FactValue], varying: Collection[str]
    ) -> list[int | None]:
        domain = self._domains[attribute.name]
        marks: list[int | None] = [number(constant) for constant in domain.constants]
        for beside in sorted(domain.beside):
            other = (self.attributes | self.duty_attributes)[beside]
            if other.fact in varying:
                marks.append(None)
            elif other.fact in fixed:
                marks.append(number(filled([other], _comparable(fixed[other.fact]))[beside]))
        return marks

    def environment(self, facts: Mapping[str, FactValue]) -> dict[str, Value]:
        """Return what is known of the attributes, given these facts."""
        known: dict[str, Value] = {
            attribute.name: attribute.fact in facts
            for attribute in (self.attributes | self.duty_attributes).values()
            if attribute.kind == "given"
        }
        for fact, attributes in self.by_fact.items():
            if fact in facts:
                known.update(filled(attributes, _comparable(facts[fact])))
        return known

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
        context = {
            name: sorted(value) if isinstance(value, frozenset) else value
            for name, value in environment.items()
            if name in self.attributes
        }
        policies, shape, entities = self._handles
        answer = cedarpy.is_authorized({**_REQUEST, "context": context}, policies, entities, shape)
        if answer.decision is not cedarpy.Decision.Allow or answer.diagnostics.errors:
            raise EngineError(f"Cedar says {answer.decision.value}: {answer.diagnostics.errors}")
        if not set(expected) <= set(answer.diagnostics.reasons):
            raise EngineError(f"Cedar permits by {answer.diagnostics.reasons}, not by {sorted(expected)}")


def _prepared(rule: Rule, writer: Writer, bundle: Bundle) -> tuple[PreparedRule, dict[str, Attribute]]:
    tree = writer.write(rule.tree, rule.place)
    return PreparedRule(rule, tree, own_facts(bundle, rule), evaluator(tree)), writer.attributes(tree)


def _comparable(value: FactValue) -> Value:
    return value.toordinal() if isinstance(value, date) else value


def _side(value: FactValue | None, attribute: Attribute, mark: int | None) -> object:
    if value is None or mark is None:
        return None
    place = number(filled([attribute], _comparable(value))[attribute.name])
    return (place > mark) - (place < mark)


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
        None if tree is None else evaluator(tree)({name: _comparable(value) for name, value in facts.items()})
    )
    return None if isinstance(answer, Unknown) else answer


@lru_cache(maxsize=_PREPARED)
def prepare(bundle: Bundle, purpose: str, action: str | None = None) -> Slice:
    """Return the slice of these norms for this purpose and action, made once."""
    return Slice(bundle, purpose, action)
