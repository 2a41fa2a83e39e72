"""Tells what a granted request changes: the steps, what goes and stays, who must hear (uitvoering)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.norms import dutch_words
from zorgvuldig.processes.rights.explain.corrections import to_tell
from zorgvuldig.processes.rights.explain.requests import RIGHTS
from zorgvuldig.processes.rights.intake import CONCERNS
from zorgvuldig.records.stored_effects import NewReceiver
from zorgvuldig.records.writing import day

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from uuid import UUID

    from zorgvuldig.ledger.views import Receiver
    from zorgvuldig.records.stored_effects import StoredReceiver, Unfinished
    from zorgvuldig.records.stored_requests import StoredRequest

#: Which requests may change a field when they were granted.
CORRECTING = frozenset({"rectification", "completion"})
GRANTED = frozenset({"granted", "partly"})
_HOW = {"letter": "per brief", "secure-mail": "per beveiligde mail", "telephone": "per telefoon"}
_AFTER_END = "tot zeven jaar na het einde van de verzekering"
#: What stays when somebody asks to erase, with its term and why (article 4.0.8; partner statement).
STAYS = (
    ("Naam, adres, geboortedatum en BSN", _AFTER_END, "Zvw en artikel 4.0.8"),
    ("Polissen en declaraties", _AFTER_END, "artikel 4.0.8"),
    ("Toestemmingen en bezwaren", _AFTER_END, "om te tonen wat u koos"),
    ("Dit verzoek en ons antwoord", "tot zeven jaar nadat het is gesloten", "om ons te verantwoorden"),
)


@dataclass(frozen=True, kw_only=True)
class ReceiverLine:
    """One earlier receiver on the page of a request."""

    receiver_id: UUID
    who: str
    purpose: str
    data: str
    due_on: date
    done: str
    """What came of it; empty while this one is still to be told."""


@dataclass(frozen=True, kw_only=True)
class EffectsPage:
    """What one request changes, as whoever carries it out sees it."""

    request_id: UUID
    right: str
    asked: str
    answer: str
    is_granted: bool
    may_name: bool
    may_correct: bool
    may_erase: bool
    may_note: bool
    may_lift: bool
    lifted_on: date | None
    effected_on: date | None
    concerns: tuple[tuple[str, str, bool], ...]
    receivers: tuple[ReceiverLine, ...]
    stays: tuple[tuple[str, str, str], ...]
    readjudicate: UUID | None
    """The claim that claims handling must decide anew, because a human found that the program was wrong."""
    proposal: str
    """Words for the answer to a request for erasure: what goes, and what stays until when."""


@dataclass(frozen=True, kw_only=True)
class UnfinishedLine:
    """One granted request of which something is still to be done."""

    request_id: UUID
    right: str
    what: str
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class Restricted:
    """One restriction of the own data: since when, of what, why, and until when (mijn beperkingen)."""

    what: str
    since: date
    why: str
    until: date | None


def effects_page(asked: StoredRequest, receivers: Sequence[StoredReceiver]) -> EffectsPage:
    """Tell whoever carries out a request which steps are open, and who must hear of it."""
    granted, done = asked.state in GRANTED, asked.effected_on is not None
    words = dutch_words()["data"]
    return EffectsPage(
        request_id=asked.id,
        right=RIGHTS[asked.kind][0],
        asked=asked.asked,
        answer=asked.answer,
        is_granted=granted,
        may_name=not done and asked.state in {"received", "extended", *GRANTED},
        may_correct=granted and asked.kind in CORRECTING,
        may_erase=granted and asked.kind == "erasure" and not done,
        may_note=granted and asked.kind in {*CORRECTING, "restriction"} and not done,
        may_lift=granted and asked.kind == "restriction" and asked.lifted_on is None,
        lifted_on=asked.lifted_on,
        effected_on=asked.effected_on,
        concerns=tuple((name, words[name], name in asked.concerns) for name in CONCERNS),
        receivers=tuple(map(_line, receivers)),
        stays=STAYS if asked.kind == "erasure" else (),
        readjudicate=asked.about_claim if granted else None,
        proposal=_proposal() if asked.kind == "erasure" else "",
    )


def new_receivers(
    found: Sequence[Receiver], *, changed: Collection[str], on: date
) -> tuple[NewReceiver, ...]:
    """Give everybody who must hear of a change, as it is kept with the request."""
    return tuple(
        NewReceiver(receiver=each.who, purpose=each.purpose, data=", ".join(each.data), due_on=each.due_on)
        for each in to_tell(found, changed=changed, on=on)
    )


def unfinished_line(found: Unfinished) -> UnfinishedLine:
    """Tell of the work list what is still to be done."""
    many = "1 ontvanger" if found.untold == 1 else f"{found.untold} ontvangers"
    what = f"{many} vertellen wat er veranderde" if found.untold else "Uitvoeren wat is toegewezen"
    return UnfinishedLine(request_id=found.id, right=RIGHTS[found.kind][0], what=what, due_on=found.due_on)


def restrictions(requests: Sequence[StoredRequest], *, on: date) -> tuple[Restricted, ...]:
    """Tell a person what of the own data is not used for now, since when and why (beperkt gebruik)."""
    return tuple(_restricted(each) for each in requests if _restricts(each, on))


def _restricts(asked: StoredRequest, on: date) -> bool:
    """Say the same as the gate says (37_restricting.sql), of what the person asked at the own desk."""
    if asked.kind not in {"restriction", "rectification", "objection"} or asked.state == "withdrawn":
        return False
    if asked.state in {"received", "extended"} or asked.told_state != asked.state:
        return True
    lasts = asked.lifted_on is None or asked.lifted_on > on
    return asked.kind == "restriction" and asked.state in GRANTED and lasts


def _restricted(asked: StoredRequest) -> Restricted:
    words = dutch_words()["data"]
    named = ", ".join(words[name] for name in asked.concerns)
    standing = asked.kind == "restriction" and asked.state in GRANTED
    why = "Wij wezen uw verzoek toe." if standing else "Wij zoeken uit wat u vroeg."
    return Restricted(
        what=named or "al uw gegevens",
        since=asked.received_on,
        why=f"{RIGHTS[asked.kind][0]}: {why}",
        until=asked.lifted_on,
    )


def _line(each: StoredReceiver) -> ReceiverLine:
    done = ""
    if each.told_on is not None:
        done = f"Verteld op {day(each.told_on)}, {_HOW[each.told_how]}."
    elif each.impossible_because:
        done = f"Kon niet: {each.impossible_because}"
    return ReceiverLine(
        receiver_id=each.id,
        who=each.receiver,
        purpose=each.purpose,
        data=each.data,
        due_on=each.due_on,
        done=done,
    )


def _proposal() -> str:
    stays = "\n".join(f"- {what}: {until} ({why})." for what, until, why in STAYS)
    return f"Wij wissen uw e-mailadres en telefoonnummer.\nDit moeten wij bewaren:\n{stays}"
