"""What can be chosen, with the text that is agreed to, and whether what came in can be an objection."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stdnum.nl import bsn

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The purpose that a no to a channel objects to, and the channel that stands for every one.
MARKETING = "marketing"
EVERY_CHANNEL = "all"
SHORTEST, LONGEST = 10, 2000
#: How an objection for personal circumstances can be weighed.
JUDGED = ("upheld", "rejected")


class UnknownChoiceError(LookupError):
    """Nothing of this name can be chosen."""


class InputError(ValueError):
    """What came in cannot be recorded; the words are for whoever filled it in."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(sorted(problems)))
        self.problems = dict(problems)


@dataclass(frozen=True, kw_only=True)
class ConsentText:
    """One version of the words that are agreed to (toestemmingstekst), from its day on."""

    version: str
    since: date
    words: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something a person says yes or no to: a consent, an objection to a channel, or both."""

    key: str
    title: str
    purpose: str
    scope: str | None
    """What a consent covers; None where a yes needs none."""
    refuse: str | None
    """The channel of marketing that a no objects to; None where a no only takes the consent back."""
    texts: tuple[ConsentText, ...]
    words: Mapping[str, str]

    def text_on(self, day: date) -> ConsentText:
        """Give the version that is agreed to on a day: the newest that has begun."""
        begun = [text for text in self.texts if text.since <= day]
        return begun[-1]


@cache
def choices() -> Mapping[str, Choice]:
    """Read all that can be chosen, by its key, in the order of the page."""
    return {row["key"]: _choice(row) for row in _file()["choice"]}


@cache
def relative_purposes() -> Mapping[str, str]:
    """Read the uses against which one objects for personal circumstances (art. 5.3), each in words."""
    return dict(_file()["relative"])


def do_not_call(day: date) -> str:
    """Tell what is checked on a day before anyone is called (bel-me-niet-register)."""
    begun = [row["words"] for row in _file()["do_not_call"] if row["from"] <= day]
    return str(begun[-1]) if begun else ""


@cache
def texts() -> Mapping[str, ConsentText]:
    """Give every text that was ever agreed to, by its version."""
    return {text.version: text for choice in choices().values() for text in choice.texts}


def choice(key: str) -> Choice:
    """Give what is chosen by its key.

    Raises:
        UnknownChoiceError: there is no such choice.
    """
    try:
        return choices()[key]
    except KeyError:
        raise UnknownChoiceError("there is no such choice") from None


def objection(purpose: str, circumstances: str) -> str:
    """Give the circumstances of an objection (art. 5.3), or say what is missing.

    Raises:
        InputError: no such use, or circumstances that say nothing or too much.
    """
    problems, told = {}, circumstances.strip()
    if purpose not in relative_purposes():
        problems["purpose"] = "Kies waartegen u bezwaar maakt."
    if len(told) < SHORTEST:
        problems["circumstances"] = "Schrijf in een paar woorden wat er bij u bijzonder is."
    elif len(told) > LONGEST:
        problems["circumstances"] = f"Schrijf het korter: hoogstens {LONGEST} tekens."
    if problems:
        raise InputError(problems)
    return told


def weighing(outcome: str, words: str) -> str:
    """Give the weighing of an objection, or say what is missing (VGZ-R-bezwaar, art. 5.3).

    Raises:
        InputError: no outcome, or a weighing that says nothing or too much.
    """
    problems, told = {}, words.strip()
    if outcome not in JUDGED:
        problems["outcome"] = "Kies of wij stoppen of doorgaan."
    if len(told) < SHORTEST:
        problems["weighing"] = (
            "Schrijf welke dwingende redenen wij hebben: zonder die redenen kunnen wij niet doorgaan."
            if outcome == "rejected"
            else "Schrijf in een paar woorden waarom."
        )
    elif len(told) > LONGEST:
        problems["weighing"] = f"Schrijf het korter: hoogstens {LONGEST} tekens."
    if problems:
        raise InputError(problems)
    return told


#: Why a shield may end; it never ends by itself (note to article 4.0.6).
GROUNDS = ("request", "news")


@dataclass(frozen=True, kw_only=True)
class ShieldEndTold:
    """What a form tells of a shield that may end: whose, why, and in which words the letter says it."""

    number: str
    birthdate: date
    ground: str
    reason: str


def shield_end(form: Mapping[str, str], *, today: date) -> ShieldEndTold:
    """Read the form that proposes to end a shield.

    Raises:
        InputError: a field is missing or cannot be.
    """
    problems, number, born = {}, bsn.compact(form.get("number", "")), None
    if not bsn.is_valid(number):
        problems["number"] = "Dit is geen burgerservicenummer. Kijk het na: negen cijfers."
    try:
        born = date.fromisoformat(form.get("birthdate", ""))
    except ValueError:
        problems["birthdate"] = "Vul de geboortedatum in, zoals 1980-11-23."
    if born and born > today:
        problems["birthdate"] = "Deze dag ligt in de toekomst."
    if form.get("ground") not in GROUNDS:
        problems["ground"] = "Kies waarom de afscherming kan stoppen."
    reason = form.get("reason", "").strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        problems["reason"] = f"Schrijf op wat u weet, in {SHORTEST} tot {LONGEST} tekens."
    if problems or born is None:
        raise InputError(problems)
    return ShieldEndTold(number=number, birthdate=born, ground=form["ground"], reason=reason)


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("choices.toml").read_text(encoding="utf-8"))


def _choice(row: Mapping[str, Any]) -> Choice:
    consent = row.get("consent", {})
    return Choice(
        key=row["key"],
        title=row["title"],
        purpose=consent.get("purpose", MARKETING),
        scope=consent.get("scope"),
        refuse=row.get("refuse"),
        texts=tuple(
            ConsentText(version=text["version"], since=text["from"], words=text["words"])
            for text in row.get("text", ())
        ),
        words={name: row[name] for name in ("nothing", "yes", "no", "say_yes", "say_no")},
    )
