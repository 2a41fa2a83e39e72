"""Take in the facts of a request: known names, right types, protective defaults; all else is an error."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zorgvuldig.decisions.request import Sourced
from zorgvuldig.norms import FactType, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from zorgvuldig.decisions.decision import FactValue

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")
"""The time in which days of the law begin and end (wettelijke tijd)."""
_CHOOSE = "Kies een antwoord uit de lijst."
_KNOWN = "Dit weten de normen zelf. Laat het weg."
_NO_DATE = "Vul een datum in, zoals 2026-11-21."
_NO_SUCH_FACT = "Dit gegeven bestaat niet. Kies er een van deze pagina."
_LONGEST_TEXT = 200
_LARGEST_NUMBER = 2**53
_OWN_GOALS = frozenset({"recourse", "formal-control", "material-control", "fraud-investigation"})
DERIVED: Mapping[str, str] = MappingProxyType(
    {"contract_performance": "in_contract", "health_data_allowed": "purpose"}
)
"""Facts that follow from the norms and another fact; a request may only repeat them."""


class FactError(ValueError):
    """A fact cannot be used: its name, type or value stands not in the catalogue, or others contradict it.

    `facts` names all that it is about, and `dutch` tells people what to do (foutmelding).
    """

    def __init__(
        self,
        fact: str,
        problem: str,
        suggestion: str | None = None,
        *,
        dutch: str,
        others: Iterable[str] = (),
    ) -> None:
        hint = f"; did you mean {suggestion!r}?" if suggestion else ""
        super().__init__(f"fact {fact!r}: {problem}{hint}")
        self.fact = fact
        self.problem = problem
        self.facts = (fact, *others)
        self.suggestion = suggestion
        self.dutch = dutch


@dataclass(frozen=True, slots=True)
class Given:
    """The facts of one request: as given with their sources, and as rules read them."""

    given: Mapping[str, FactValue]
    sources: Mapping[str, str]
    facts: Mapping[str, FactValue]
    at: date

    def tells(self, fact: str) -> bool:
        """Return whether rules take a fact as given: a protective value that nobody stated is not."""
        return fact in self.given or (fact in self.facts and catalogue().facts[fact].default is None)


def read_facts(facts: Mapping[str, object], at: date | None) -> Given:
    """Return the checked facts of a request, completed with protective defaults and derived facts."""
    given: dict[str, FactValue] = {}
    sources: dict[str, str] = {}
    for name, told in facts.items():
        value, source = (told.value, told.source) if isinstance(told, Sourced) else (told, "given")
        given[name] = check(name, value)
        sources[name] = source
    day = reference_date(given, at)
    completed = {**_defaults(), "now": day, **given}
    _derive(completed)
    return Given(given, sources, completed, day)


def reference_date(given: Mapping[str, FactValue], at: date | None) -> date:
    """Return the day that a request is about: its `now`, else `at`, else today."""
    now = given.get("now")
    if not isinstance(now, date):
        # The one place outside the interfaces that reads a clock: the design lets `decide` mean today.
        return at or datetime.now(DUTCH_TIME).date()
    if at is not None and at != now:
        raise FactError(
            "now",
            f"{now} differs from the date of the decision, {at}; give one of both",
            dutch="Er staan twee dagen waarop dit moet worden beslist. Geef er een.",
        )
    return now


def _defaults() -> dict[str, FactValue]:
    return {fact.name: fact.default for fact in catalogue().facts.values() if fact.default is not None}


def _derive(facts: dict[str, FactValue]) -> None:
    purpose = facts.get("purpose")
    if purpose is not None:
        facts.setdefault("origin_purpose", purpose)
        if purpose in _OWN_GOALS:
            facts.setdefault("sub_purpose", purpose)


def check(name: str, value: object) -> FactValue:
    """Return the value of one fact as rules read it, or say what is wrong with it."""
    fact = catalogue().facts.get(name)
    if fact is None:
        raise FactError(name, "no such fact", _nearest(name, catalogue().facts), dutch=_NO_SUCH_FACT)
    if fact.type == "known":
        raise FactError(name, "the norms know this themselves; leave it out", dutch=_KNOWN)
    if fact.type == "boolean":
        return _boolean(name, value)
    if fact.type == "integer":
        return _integer(name, value)
    if fact.type == "date":
        return _date(name, value)
    if fact.type == "set":
        return _set(fact, value)
    return _word(fact, value)


def _nearest(word: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(str(word), sorted(known), n=1, cutoff=0.5)), None)


def _boolean(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise FactError(name, f"{_shown(value)} is not true or false", dutch="Kies ja of nee.")
    return value


def _integer(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise FactError(name, f"{_shown(value)} is not a whole number", dutch="Vul een heel getal in.")
    if abs(value) > _LARGEST_NUMBER:
        raise FactError(name, "the number is too large", dutch="Dit getal is te groot.")
    return value


def _date(name: str, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.isoformat() != value:
        raise FactError(name, f"{_shown(value)} is not a date like 2026-11-21", dutch=_NO_DATE)
    return found


def _set(fact: FactType, value: object) -> frozenset[str]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise FactError(fact.name, f"{_shown(value)} is not a list of words", dutch=_CHOOSE)
    return frozenset(_word(fact, member) for member in value)


def _word(fact: FactType, value: object) -> str:
    if not isinstance(value, str):
        raise FactError(fact.name, f"{_shown(value)} is not a word", dutch=_CHOOSE)
    if len(value) > _LONGEST_TEXT or not value.isprintable() or not value:
        raise FactError(
            fact.name,
            f"{_shown(value)} is empty, too long or holds control characters",
            dutch="Dit antwoord is leeg, te lang of niet te lezen.",
        )
    if fact.type != "text" and not fact.open and value not in fact.values:
        raise FactError(
            fact.name,
            f"{_shown(value)} is not among its values",
            _nearest(value, fact.values),
            dutch=_CHOOSE,
        )
    return value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"
