"""What people fill in, made strict: a name, a period, and reasons that say something."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from zorgvuldig.decisions.state_machines import State, StateMachine, Step
from zorgvuldig.norms import catalogue, separation

LONGEST_REASON = 400
_USERNAME = re.compile(r"[a-z0-9][a-z0-9.-]{2,31}")
_TICKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,39}")
_POSTCODE = re.compile(r"[1-9]\d{3} ?[A-Za-z]{2}")
_LEAST_LETTERS, _LEAST_WORDS, _LEAST_DIFFERENT = 20, 4, 7
_LONGEST_NAME = 100
_FRIDAY = 4
T = TypeVar("T")

#: What a request for a role or duty passes through; the pages draw it, and every step is asked of it.
GRANT_MACHINE = StateMachine(
    title="Toegang aanvragen en toekennen",
    states=(
        State("requested", "Gevraagd"),
        State("granted", "Toegekend"),
        State("refused", "Afgewezen"),
        State("ended", "Beëindigd"),
    ),
    steps=(
        Step("requested", "granted", "toekennen", "leiding, niet wie vroeg", "MZ-functiescheiding"),
        Step("requested", "refused", "afwijzen", "leiding, of bij uit dienst", "MZ-functiescheiding"),
        Step("granted", "ended", "beëindigen", "leiding, of bij uit dienst", "MZ-personeel"),
    ),
)

#: What break-glass passes through: whoever judges one that is open closes it first.
EMERGENCY_MACHINE = StateMachine(
    title="Noodtoegang openen en beoordelen",
    states=(
        State("open", "Staat open"),
        State("over", "Voorbij, nog niet beoordeeld"),
        State("justified", "Terecht"),
        State("unjustified", "Niet terecht"),
    ),
    steps=(
        Step("open", "over", "sluiten, of de tijd is om", "wie opende, wie oordeelt, of de klok", "GC-3.4d"),
        Step("over", "justified", "oordelen", "functionaris gegevensbescherming", "GC-3.4d"),
        Step("over", "unjustified", "oordelen", "functionaris gegevensbescherming", "GC-3.4d"),
    ),
)

#: What a request for far-reaching powers passes through.
TICKET_MACHINE = StateMachine(
    title="Verregaande bevoegdheid vragen en gebruiken",
    states=(State("requested", "Gevraagd"), State("open", "Loopt"), State("over", "Voorbij")),
    steps=(
        Step("requested", "open", "toestaan", "informatiebeveiliging, niet wie vroeg", "MZ-pam"),
        Step("open", "over", "de uren zijn om", "de klok", "MZ-pam"),
    ),
)


class InputError(ValueError):
    """What was filled in cannot be used; `problems` says for each field what to do (Dutch)."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {told}" for name, told in problems.items()))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class NewEmployee:
    """Somebody who starts to work here (medewerker in dienst)."""

    display_name: str
    username: str
    secrecy_ground: str
    secrecy_declared_on: date | None
    trained_on: date | None
    employed_from: date
    employed_until: date | None


@dataclass(frozen=True, kw_only=True)
class WantedAccess:
    """A role or a duty that is asked for somebody, with its end (gevraagde toegang)."""

    kind: str
    name: str
    unit: str | None
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """Whom an employee must find now, and why (noodgeval)."""

    family_name: str
    birthdate: date
    postcode: str
    reason: str


def new_employee(employee: NewEmployee) -> NewEmployee:
    """Check who is to be recorded (GC-4.0.1)."""
    problems = {}
    if not _says(employee.display_name, 2) or len(employee.display_name) > _LONGEST_NAME:
        problems["display_name"] = "Vul voorletters en achternaam in."
    if not _USERNAME.fullmatch(employee.username):
        problems["username"] = "Gebruik 3 tot 32 kleine letters, cijfers, punten of streepjes."
    if employee.secrecy_ground not in {"declaration", "profession"}:
        problems["secrecy_ground"] = "Kies een verklaring of een beroep."
    if employee.employed_until is not None and employee.employed_until < employee.employed_from:
        problems["employed_until"] = "Het einde ligt voor het begin."
    return _unless(problems, employee)


def wanted_access(wanted: WantedAccess, *, today: date) -> WantedAccess:
    """Check what is asked: a known role or duty, a period with an end, a reason that says something."""
    problems = {}
    if wanted.kind == "role" and wanted.name not in catalogue().words["actors"]:
        problems["name"] = "Kies een functie uit de lijst."
    if wanted.kind == "duty" and not _may_be_extra(wanted.name):
        problems["name"] = "Kies een taak uit de lijst."
    if wanted.kind not in {"role", "duty"}:
        problems["kind"] = "Vraag een functie of een taak."
    if wanted.ends_on < max(wanted.starts_on, today):
        problems["ends_on"] = "Kies een einddatum na het begin, en niet in het verleden."
    problems |= _reason(wanted.reason)
    return _unless(problems, wanted)


def emergency(asked: Emergency) -> Emergency:
    """Check whom is looked for and why; a reason that is empty or filler opens nothing (GC-3.4d)."""
    problems = _reason(asked.reason)
    if not _says(asked.family_name, 2):
        problems["family_name"] = "Vul de achternaam in."
    if asked.postcode and not _POSTCODE.fullmatch(asked.postcode):
        problems["postcode"] = "Schrijf de postcode zoals 1234 AB, of laat hem leeg."
    return _unless(problems, asked)


def ticket(name: str) -> str:
    """Check the number of a ticket (verzoek) for privileged access."""
    given = name.strip()
    problem = "Schrijf het nummer van het verzoek, zoals CHG-2026-117."
    return _unless({} if _TICKET.fullmatch(given) else {"ticket": problem}, given)


def reason(text: str) -> str:
    """Check a reason on its own."""
    return _unless(_reason(text), text.strip())


def emergency_state(
    *, ends_at: datetime, closed_at: datetime | None, judgement: str | None, at: datetime
) -> str:
    """Name the state of break-glass at a moment, in the words of its machine (stand van noodtoegang)."""
    if judgement is not None:
        return judgement
    return "open" if closed_at is None and at < ends_at else "over"


def ticket_state(
    *, approved_at: datetime | None, ends_at: datetime, closed_at: datetime | None, at: datetime
) -> str:
    """Name the state of a ticket at a moment, in the words of its machine (stand van een verzoek)."""
    if closed_at is not None or (approved_at is not None and at >= ends_at):
        return "over"
    return "requested" if approved_at is None else "open"


def working_days_later(day: date, days: int) -> date:
    """Return the day so many working days later; weekends do not count (werkdag)."""
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() <= _FRIDAY
    return day


def _may_be_extra(name: str) -> bool:
    duty = separation().duties.get(name)
    return duty is not None and not duty.only_roles


def _reason(text: str) -> dict[str, str]:
    words = re.findall(r"[^\W\d_]{2,}", unicodedata.normalize("NFC", text).lower())
    letters = "".join(words)
    told = (
        len(letters) >= _LEAST_LETTERS
        and len(set(words)) >= _LEAST_WORDS
        and len(set(letters)) >= _LEAST_DIFFERENT
        and any(vowel in letters for vowel in "aeiou")
        and len(text) <= LONGEST_REASON
    )
    if told:
        return {}
    return {"reason": "Schrijf in een hele zin waarom dit nodig is: minstens vier woorden, zonder opvulling."}


def _says(text: str, least: int) -> bool:
    return len(re.findall(r"[^\W\d_]", text)) >= least and text.isprintable()


def _unless(problems: dict[str, str], given: T) -> T:
    if problems:
        raise InputError(problems)
    return given
