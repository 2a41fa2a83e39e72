"""What a question asks, by asking it: each shape of the request that `decide` makes for its arguments."""

from __future__ import annotations

import inspect
import itertools
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING
from uuid import UUID

from zorgvuldig.decisions import FactError, ProcessingRequest, authorised
from zorgvuldig.decisions.facts import check
from zorgvuldig.decisions.slices import Slice, prepare
from zorgvuldig.norms import bundle_at, catalogue
from zorgvuldig.processes.reference_data.intake.kinds import KINDS
from zorgvuldig.records.stored_requests import StoredRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from proofs.enforcement.places import Question
    from zorgvuldig.decisions import FactValue
    from zorgvuldig.decisions.evaluation import Value
    from zorgvuldig.norms import Bundle, DutyRule

_SOMEBODY = UUID(int=1)
_DAY = date(2026, 11, 23)
_DATA = (frozenset({"claim"}), frozenset({"identification"}))
#: Letters are kept under the category of what they tell.
_TEXTS = {
    "ground": ("request", "news"),
    "scope": ("financial", "personal"),
    "data_category": ("claim", "identification"),
    "unit": ("medical-advice",),
    "provider": ("AGB 04040404",),
    "advice": ("positive",),
    # Items past their own term: of persons, of parties and of files, with each class of its own facts.
    "kind": ("request", "file", "provider"),
    "retention": ("case", "complaint", "money-complaint", "fraud-signal", "fraud-investigated"),
    "category": ("correspondence", "complaint-file", "control-file"),
}


_REQUEST = StoredRequest(
    id=_SOMEBODY,
    subject_id=_SOMEBODY,
    kind="access",
    state="received",
    received_on=_DAY,
    aim_on=_DAY,
    due_on=_DAY,
    asked="",
)
#: Requests as they may stand when they are settled: extended, from a letter, about another person too.
_REQUESTS = (
    _REQUEST,
    replace(_REQUEST, extended_on=_DAY),
    replace(_REQUEST, channel="letter"),
    replace(_REQUEST, view_asked_on=_DAY, view_given_on=_DAY, view_outcome="heard"),
)


@dataclass(frozen=True)
class Shape:
    """One shape of a request: what every decision on it has in common."""

    purpose: str
    action: str
    data: frozenset[str]

    @property
    def roles(self) -> tuple[str, ...]:
        """Give the roles to which the matrix of access gives this."""
        return tuple(
            role
            for role in sorted(catalogue().words["actors"])
            if authorised(role, self.purpose, self.action, self.data)
        )


@dataclass(frozen=True)
class Answer:
    """What a decision may say: the norms that it may cite and the duties that it may oblige to."""

    norms: frozenset[str]
    duties: frozenset[str]
    certain: frozenset[str]
    """The duties that are owed whatever else is known."""

    def __or__(self, other: Answer) -> Answer:
        """Give what either may say."""
        return Answer(self.norms | other.norms, self.duties | other.duties, self.certain & other.certain)


def answers(question: Question, on: date) -> dict[Shape, Answer]:
    """Tell, for each shape of a question, what the decision on it may cite and oblige to."""
    found: dict[Shape, Answer] = {}
    bundle = bundle_at(on)
    for request in _requests(question):
        shape = Shape(request.purpose, request.action, request.data)
        answer = _answer(request, bundle)
        found[shape] = found[shape] | answer if shape in found else answer
    if not found:
        raise LookupError(f"{question.process}: no request comes of {question.builder}")
    return found


def duty_rules(on: date) -> dict[str, DutyRule]:
    """Give the duties in force by their id."""
    return dict(bundle_at(on).duties)


def _requests(question: Question) -> Iterator[ProcessingRequest]:
    decide = import_module(f"zorgvuldig.processes.{question.process}.decide")
    builder: Callable[..., ProcessingRequest] = getattr(decide, question.builder)
    names = list(inspect.signature(builder).parameters.values())
    given = {_name(key, names): value for key, value in question.given}
    choices = [
        _written(given[each.name], decide)
        if given.get(each.name, ()) != ()
        else _samples(each.name, str(each.annotation), decide)
        for each in names
    ]
    for values in itertools.product(*choices):
        arguments = dict(zip((each.name for each in names), values, strict=True))
        try:
            yield _called(builder, names, arguments)
        except KeyError:
            continue  # this process does not ask for that purpose


def _name(key: str, names: Sequence[inspect.Parameter]) -> str:
    return names[int(key)].name if key.isdecimal() else key


def _called(
    builder: Callable[..., ProcessingRequest],
    names: Sequence[inspect.Parameter],
    arguments: dict[str, object],
) -> ProcessingRequest:
    plain = [arguments[each.name] for each in names if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    named = {each.name: arguments[each.name] for each in names if each.kind is inspect.Parameter.KEYWORD_ONLY}
    return builder(*plain, **named)


def _written(told: object, decide: object) -> tuple[object, ...]:
    """Give the values that the code itself writes: several, a name of `decide`, or one as it stands."""
    if isinstance(told, tuple):
        return told
    return (getattr(decide, told) if isinstance(told, str) and told.isupper() else told,)


def _samples(name: str, annotation: str, decide: object) -> tuple[object, ...]:
    """Give values of a parameter, so that every branch of the question is asked."""
    base = annotation.removesuffix(" | None")
    optional: tuple[object, ...] = (None,) if base != annotation else ()
    of_type: dict[str, tuple[object, ...]] = {
        "UUID": (_SOMEBODY,),
        "bool": (True, False),
        "date": (_DAY,),
        "frozenset[str]": _DATA,
        "Kind": tuple(KINDS.values()),
        "str": (),
        "StoredRequest": _REQUESTS,
    }
    if base.startswith("Sequence["):
        return ((),)
    return (*(of_type[base] or _texts(name, decide)), *optional)


def _texts(name: str, decide: object) -> tuple[object, ...]:
    words, actors = catalogue().words, ("role", "recipient")
    if name == "purpose":
        return tuple(getattr(decide, "SEARCHES", None) or sorted(words["processes"]))
    return tuple(sorted(words["actors"])) if name in actors else _TEXTS[name]


def _answer(request: ProcessingRequest, bundle: Bundle) -> Answer:
    prepared = prepare(bundle, request.purpose, request.action)
    known = _known(request, prepared)
    rules = [
        rule.rule.norm for rule in (*prepared.permits, *prepared.forbids) if rule.holds(known) is not False
    ]
    owed = {entry.duty.id: entry.applies(known) for entry in prepared.duties}
    return Answer(
        norms=frozenset(rules),
        duties=frozenset(duty for duty, applies in owed.items() if applies is not False),
        certain=frozenset(duty for duty, applies in owed.items() if applies is True),
    )


def _known(request: ProcessingRequest, prepared: Slice) -> dict[str, Value]:
    """Give what the request says for certain; the records and the actor may add to all the rest."""
    facts: dict[str, FactValue] = {"purpose": request.purpose, "action": request.action, "data": request.data}
    for name, told in request.facts.items():
        try:
            facts[name] = check(name, told.value)
        except FactError:
            continue  # a text that the door completes
    environment = prepared.environment(facts, facts)
    attributes = prepared.every_attribute
    return {name: value for name, value in environment.items() if attributes[name].fact in facts}
