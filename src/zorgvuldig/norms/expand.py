"""Write a rule out in full for one purpose, with terms, parameters and data sets put in their place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zorgvuldig.norms.catalogue import catalogue
from zorgvuldig.norms.folding import COMPARISONS, JUNCTIONS, compared, joined, negated
from zorgvuldig.norms.model import NormError, ParameterValue, Place, Rule, Term, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zorgvuldig.norms.bundle import Bundle

CONTEXT: Tree = {"Var": "context"}
NOTHING = "-"
"""Stands in an empty set: Cedar types a set by its members. No word of the catalogue."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that rules read from a request: a fact, whether it was given, or a date moved by a period."""

    name: str
    fact: str
    kind: str
    period: str = ""

    @property
    def cedar_type(self) -> str:
        """Return the Cedar type of the attribute."""
        if self.kind == "given":
            return "Bool"
        kind = catalogue().facts[self.fact].type
        return {"boolean": "Bool", "integer": "Long", "date": "Long", "set": "Set<String>"}.get(
            kind, "String"
        )


class Writer:
    """Writes rules out in full for one bundle and one purpose."""

    def __init__(self, bundle: Bundle, purpose: str, action: str | None = None) -> None:
        """Write for these norms and this purpose, and for one action if it is known."""
        self.situation = (purpose, action)
        self._attributes: dict[str, Attribute] = {}
        self._bundle = bundle
        self._known = known_facts(bundle, purpose)
        if action is not None:
            self._known["action"] = literal(action)
        self._open_terms: list[str] = []
        self._written_terms: dict[str, Tree] = {}

    def attributes(self, tree: Tree) -> dict[str, Attribute]:
        """Return what an expression that was written out here reads from a request."""
        return {name: self._attributes[name] for name in sorted(names_read(tree))}

    def write(self, tree: Tree, place: Place) -> Tree:
        """Return the expression with every name put in its place."""
        ((operator, operand),) = tree.items()
        if operator == "Value":
            return tree
        if operator == "Set":
            return {"Set": [self.write(member, place) for member in operand]}
        if operator == ".":
            return self._attribute(operand, place)
        if operator == "!":
            return negated(self.write(operand["arg"], place))
        if operator in JUNCTIONS:
            return self._junction(operator, operand, place)
        if operator not in COMPARISONS:
            known = " ".join((*JUNCTIONS, *COMPARISONS))
            raise NormError(place, f"rules do not use {operator!r}", f"Use one of ! . {known}")
        return compared(operator, self.write(operand["left"], place), self.write(operand["right"], place))

    def _junction(self, operator: str, operand: Mapping[str, Tree], place: Place) -> Tree:
        left = self.write(operand["left"], place)
        # Most rules speak of one purpose, which stands first: for another, the rest need not be written.
        if left.get("Value") is JUNCTIONS[operator]:
            return left
        return joined(operator, left, self.write(operand["right"], place))

    def derived(self, name: str) -> Tree | None:
        """Return a derived fact written out: a known fact, or the term of that name, if it is in force."""
        term = self._bundle.terms.get(name)
        return self._known.get(name) if term is None else self._term(name, term.place)

    def _attribute(self, operand: Mapping[str, Any], place: Place) -> Tree:
        name, left = operand["attr"], operand["left"]
        if left == CONTEXT:
            return self._fact(name, place)
        group = left.get(".", {})
        if group.get("left") != CONTEXT:
            raise NormError(
                place, f"cannot read {name!r} here", "Read context.<fact> or context.<group>.<name>"
            )
        readers = {"term": self._term, "parameter": self._parameter, "set": self._set, "given": self._given}
        reader = readers.get(group["attr"])
        if reader is None:
            raise NormError(
                place, f"no group is called {group['attr']!r}", f"Use one of {', '.join(readers)}"
            )
        return reader(name, place)

    def _fact(self, name: str, place: Place) -> Tree:
        if name in self._known:
            return self._known[name]
        if name not in catalogue().facts:
            raise NormError(place, f"no fact is called {name!r}", "Use a fact of the catalogue")
        return self._read(Attribute(name, name, "fact"))

    def _given(self, name: str, place: Place) -> Tree:
        if name not in catalogue().facts:
            raise NormError(place, f"no fact is called {name!r}", "Use a fact of the catalogue")
        return self._read(Attribute(f"given_{name}", name, "given"))

    def _term(self, name: str, place: Place) -> Tree:
        term = self._bundle.terms.get(name)
        if term is None:
            raise NormError(place, f"no term is called {name!r}", "Define it in a `term` block")
        if name in self._open_terms:
            raise NormError(term.place, f"term {name!r} is defined by itself", "Break the circle")
        if term.tree is None:
            return self._moved(term)
        if name not in self._written_terms:
            self._open_terms.append(name)
            self._written_terms[name] = self.write(term.tree, term.place)
            self._open_terms.pop()
        return self._written_terms[name]

    def _moved(self, term: Term) -> Tree:
        period = self._bundle.parameters.get(term.plus or "")
        if term.date_fact is None or term.date_fact not in catalogue().facts or not isinstance(period, str):
            raise NormError(
                term.place, f"{term.name!r} moves no fact by a period", "Name a date fact and a parameter"
            )
        return self._read(Attribute(f"date_{term.name}", term.date_fact, "moved", period))

    def _parameter(self, name: str, place: Place) -> Tree:
        if name not in self._bundle.parameters:
            raise NormError(place, f"no parameter is called {name!r}", "Set it in a `parameter` block")
        return literal(self._bundle.parameters[name])

    def _set(self, name: str, place: Place) -> Tree:
        if name not in catalogue().data_sets:
            raise NormError(place, f"no data set is called {name!r}", "Use a data set of the catalogue")
        return literal(tuple(sorted(catalogue().data_sets[name])))

    def _read(self, attribute: Attribute) -> Tree:
        self._attributes[attribute.name] = attribute
        return {".": {"left": CONTEXT, "attr": attribute.name}}


def names_read(tree: Tree) -> frozenset[str]:
    """Return the names of all attributes in an expression that was written out."""
    return frozenset(_names(tree))


def _names(tree: Tree) -> Iterator[str]:
    ((operator, operand),) = tree.items()
    if operator == ".":
        yield operand["attr"]
    elif operator == "!":
        yield from _names(operand["arg"])
    elif operator not in {"Value", "Set"}:
        yield from _names(operand["left"])
        yield from _names(operand["right"])


def literal(value: ParameterValue) -> Tree:
    """Return a value as a node of Cedar's JSON form."""
    if isinstance(value, tuple):
        return {"Set": [{"Value": member} for member in value or (NOTHING,)]}
    return {"Value": value}


@lru_cache(maxsize=64)
def _grounds(bundle: Bundle) -> frozenset[str]:
    return frozenset(rule.norm for rule in bundle.rules.values() if rule.effect == "permit")


def own_facts(bundle: Bundle, rule: Rule) -> frozenset[str]:
    """Return the facts that a ground reads itself, not by leaning on another norm's ground."""
    grounds = _grounds(bundle) - {rule.norm}
    found: set[str] = set()
    waiting = [rule.tree]
    while waiting:
        for group, name in _references(waiting.pop()):
            term = bundle.terms.get(name) if group == "term" else None
            if term is not None and term.norm not in grounds:
                found |= {term.date_fact} if term.date_fact else set()
                waiting += [term.tree] if term.tree else []
            elif group in {"", "given"}:
                found.add(name)
    return frozenset(found)


def _references(tree: Tree) -> Iterator[tuple[str, str]]:
    ((operator, operand),) = tree.items()
    if operator == ".":
        yield operand["left"].get(".", {"attr": ""})["attr"], operand["attr"]
    elif operator == "!":
        yield from _references(operand["arg"])
    elif operator not in {"Value", "Set"}:
        yield from _references(operand["left"])
        yield from _references(operand["right"])


def leans_on(bundle: Bundle, tree: Tree) -> frozenset[object]:
    """Return all that decides how an expression is written out: the terms and parameters behind its names."""
    found: set[object] = set()
    waiting = [tree]
    while waiting:
        for group, name in _references(waiting.pop()):
            term = bundle.terms.get(name) if group == "term" else None
            if term is not None and id(term) not in found:
                found |= {id(term), (term.plus, bundle.parameters.get(term.plus or ""))}
                waiting += [term.tree] if term.tree else []
            elif group == "parameter":
                found.add((name, bundle.parameters.get(name)))
    return frozenset(found)


def known_facts(bundle: Bundle, purpose: str) -> dict[str, Tree]:
    """Return the facts that norms know themselves and never ask of a caller."""
    registered = bundle.purposes.get(purpose)
    fields: Iterable[str] = registered.fields if registered else ()
    return {
        "purpose": literal(purpose),
        "purpose_register": literal(tuple(sorted(bundle.purposes))),
        "allowed_fields": literal(tuple(sorted(fields))),
        "health_data_allowed": literal(registered.health_data if registered else "no"),
    }


def schema(attributes: Iterable[Attribute]) -> str:
    """Return the Cedar schema of requests that carry these attributes."""
    fields = ", ".join(
        f'"{attribute.name}": {attribute.cedar_type}'
        for attribute in sorted(attributes, key=lambda attribute: attribute.name)
    )
    return (
        "entity Actor; entity Data;\n"
        f"action process appliesTo {{ principal: [Actor], resource: [Data], context: {{ {fields} }} }};\n"
    )


def policy(effect: str, body: Tree) -> dict[str, Any]:
    """Return one rule in Cedar's JSON form, over any actor and any data."""
    return {
        "effect": effect,
        "principal": {"op": "All"},
        "action": {"op": "All"},
        "resource": {"op": "All"},
        "conditions": [{"kind": "when", "body": body}],
    }
