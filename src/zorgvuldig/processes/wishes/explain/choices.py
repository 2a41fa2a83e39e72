"""What a person reads of the own choices (mijn keuzes): what holds, since when, by which text. Dutch, B1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.wishes.intake import (
    EVERY_CHANNEL,
    MARKETING,
    choices,
    do_not_call,
    relative_purposes,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.norms.citing import Citation
    from zorgvuldig.processes.wishes.intake import Choice

_CHANNELS = {choice.refuse: choice.title for choice in choices().values() if choice.refuse}
_SCOPES = {(choice.purpose, choice.scope): choice.title for choice in choices().values() if choice.scope}
_STATES = {
    "made": "Wij wegen uw bezwaar nog",
    "pending": "Wij wegen uw bezwaar nog",
    "upheld": "U kreeg gelijk: wij zijn gestopt",
    "rejected": "Wij gaan door",
    "withdrawn": "U trok het in",
}
#: Where calls are chosen, the do-not-call check of that day is told (GC-4.5.2c, GC-5.5b).
_OF_CALLS = "reclame-telefoon"


@dataclass(frozen=True, kw_only=True)
class StoredConsent:
    """A consent as it stands in the records."""

    purpose: str
    scope: str
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class StoredObjection:
    """An objection as it stands in the records."""

    objection_id: UUID
    kind: str
    purpose: str
    channel: str
    made_at: datetime
    state: str
    weighing: str = ""


@dataclass(frozen=True, kw_only=True)
class ChoiceView:
    """One thing that a person says yes or no to, with what holds now."""

    key: str
    title: str
    answer: str
    """"yes", "no" or "nothing"."""
    sentence: str
    since: datetime | None
    agreed: str
    """The words that were agreed to, or that a yes agrees to now; empty where a yes needs none."""
    version: str
    say_yes: str
    say_no: str
    may_yes: bool
    """Whether a yes changes anything: without a consent to give it only takes a no back."""
    may_no: bool
    if_yes: str
    if_no: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ObjectionView:
    """An objection for personal circumstances, with where it stands."""

    purpose: str
    title: str
    made_at: datetime
    state: str
    sentence: str
    open: bool
    weighing: str
    """Why we stopped or go on, as whoever weighed it wrote down; empty while it waits."""


@dataclass(frozen=True, kw_only=True)
class PastView:
    """A choice of before: what, when, until when, by which text."""

    title: str
    since: datetime
    until: datetime | None
    told: str


@dataclass(frozen=True, kw_only=True)
class MyChoices:
    """The page of a person's choices."""

    choices: tuple[ChoiceView, ...]
    objections: tuple[ObjectionView, ...]
    past: tuple[PastView, ...]
    uses: tuple[tuple[str, str], ...]
    """What one can object to for personal circumstances, in words."""
    articles: tuple[Citation, ...]


def my_choices(
    consents: Sequence[StoredConsent], objections: Sequence[StoredObjection], *, on: date
) -> MyChoices:
    """Tell what holds for each choice, the newest first in what was."""
    relative = [each for each in objections if each.kind != MARKETING]
    return MyChoices(
        choices=tuple(_choice(one, consents, objections, on) for one in choices().values()),
        objections=tuple(_objection(each) for each in relative),
        past=_past(consents, objections),
        uses=tuple(sorted(relative_purposes().items(), key=lambda use: use[1])),
        articles=cite(["GC-1.19", "GC-5.3", "GC-5.4", "GC-5.5a"], on),
    )


def what_changes(choice: Choice, *, yes: bool) -> str:
    """Say what holds from now on after a yes or a no (wat verandert er)."""
    return f"Vastgelegd. {choice.words['yes' if yes else 'no']}"


def _choice(
    choice: Choice, consents: Sequence[StoredConsent], objections: Sequence[StoredObjection], on: date
) -> ChoiceView:
    given = next((each for each in consents if _of(choice, each) and each.withdrawn_at is None), None)
    taken = next((each for each in consents if _of(choice, each)), None)
    refused = _refusal(objections, choice.refuse)
    answer, since = "nothing", None
    if refused is not None:
        answer, since = "no", refused.made_at
    elif given is not None:
        answer, since = "yes", given.given_at
    elif taken is not None:
        answer, since = "no", taken.withdrawn_at
    version = given.text_version if given else choice.text_on(on).version if choice.texts else ""
    every = choice.refuse not in {None, EVERY_CHANNEL} and _refusal(objections, EVERY_CHANNEL) is not None
    return ChoiceView(
        key=choice.key,
        title=choice.title,
        answer=answer,
        sentence=choice.words[answer],
        since=since,
        agreed=texts()[version].words if version in texts() else "",
        version=version,
        say_yes=choice.words["say_yes"],
        say_no=choice.words["say_no"],
        may_yes=answer == "no" or (answer == "nothing" and choice.scope is not None),
        may_no=answer != "no",
        if_yes=choice.words["yes"],
        if_no=choice.words["no"],
        note=_note(choice, every=every, answer=answer, on=on),
    )


def _note(choice: Choice, *, every: bool, answer: str, on: date) -> str:
    if every and answer != "no":
        return "U zei nee tegen alle reclame. Zolang dat zo is, krijgt u ook langs deze weg niets."
    return do_not_call(on) if choice.key == _OF_CALLS else ""


def _of(choice: Choice, consent: StoredConsent) -> bool:
    return choice.scope is not None and (consent.purpose, consent.scope) == (choice.purpose, choice.scope)


def _refusal(objections: Sequence[StoredObjection], channel: str | None) -> StoredObjection | None:
    """Give the objection to marketing along a channel that holds now."""
    return next(
        (
            each
            for each in objections
            if each.kind == MARKETING and each.state == "upheld" and _channel(each) == channel
        ),
        None,
    )


def _channel(objection: StoredObjection) -> str:
    """An objection that names no channel is to every one."""
    return objection.channel or EVERY_CHANNEL


def _objection(objection: StoredObjection) -> ObjectionView:
    return ObjectionView(
        purpose=objection.purpose,
        title=relative_purposes().get(objection.purpose, "Een ander gebruik"),
        made_at=objection.made_at,
        state=objection.state,
        sentence=_STATES[objection.state],
        open=objection.state in {"made", "pending"},
        weighing=objection.weighing,
    )


def _past(consents: Sequence[StoredConsent], objections: Sequence[StoredObjection]) -> tuple[PastView, ...]:
    """Tell every consent and every objection to marketing that there ever was, the newest first."""
    said = [
        PastView(
            title=_SCOPES.get((each.purpose, each.scope), "Een ander gebruik"),
            since=each.given_at,
            until=each.withdrawn_at,
            told=f"U zei ja ({each.text_version})",
        )
        for each in consents
    ]
    said += [
        PastView(
            title=_CHANNELS.get(_channel(each), "Reclame"),
            since=each.made_at,
            until=None,
            told="U zei nee" if each.state != "withdrawn" else "U zei nee, en nam dat later terug",
        )
        for each in objections
        if each.kind == MARKETING
    ]
    return tuple(sorted(said, key=lambda one: one.since, reverse=True))
