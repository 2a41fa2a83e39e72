"""Decide: facts in, a decision out. Whatever goes wrong inside is a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from zorgvuldig.decisions import reasons
from zorgvuldig.decisions.consistency import demand_consistent
from zorgvuldig.decisions.decision import Decision, Duty, Outcome
from zorgvuldig.decisions.duties import owed
from zorgvuldig.decisions.facts import DERIVED, FactError, Given, read_facts
from zorgvuldig.decisions.narrowing import narrowed
from zorgvuldig.decisions.nearest import nearest_grounds
from zorgvuldig.decisions.request import Sourced
from zorgvuldig.decisions.search import Search, Standing, TooManyCompletions, standing
from zorgvuldig.decisions.slices import PreparedRule, Slice, derived, filled, prepare
from zorgvuldig.norms import Bundle, Rule, bundle_at, catalogue, dutch_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zorgvuldig.decisions.evaluation import Environment, Value

ENGINE = f"zorgvuldig {version('zorgvuldig')}, cedarpy {version('cedarpy')}"
_DEFAULT_DENY = ("GC-3.1",)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say, before it is put into words."""

    outcome: Outcome
    rules: tuple[Rule, ...] = ()
    missing: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    failed: bool = False


def decide(facts: Mapping[str, object], at: date | None = None) -> Decision:
    """Return whether this processing may take place (verwerking, art. 3.1), by which norms and why."""
    given = read_facts(facts, at)
    demand_consistent(given.given)
    return decide_given(given)


def decide_given(given: Given) -> Decision:
    """Return the decision on facts that were read and can be true together."""
    bundle = bundle_at(given.at)
    _demand_agreement(given, bundle)
    try:
        verdict = _judge(given, bundle)
    except Exception:  # noqa: BLE001 — whatever fails inside the engine, nothing may be opened
        verdict = Verdict(Outcome.NO_PERMIT, failed=True)
    return _worded(verdict, given, bundle)


def _demand_agreement(given: Given, bundle: Bundle) -> None:
    for name in sorted(DERIVED.keys() & given.given.keys()):
        follows = derived(name, given.facts, bundle)
        if given.given[name] != follows:
            raise FactError(
                name,
                f"follows from {DERIVED[name]!r}, which gives {follows}; leave it out",
                dutch="Dit volgt uit een ander gegeven. Laat het weg.",
            )


def recompute(receipt: Mapping[str, Any]) -> Decision:
    """Return the decision that a receipt stands for, computed again from its facts and its date."""
    facts = {name: Sourced(entry["value"], entry["source"]) for name, entry in dict(receipt["facts"]).items()}
    return decide(facts, date.fromisoformat(receipt["at"]))


def _judge(given: Given, bundle: Bundle) -> Verdict:
    purpose = given.facts.get("purpose")
    if isinstance(purpose, str):
        return _judge_purpose(given, _slice(given, bundle, purpose))
    return _judge_any_purpose(given, bundle)


def _slice(given: Given, bundle: Bundle, purpose: str) -> Slice:
    action = given.facts.get("action")
    return prepare(bundle, purpose, str(action) if action else None)


def _judge_any_purpose(given: Given, bundle: Bundle) -> Verdict:
    verdicts = []
    for purpose in sorted(catalogue().words["processes"]):
        facts = {**given.facts, "purpose": purpose}
        supposed = Given(given.given, given.sources, facts, given.at)
        verdict = _judge_purpose(supposed, _slice(given, bundle, purpose))
        if verdict.outcome in {Outcome.PERMIT, Outcome.GAP}:
            return Verdict(Outcome.GAP, missing=("purpose",))
        verdicts.append(verdict)
    common = set.intersection(*({rule.key for rule in verdict.rules} for verdict in verdicts))
    rules = tuple(rule for rule in verdicts[0].rules if rule.key in common)
    return Verdict(Outcome.FORBID if rules else Outcome.NO_PERMIT, rules, ("purpose",) if not rules else ())


def _judge_purpose(given: Given, prepared: Slice) -> Verdict:
    narrow = narrowed(prepared, given)
    environment = narrow.environment(given.facts, given.given)
    now = standing(narrow, environment)
    if now.forbidding:
        return Verdict(Outcome.FORBID, _rules(now.forbidding))
    if now.permitted is None:
        return _judge_unknown(given, narrow, environment, now) or _no_permit(given, prepared)
    if now.permitted:
        return _permit(given, narrow, environment, {}, now)
    return _no_permit(given, prepared)


def _judge_unknown(given: Given, prepared: Slice, environment: Environment, now: Standing) -> Verdict | None:
    search = Search(prepared)
    try:
        filling = search.find(environment, now, permitted=True)
        if filling is None:
            return _refused(search)
        if now.permitting and Search(prepared).find(environment, now, permitted=False) is None:
            return _permit(given, prepared, environment, filling, now)
    except TooManyCompletions:
        return _gap(now, {fact for _, facts in (*now.open_forbids, *now.open_permits) for fact in facts})
    return _gap(now, _needed(prepared, environment, filling))


def _refused(search: Search) -> Verdict | None:
    if search.unforbidden or not search.refusing:
        return None
    return Verdict(Outcome.FORBID, tuple(rule.rule for _, rule in sorted(search.refusing.items())))


def _no_permit(given: Given, prepared: Slice) -> Verdict:
    # Of a narrowed slice the grounds that these words rule out are gone, and one of them may be the nearest.
    nearest, missed = nearest_grounds(prepared, prepared.environment(given.facts, given.given), given.given)
    return Verdict(Outcome.NO_PERMIT, _rules(nearest), missed)


def _gap(now: Standing, missing: set[str]) -> Verdict:
    hanging = [rule for rule, facts in (*now.open_permits, *now.open_forbids) if facts & missing]
    return Verdict(Outcome.GAP, _rules(hanging), tuple(sorted(missing)))


def _needed(prepared: Slice, environment: Environment, filling: Mapping[str, Value]) -> set[str]:
    facts = {prepared.attributes[name].fact for name in filling if name in prepared.attributes}
    enough = {fact for fact in _common(prepared, environment) if _settles(fact, prepared, environment)}
    return enough or _fewest(facts, prepared, environment, filling)


def _common(prepared: Slice, environment: Environment) -> set[str]:
    # A fact that settles the question by itself is one that every open forbid hangs on.
    now = standing(prepared, environment)
    if now.open_forbids:
        return set.intersection(*(facts for _, facts in now.open_forbids))
    return {fact for _, facts in now.open_permits for fact in facts}


def _settles(fact: str, prepared: Slice, environment: Environment) -> bool:
    return any(
        standing(prepared, {**environment, **filled(prepared.by_fact[fact], value)}).permitted
        for value in prepared.values(fact, environment)
    )


def _fewest(
    facts: set[str], prepared: Slice, environment: Environment, filling: Mapping[str, Value]
) -> set[str]:
    for fact in sorted(facts):
        names = {attribute.name for other in facts - {fact} for attribute in prepared.by_fact[other]}
        kept = {name: value for name, value in filling.items() if name in names}
        if standing(prepared, {**environment, **kept}).permitted:
            facts = facts - {fact}
    return facts


def _permit(
    given: Given, prepared: Slice, environment: Environment, filling: Environment, now: Standing
) -> Verdict:
    complete = {**_fillers(prepared, environment), **environment, **filling}
    prepared.confirm(complete, [rule.rule.key for rule in now.permitting])
    duties = owed(prepared, environment, given.facts)
    return Verdict(Outcome.PERMIT, _rules(now.permitting), duties=duties)


def _fillers(prepared: Slice, environment: Environment) -> dict[str, Value]:
    # Cedar wants every attribute filled; no completion changes the permit, so any value will do.
    fillers: dict[str, Value] = {"Bool": False, "Long": 0, "String": "", "Set<String>": frozenset()}
    return {
        name: fillers[attribute.cedar_type]
        for name, attribute in prepared.attributes.items()
        if name not in environment
    }


def _rules(prepared: Iterable[PreparedRule]) -> tuple[Rule, ...]:
    return tuple(entry.rule for entry in prepared)


def _worded(verdict: Verdict, given: Given, bundle: Bundle) -> Decision:
    norms = [rule.norm for rule in verdict.rules] + [duty.norm for duty in verdict.duties]
    dutch, english = reasons.failed() if verdict.failed else _reasons(verdict, given, bundle)
    return Decision(
        outcome=verdict.outcome,
        norms=_DEFAULT_DENY if verdict.failed else tuple(dict.fromkeys(norms)),
        duties=verdict.duties,
        reason=dutch,
        reason_english=english,
        missing=verdict.missing,
        bundle=bundle.id,
        # Answers are remembered and shared: nobody changes what another gets.
        facts=MappingProxyType(dict(given.given)),
        sources=MappingProxyType(dict(given.sources)),
        at=given.at,
        engine=ENGINE,
    )


def _reasons(verdict: Verdict, given: Given, bundle: Bundle) -> tuple[str, str]:
    action, data, purpose = (given.facts.get(name) for name in ("action", "data", "purpose"))
    situation = reasons.Situation(
        outcome=verdict.outcome.value,
        action=str(action) if action else None,
        data=data if isinstance(data, frozenset) else frozenset(),
        purpose=str(purpose) if purpose else None,
        told=[
            reasons.Told(rule.reason, rule.english, bundle.sections[rule.norm].citation, rule.norm)
            for rule in verdict.rules
        ],
        missing=verdict.missing,
    )
    return reasons.dutch(situation, dutch_words()), reasons.english(situation)
