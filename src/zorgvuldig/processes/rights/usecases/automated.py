"""What a program decided about a person, how, and letting a human look again (article 5.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.rights import decide, intake
from zorgvuldig.processes.rights.explain.automated import machine_decisions, words_for_review
from zorgvuldig.processes.rights.usecases.viewing import person_of
from zorgvuldig.records import claim_reading, requests

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.rights.explain.automated import MachineDecision


class NoSuchDecisionError(LookupError):
    """No program decided that about this person, or a human looks at it already."""


def view_my_decisions(*, actor: Actor, at: datetime) -> tuple[MachineDecision, ...]:
    """Show a person what a program refused or cut, with the logic, newest first (besluiten door computer).

    Raises:
        Refused: the decision was no permit.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    with processing(decide.view_own(subject_id=person_id, data=decide.CLAIMS), actor=actor, at=at):
        claims = claim_reading.claims_about(person_id)
        names = claim_reading.provider_names({claim.provider_agb for claim in claims})
    with processing(decide.view_own(subject_id=person_id, data=decide.EXCHANGE), actor=actor, at=at):
        asked = requests.requests_of(person_id)
    return machine_decisions(claims, asked, provider_names=names, on=at.astimezone(DUTCH_TIME).date())


def ask_human(*, actor: Actor, claim_id: UUID, words: str, at: datetime) -> UUID:
    """Let a person say what he thinks of a decision by a program, and have a human look (artikel 5.7 b).

    The request holds the decision and its logic as they were, so that who looks again reads no claim for it.

    Raises:
        Refused: the decision was no permit.
        RequestError: no words, too many, or a number of a person in them.
        NoSuchDecisionError: there is no such decision, or a human was asked before.
        NotAPersonError: the actor is no insured person.
    """
    person_id = person_of(actor)
    # First whose it is, so that the try stands in the log; then whether the words can be taken in.
    decisions = view_my_decisions(actor=actor, at=at)
    wanted = next((each for each in decisions if each.claim_id == claim_id and each.may_ask), None)
    if wanted is None:
        raise NoSuchDecisionError("there is no such decision to look at again")
    view = intake.view_on_decision(words)
    on = at.astimezone(DUTCH_TIME).date()
    clock = intake.clock(on)
    with processing(decide.ask_human(subject_id=person_id, received_on=on), actor=actor, at=at):
        return requests.keep(
            subject_id=person_id,
            kind="human-review",
            asked=words_for_review(wanted, view),
            received_on=on,
            aim_on=clock.aim_on,
            due_on=clock.due_on,
            about_claim=claim_id,
        )
