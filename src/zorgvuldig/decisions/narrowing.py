"""Narrow a purpose's rules to requests of one shape: the same words, and the same facts stated.

Requests of one process are alike: who asks what of which data, and which other facts are stated, seldom
differs; their yes and no and their dates do. What the words settle is folded once for each shape, so that
Cedar and the evaluator read the few rules that are left to say something.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zorgvuldig.decisions.evaluation import evaluator
from zorgvuldig.decisions.slices import PreparedDuty, PreparedRule, Slice
from zorgvuldig.norms import COMPARISONS, JUNCTIONS, catalogue, compared, joined, literal, names_read, negated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zorgvuldig.decisions.facts import Given
    from zorgvuldig.norms import Attribute, Tree

#: Shapes kept for each slice; a stream of ever other shapes empties them and costs no more than this.
_SHAPES = 512


def narrowed(prepared: Slice, given: Given) -> Slice:
    """Return the slice folded for requests of this shape; the first one of a shape gets it as it is."""
    shape = _shape(given)
    found = prepared.shapes.get(shape)
    if found is not None:
        return found
    if shape not in prepared.shapes:
        # Folding costs as much as some ten decisions: worth it only for a shape that comes back.
        if len(prepared.shapes) >= _SHAPES:
            prepared.shapes.clear()
        prepared.shapes[shape] = None
        return prepared
    made = fold(prepared, _settled(prepared, given))
    prepared.shapes[shape] = made
    return made


def _shape(given: Given) -> tuple[object, ...]:
    facts = catalogue().facts
    words = [(name, value) for name, value in given.facts.items() if facts[name].type in {"enum", "set"}]
    return (frozenset(words), frozenset(given.given))


def _settled(prepared: Slice, given: Given) -> dict[str, Tree]:
    attributes = prepared.every_attribute.values()
    return {
        attribute.name: tree
        for attribute in attributes
        for tree in [_constant(attribute, given)]
        if tree is not None
    }


def _constant(attribute: Attribute, given: Given) -> Tree | None:
    if attribute.kind == "given":
        return literal(given.tells(attribute.fact))
    if attribute.kind == "moved" or attribute.fact not in given.facts:
        return None
    value = given.facts[attribute.fact]
    kind = catalogue().facts[attribute.fact].type
    if kind == "boolean" and attribute.fact not in given.given:
        # A protective value that nobody stated otherwise.
        return literal(bool(value))
    if kind == "enum":
        return literal(str(value))
    # Cedar types a set by its members, so an empty one stays a question.
    return literal(tuple(sorted(value))) if isinstance(value, frozenset) and value else None


def fold(prepared: Slice, settled: Mapping[str, Tree]) -> Slice:
    """Return the slice with these attributes put in as constants, and what never holds left out."""
    return Slice(
        prepared.bundle,
        [_rule(rule, settled) for rule in (*prepared.forbids, *prepared.permits)],
        [_duty(duty, settled) for duty in prepared.duties],
    )


def _rule(rule: PreparedRule, settled: Mapping[str, Tree]) -> PreparedRule:
    tree = folded(rule.tree, settled)
    return replace(rule, tree=tree, holds=evaluator(tree), reads=_left(rule.reads, tree))


def _duty(duty: PreparedDuty, settled: Mapping[str, Tree]) -> PreparedDuty:
    tree = folded(duty.tree, settled)
    return replace(duty, tree=tree, applies=evaluator(tree), reads=_left(duty.reads, tree))


def _left(reads: Mapping[str, Attribute], tree: Tree) -> dict[str, Attribute]:
    names = names_read(tree)
    return {name: attribute for name, attribute in reads.items() if name in names}


def folded(tree: Tree, settled: Mapping[str, Tree]) -> Tree:
    """Return the expression with what is settled put in and folded away."""
    ((name, operand),) = tree.items()
    if name == ".":
        return settled.get(operand["attr"], tree)
    if name == "!":
        return negated(folded(operand["arg"], settled))
    if name not in JUNCTIONS and name not in COMPARISONS:
        return tree
    write = joined if name in JUNCTIONS else compared
    return write(name, folded(operand["left"], settled), folded(operand["right"], settled))
