"""How a request is handled here: every step by the machine, each decided and written down (behandelen)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.decisions.periods import later
from zorgvuldig.ledger.processing import processing
from zorgvuldig.norms import bundle_at
from zorgvuldig.processes.rights import decide, intake
from zorgvuldig.processes.rights.explain.handling import RequestPage, request_page
from zorgvuldig.processes.rights.intake import Refusal, machine
from zorgvuldig.processes.rights.usecases.opening import opened
from zorgvuldig.records import documents, requests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.records.stored_requests import StoredRequest


def view_request(*, actor: Actor, request_id: UUID, at: datetime) -> RequestPage | None:
    """Show whoever handles it one request with its steps (verzoek behandelen); None where there is none.

    Raises:
        Refused: the decision was no permit.
    """
    asked = opened(request_id, actor, at)
    if asked is None:
        return None
    with processing(decide.name_asker(subject_id=asked.subject_id), actor=actor, at=at):
        reader = documents.reader(asked.subject_id)
    return request_page(asked, name=reader.name if reader else "", by=actor.identifier, on=_day(at))


def identify_request(*, actor: Actor, request_id: UUID, how: str, at: datetime) -> bool:
    """Note how it became certain who asks (identiteit vaststellen, article 5.2 e).

    Raises:
        Refused, RequestError, StepError, SettledBeforeError: it is not to be, or not now.
    """
    how = intake.identified(how)
    with _step("identify", request_id, actor, at) as asked:
        if asked is not None:
            requests.identify(asked, how=how, on=_day(at))
        return asked is not None


def ask_view(*, actor: Actor, request_id: UUID, at: datetime) -> bool:
    """Note that another person, about whom the answer would tell, was asked for a view (zienswijze vragen).

    Raises:
        Refused, StepError, SettledBeforeError: it is not to be, or not now.
    """
    on = _day(at)
    with _step("ask-view", request_id, actor, at) as asked:
        if asked is not None:
            term = str(bundle_at(on).parameters["view_term"])
            requests.ask_view(asked, on=on, due_on=later(on, term))
        return asked is not None


def give_view(*, actor: Actor, request_id: UUID, outcome: str, words: str, at: datetime) -> bool:
    """Keep the view of another person, or that there came none (zienswijze, notes on article 5.2).

    Raises:
        Refused, RequestError, StepError, SettledBeforeError: it is not to be, or not now.
    """
    view, on = intake.viewed(outcome, words), _day(at)
    with _step("give-view", request_id, actor, at) as asked:
        if asked is None:
            return False
        if outcome == "silent" and asked.view_due_on and on <= asked.view_due_on:
            raise machine.StepError("De ander kan nog reageren. Wacht tot de termijn voorbij is.")
        requests.give_view(asked, view=view, outcome=outcome, on=on)
        return True


def extend_request(
    *, actor: Actor, request_id: UUID, words: str, is_complex: bool = False, at: datetime
) -> bool:
    """Let a request take longer, once and with its reason (verlengen); false where there is no such request.

    Raises:
        Refused: the decision was no permit: not complex, told too late.
        RequestError: no reason was given, or the norms know no extension.
        StepError, SettledBeforeError: it is closed, or was extended before.
    """
    told, on = intake.reason(words), _day(at)
    asked = opened(request_id, actor, at)
    if asked is None:
        return False
    machine.take("extend", machine.where(asked), by=actor.identifier)
    until = intake.clock(asked.received_on).extended_until
    if until is None:
        raise intake.RequestError("reason", "Voor dit verzoek bestaat geen verlenging.")
    permission = decide.extend(
        subject_id=asked.subject_id,
        received_on=asked.received_on,
        on=on,
        is_complex=is_complex,
        identified=asked.identified,
    )
    with processing(permission, actor=actor, at=at, acknowledge=decide.TOLD_FIRST):
        requests.extend(request_id, due_on=until, reason=told, on=on)
    return True


def answer_request(
    *,
    actor: Actor,
    request_id: UUID,
    outcome: str,
    words: str,
    refusal: Refusal | None = None,
    at: datetime,
) -> bool:
    """Answer a request (beantwoorden), or propose to refuse it, which a colleague then settles (voorstel).

    A refusal stands on a ground of its right, with whose sentence the answer begins.

    Raises:
        Refused: the decision was no permit.
        RequestError: no outcome, or no words.
        StepError, SettledBeforeError: another step comes first, or it is closed already.
    """
    refusal = refusal or Refusal()
    told = intake.answer(outcome, words, reasoned=refusal.reasoned)
    if outcome in intake.REFUSING:
        with _step("propose", request_id, actor, at, outcome=outcome) as asked:
            if asked is None:
                return False
            found = intake.grounded(asked.kind, refusal, identified=asked.identified, today=_day(at))
            to_officer = found.ground.officer or asked.view_outcome == "prevails"
            if to_officer:
                machine.take("propose-special", machine.where(asked), by=actor.identifier, outcome=outcome)
            requests.propose(
                asked,
                outcome=outcome,
                answer=f"{found.ground.sentence}\n\n{told}",
                by=actor.identifier,
                ground=found.name,
                ground_until=found.until,
                officer_asked=to_officer,
            )
            return True
    asked = opened(request_id, actor, at)
    if asked is None:
        return False
    machine.take("answer", machine.where(asked), by=actor.identifier, outcome=outcome)
    intake.fitting_view(asked.view_outcome)
    _settle(asked, outcome, told, actor, at)
    return True


def settle_request(*, actor: Actor, request_id: UUID, at: datetime) -> bool:
    """Let a colleague settle what was proposed: only then it is refused (tweede paar ogen).

    Raises:
        Refused: the decision was no permit.
        StepError: nothing is proposed, or by this handler.
        SettledBeforeError: it was settled or sent back meanwhile.
    """
    asked = opened(request_id, actor, at)
    if asked is None:
        return False
    machine.take("settle", machine.where(asked), by=actor.identifier)
    _settle(asked, asked.proposed_outcome, asked.proposed, actor, at)
    return True


def send_back(*, actor: Actor, request_id: UUID, at: datetime) -> bool:
    """Take a proposal away, so that it is thought over (terugleggen).

    Raises:
        Refused, StepError, SettledBeforeError: it is not to be, or not now.
    """
    with _step("send-back", request_id, actor, at) as asked:
        if asked is not None:
            requests.send_back(asked)
        return asked is not None


def _settle(asked: StoredRequest, outcome: str, words: str, actor: Actor, at: datetime) -> None:
    refusing = outcome in intake.REFUSING
    acknowledged = decide.TOLD_FIRST | (decide.REASONED if refusing else frozenset())
    if asked.view_asked_on is not None:
        acknowledged |= decide.VIEW_ASKED
    permission = decide.settle(asked, refusing=refusing, on=_day(at))
    with processing(permission, actor=actor, at=at, acknowledge=acknowledged):
        requests.settle(asked, state=outcome, answer=words, on=_day(at))


@contextmanager
def _step(
    name: str, request_id: UUID, actor: Actor, at: datetime, *, outcome: str = ""
) -> Iterator[StoredRequest | None]:
    """Open a request for one step of the machine, under a decision of its own; None where there is none."""
    asked = opened(request_id, actor, at)
    if asked is None:
        yield None
        return
    machine.take(name, machine.where(asked), by=actor.identifier, outcome=outcome)
    with processing(decide.step(subject_id=asked.subject_id), actor=actor, at=at):
        yield asked


def _day(at: datetime) -> date:
    return at.astimezone(DUTCH_TIME).date()
