"""Every class of request that the rules of a purpose tell apart, decided under two sets of norms.

A class is an action, a role and a kind of data for a purpose, with or without consent, while all else is as
in an ordinary lawful case. Words that no rule tells apart are one kind. Where two tables differ, a change of
the norms changed what somebody may: that is told in words (wat mag er vanaf nu niet meer).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from zorgvuldig.decisions.evaluation import evaluator
from zorgvuldig.decisions.facts import Given, read_facts
from zorgvuldig.decisions.narrowing import fold, folded
from zorgvuldig.decisions.search import standing
from zorgvuldig.decisions.slices import PreparedRule, Slice, prepare
from zorgvuldig.norms import JUNCTIONS, catalogue, dutch_words, literal, names_read, ordinary_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from zorgvuldig.decisions.evaluation import Environment, Value
    from zorgvuldig.norms import Bundle, Tree

_CONSENT = ("explicit_consent", "unambiguous_consent", "consent_scope_ok", "opt_in")
_MOST_NAMED = 5
_NEVER: Tree = {"Value": False}
_OPEN = frozenset({"role", "data", "under_ma"})
_UNDER_ADVISER = frozenset({"medical-adviser", "functional-unit"})
#: What stands for any role and any data, where both are left open.
_ANYONE, _ANYTHING = ("insured",), ("identification",)
_TOLD = {
    "permit": "Vanaf nu mag",
    "forbid": "Vanaf nu mag niet",
    "no-permit": "Vanaf nu laat geen regel toe",
    "gap": "Vanaf nu hangt van meer af",
}

Kind = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestClass:
    """Requests that no rule tells apart: what, who and which data of one kind each, and consent or not."""

    purpose: str
    action: Kind
    role: Kind
    data: Kind
    consent: bool

    def facts(self) -> dict[str, object]:
        """Return one request of this class, ordinary and lawful in all else."""
        return {
            "under_ma": False,
            **ordinary_facts(self.role[0]),
            **dict.fromkeys(_CONSENT, self.consent),
            "purpose": self.purpose,
            "action": self.action[0],
            "role": self.role[0],
            "data": [self.data[0]],
        }


@dataclass(frozen=True, slots=True)
class Change:
    """What two sets of norms decide otherwise: of these classes before and after, and by which norms."""

    before: str
    after: str
    norms: Kind
    purposes: Kind
    actions: Kind
    data: Kind
    roles: Kind
    consents: Kind

    def as_json(self) -> dict[str, object]:
        """Return the difference for a program, with every word."""
        return asdict(self)

    def words(self) -> str:
        """Return the difference as a sentence in Dutch; of a long list only the first words."""
        more = " meer" if (self.before, self.after) == ("permit", "forbid") else ""
        what = f"{_listed('actions', self.actions)} van {_listed('data', self.data)}"
        who = f"{_listed('purposes', self.purposes)} door {_listed('roles', self.roles)}"
        consent = f", {' of '.join(self.consents)} toestemming" if len(self.consents) == 1 else ""
        norms = f" ({', '.join(self.norms)})" if self.norms else ""
        return f"{_TOLD[self.after]}{more}: {what} voor {who}{consent}{norms}."


def _listed(kind: str, words: Kind) -> str:
    known = dutch_words()[kind]
    if len(words) == len(known):
        return "alles" if kind in {"data", "actions"} else "iedereen" if kind == "roles" else "elk doel"
    named = [known.get(word, word) for word in words[:_MOST_NAMED]]
    more = len(words) - len(named)
    return ", ".join(named) + (f" en nog {more}" if more else "")


def changes(before: Bundle, after: Bundle, day: date) -> Iterable[Change]:
    """Return where two sets of norms decide otherwise on this day, as few sentences as say it all."""
    found: Iterable[Change] = (
        change
        for purpose in sorted(catalogue().words["processes"])
        for change in _of_purpose(purpose, (before, after), day)
    )
    for words_of, with_words in _MERGES:
        found = _merged(words_of, with_words, found)
    return found


def _of_purpose(purpose: str, bundles: tuple[Bundle, Bundle], day: date) -> Iterator[Change]:
    old, new = (_trees(bundle, purpose) for bundle in bundles)
    touched = [
        (old.get(key, _NEVER), new.get(key, _NEVER))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    actions = _kinds("action", [*old.values(), *new.values()]) if touched else []
    for action, consent in product(actions, (False, True)):
        given = read_facts(RequestClass(purpose, action, _ANYONE, _ANYTHING, consent).facts(), day)
        # Most of what a change touches says nothing of an action: fold that alone before all the others.
        settled = _ordinary([prepare(bundle, purpose) for bundle in bundles], given)
        if any(folded(before, settled) != folded(after, settled) for before, after in touched):
            folds = [fold(prepare(bundle, purpose), settled) for bundle in bundles]
            yield from _of_action(RequestClass(purpose, action, (), (), consent), folds, given)


def _of_action(asked: RequestClass, folds: Sequence[Slice], given: Given) -> Iterator[Change]:
    trees = [rule.tree for prepared in folds for rule in (*prepared.forbids, *prepared.permits)]
    known = [prepared.environment(given.facts, given.given) for prepared in folds]
    consent = "met" if asked.consent else "zonder"
    for role, data in product(_kinds("role", trees), _kinds("data", trees)):
        who: dict[str, Value] = {
            "role": role[0],
            "data": frozenset({data[0]}),
            "under_ma": role[0] in _UNDER_ADVISER,
        }
        (before, _), (after, norms) = (
            _outcome(prepared, {**environment, **who})
            for prepared, environment in zip(folds, known, strict=True)
        )
        if before != after:
            yield Change(before, after, norms, (asked.purpose,), asked.action, data, role, (consent,))


def _ordinary(slices: Iterable[Slice], given: Given) -> dict[str, Tree]:
    """Settle all that the classes of one action share; who and which data stay open."""
    return {
        name: literal(value)
        for prepared in slices
        for name, attribute in prepared.attributes.items()
        if attribute.fact not in _OPEN and attribute.kind != "moved"
        for value in [
            given.tells(attribute.fact) if attribute.kind == "given" else given.facts.get(attribute.fact)
        ]
        if isinstance(value, bool | str)
    }


def outcome(given: Given, prepared: Slice) -> tuple[str, Kind]:
    """Return what these rules say of a class, and which; what still hangs on a fact is a gap."""
    return _outcome(prepared, prepared.environment(given.facts, given.given))


def _outcome(prepared: Slice, environment: Environment) -> tuple[str, Kind]:
    now = standing(prepared, environment)
    if now.forbidding:
        return "forbid", _norms(now.forbidding)
    if now.permitted is None:
        return "gap", _norms([rule for rule, _ in (*now.open_forbids, *now.open_permits)])
    return ("permit", _norms(now.permitting)) if now.permitted else ("no-permit", ())


def _norms(rules: Iterable[PreparedRule]) -> Kind:
    return tuple(dict.fromkeys(rule.rule.norm for rule in rules))


def _trees(bundle: Bundle, purpose: str) -> dict[str, Tree]:
    prepared = prepare(bundle, purpose)
    return {rule.rule.key: rule.tree for rule in (*prepared.forbids, *prepared.permits)}


def classes(purpose: str, trees: Iterable[Tree]) -> Iterator[RequestClass]:
    """Return every class that these rules of a purpose tell apart."""
    written = list(trees)
    actions, roles, kinds_of_data = (_kinds(name, written) for name in ("action", "role", "data"))
    for action, role, data in product(actions, roles, kinds_of_data):
        for consent in (False, True):
            yield RequestClass(purpose, action, role, data, consent)


def _atoms(name: str, trees: Iterable[Tree]) -> Iterator[Tree]:
    waiting = list(trees)
    while waiting:
        tree = waiting.pop()
        ((operator, operand),) = tree.items()
        if operator == "!":
            waiting.append(operand["arg"])
        elif operator in JUNCTIONS:
            waiting += [operand["left"], operand["right"]]
        elif names_read(tree) == {name}:
            yield tree


def _kinds(name: str, trees: Sequence[Tree]) -> list[Kind]:
    """Return the words of a fact, together as far as no rule tells them apart."""
    tests = [evaluator(atom) for atom in {repr(atom): atom for atom in _atoms(name, trees)}.values()]
    if name == "role":
        # Whether somebody works under the medical adviser follows from the role, in an ordinary case.
        tests.append(lambda facts: facts["role"] in _UNDER_ADVISER)
    found: dict[tuple[object, ...], list[str]] = defaultdict(list)
    fact = catalogue().facts[name]
    for word in sorted(fact.values):
        value = frozenset({word}) if fact.type == "set" else word
        found[tuple(test({name: value}) for test in tests)].append(word)
    return [tuple(words) for words in found.values()]


_MERGES: tuple[tuple[Callable[[Change], Kind], Callable[[Change, Kind], Change]], ...] = (
    (lambda change: change.actions, lambda change, words: replace(change, actions=words)),
    (lambda change: change.data, lambda change, words: replace(change, data=words)),
    (lambda change: change.roles, lambda change, words: replace(change, roles=words)),
    (lambda change: change.consents, lambda change, words: replace(change, consents=words)),
    (lambda change: change.purposes, lambda change, words: replace(change, purposes=words)),
)


def _merged(
    words_of: Callable[[Change], Kind],
    with_words: Callable[[Change, Kind], Change],
    found: Iterable[Change],
) -> list[Change]:
    """Tell in one sentence what differs in nothing but these words."""
    together: dict[Change, set[str]] = defaultdict(set)
    for change in found:
        together[with_words(change, ())] |= set(words_of(change))
    return [with_words(bare, tuple(sorted(words))) for bare, words in together.items()]
