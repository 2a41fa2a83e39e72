"""The river of one claim: what happened in each of the five stages, in a sentence and a few facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.explain.river_of_history import (
    history_river,
    stage_of_decisions,
)
from zorgvuldig.processes.claims_handling.explain.views import StageView, count_phrase, joined
from zorgvuldig.processes.claims_handling.intake.verdicts import ACCEPTED
from zorgvuldig.processes.claims_handling.intake.wording import euros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zorgvuldig.ledger.cards import DecisionView
    from zorgvuldig.records.stored import StoredClaim, StoredFile

_FORMAL_LEVELS = frozenset({"N2", "N3", "N4", "N5"})


def river(claim: StoredClaim, file: StoredFile, decisions: Sequence[DecisionView]) -> tuple[StageView, ...]:
    """Tell the five stages of a claim: intake, decide, record, act, explain (de rivier)."""
    if file.taken_over:
        return history_river(claim, file, decisions)
    return (
        _intake(claim, file),
        stage_of_decisions(decisions),
        _record(claim),
        _act(claim),
        _explain(claim),
    )


def _intake(claim: StoredClaim, file: StoredFile) -> StageView:
    formal = [reason for reason in claim.reasons if reason.level in _FORMAL_LEVELS]
    outcome = (
        "Daarbij is niets gevonden dat aan de standaard schort."
        if not formal
        else f"Daarbij is gevonden: {count_phrase(len(formal), 'afwijking', 'afwijkingen')}."
    )
    return StageView(
        key="intake",
        title="Ontvangen en gecontroleerd",
        sentence=f"Het bestand is gelezen, en elke regel is gecontroleerd volgens de standaard. {outcome}",
        facts=(
            ("Bericht", file.message),
            ("Bestand", file.name),
            ("Regels van deze declaratie", str(len(claim.lines))),
        ),
    )


def _record(claim: StoredClaim) -> StageView:
    kept = (
        "De diagnose en de vrije tekst zijn versleuteld bewaard, met een eigen sleutel voor deze persoon."
        if claim.subject_id
        else "Deze persoon is niet bij ons bekend. Diagnose en vrije tekst zijn daarom niet bewaard."
    )
    return StageView(
        key="record",
        title="Vastgelegd",
        sentence=f"De declaratie staat in de administratie, en de verwerking staat in het logboek. {kept}",
        facts=(("Verwerking in één keer", str(claim.run_id)),),
    )


def _act(claim: StoredClaim) -> StageView:
    if claim.state == ACCEPTED:
        sentence = f"De declaratie is goedgekeurd. Toegekend is {euros(claim.approved_cents)}."
        if claim.own_share_cents:
            sentence += f" Daarvan is {euros(claim.own_share_cents)} eigen risico van de verzekerde."
    else:
        sentence = (
            f"De declaratie is afgewezen. Van {euros(claim.charged_cents)} is niets toegekend. "
            "De zorgaanbieder heeft de reden in het retourbericht gekregen."
        )
    codes = sorted({reason.return_code for reason in claim.reasons})
    facts = (("Retourcodes", joined(codes)),) if codes else ()
    return StageView(key="act", title="Afgehandeld", sentence=sentence, facts=facts)


def _explain(claim: StoredClaim) -> StageView:
    whom = (
        "De verzekerde ziet deze declaratie in de eigen omgeving, met elke reden en het artikel erbij, "
        "en kan een bewijs van de verwerking meenemen."
        if claim.subject_id
        else "Er is geen verzekerde van ons om dit aan uit te leggen. De zorgaanbieder weet waarom."
    )
    return StageView(key="explain", title="Uitgelegd", sentence=whom)
