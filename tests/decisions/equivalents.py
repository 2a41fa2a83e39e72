"""Prove of a weakened ground that no request can tell it from the ground that is written.

Where the weakened ground says yes and the written one did not, a rule that refuses must always hold. Only
those refusing rules are written as formulas, by name: that is quick, and it says who guards the condition.
"""

import z3

from proofs.rules.symbols import Symbols
from zorgvuldig.norms import Writer, catalogue


def told_apart(bundle, rule, tree, guards):
    """Give the first purpose with a request that this weaker ground opens and none of the guards refuses."""
    assert rule.effect == "permit"
    for purpose in sorted(catalogue().words["processes"]):
        writer = Writer(bundle, purpose)
        strict, weak = writer.write(rule.tree, rule.place), writer.write(tree, rule.place)
        if strict != weak and opened(writer, strict, weak, [bundle.rules[key] for key in guards]):
            return purpose
    return None


def opened(writer, strict, weak, guards):
    refusals = [writer.write(guard.tree, guard.place) for guard in guards]
    assert all(guard.effect == "forbid" for guard in guards)
    attributes = {}
    for tree in (strict, weak, *refusals):
        attributes |= writer.attributes(tree)
    symbols = Symbols(attributes)
    solver = z3.Solver()
    solver.add(symbols.formula(weak), *(z3.Not(symbols.formula(tree)) for tree in (strict, *refusals)))
    solver.add(*symbols.typed(attributes))
    return solver.check() != z3.unsat
