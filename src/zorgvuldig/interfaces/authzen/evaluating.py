"""One evaluation, and many in one message (sections 6 and 7). True stands for permit and for nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zorgvuldig.decisions import FactError, decide, way_out
from zorgvuldig.interfaces.authzen.entities import KEYS, demand_keys, read_facts, with_authorisation
from zorgvuldig.interfaces.authzen.errors import RequestError
from zorgvuldig.interfaces.authzen.reading import an_object

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from zorgvuldig.decisions import Decision

MOST_EVALUATIONS = 100
TOO_MUCH = 413
EXECUTE_ALL = "execute_all"
#: Semantic to the decision after which the rest is left alone.
SEMANTICS: Mapping[str, bool | None] = {
    EXECUTE_ALL: None,
    "deny_on_first_deny": False,
    "permit_on_first_permit": True,
}
EVALUATIONS, OPTIONS, SEMANTIC = "evaluations", "options", "evaluations_semantic"
Answer = dict[str, Any]


def evaluation(request: Mapping[str, Any], today: date) -> Answer:
    """Answer one evaluation (section 6).

    Raises:
        RequestError: it cannot be decided on.
    """
    demand_keys(request, KEYS, "An evaluation")
    decision = decided(read_facts(request), today)
    found, told = way_out(decision), answer(decision)
    if found:
        told["context"]["way_out"] = found.as_json()
    return told


def evaluations(request: Mapping[str, Any], today: date) -> Answer:
    """Answer many evaluations in their order (section 7); without any it is a single one (section 7.1).

    Raises:
        RequestError: the message as a whole cannot be read. What is wrong with one of many stands in its
            answer, with a decision that is false.
    """
    demand_keys(request, (*KEYS, EVALUATIONS, OPTIONS), "A request for evaluations")
    stop = _semantic(request.get(OPTIONS, {}))
    defaults = {name: request[name] for name in KEYS if name in request}
    asked = _asked(request, defaults)
    if not asked:
        return evaluation(defaults, today)
    answers = []
    for each in asked:
        answers.append(_one_of_many({**defaults, **each}, today))
        if answers[-1]["decision"] is stop:
            break
    return {EVALUATIONS: answers}


def evaluations_in(request: Mapping[str, Any]) -> int:
    """Count what a message asks, for the limit on how much a client may ask."""
    listed = request.get(EVALUATIONS)
    # More than go in one message are refused unread, and cost no more than one.
    return len(listed) if isinstance(listed, list) and 0 < len(listed) <= MOST_EVALUATIONS else 1


def decided(facts: Mapping[str, object], today: date) -> Decision:
    """Ask for the decision on the day that the facts name, or today."""
    try:
        return decide(with_authorisation(facts), None if "now" in facts else today)
    except FactError as error:
        raise RequestError(str(error)) from None


def answer(decision: Decision) -> Answer:
    """Write a decision as the standard does, with what our decisions carry in its context (section 5.5)."""
    code = "200" if decision.permitted else "403"
    return {
        "decision": decision.permitted,
        "context": {
            "outcome": decision.outcome.value,
            "norms": list(decision.norms),
            "duties": [{**duty.as_json(), "discharger": duty.discharger} for duty in decision.duties],
            "reason_user": {code: decision.reason},
            "reason_admin": {code: decision.reason_english},
            "missing": list(decision.missing),
            "bundle": decision.bundle,
            "at": decision.at.isoformat(),
        },
    }


def _one_of_many(request: Mapping[str, Any], today: date) -> Answer:
    try:
        # The way out takes longer than the decision: it comes to whoever asks about one.
        demand_keys(request, KEYS, "An evaluation")
        return answer(decided(read_facts(request), today))
    except RequestError as error:
        return {"decision": False, "context": {"error": error.as_json()}}


def _asked(request: Mapping[str, Any], defaults: Mapping[str, Any]) -> list[dict[str, Any]]:
    listed = request.get(EVALUATIONS, [])
    if not isinstance(listed, list):
        raise RequestError("evaluations is not a list")
    if len(listed) > MOST_EVALUATIONS:
        raise RequestError(
            f"evaluations holds {len(listed)}; at most {MOST_EVALUATIONS} go in one message", status=TOO_MUCH
        )
    if listed:
        for name, value in defaults.items():
            an_object(value, name)
    return [an_object(each, f"evaluations[{number}]") for number, each in enumerate(listed)]


def _semantic(options: object) -> bool | None:
    """Read how to go on; other options are the client's own and are left alone (section 7.1.2)."""
    chosen = an_object(options, OPTIONS).get(SEMANTIC, EXECUTE_ALL)
    if not isinstance(chosen, str) or chosen not in SEMANTICS:
        raise RequestError(f"options.{SEMANTIC} is one of {', '.join(SEMANTICS)}")
    return SEMANTICS[chosen]
