"""The river of a claim that another administration settled, and that was taken over from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.explain.views import StageView, count_phrase
from zorgvuldig.processes.claims_handling.intake.wording import euros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zorgvuldig.ledger.cards import DecisionView
    from zorgvuldig.records.stored import StoredClaim, StoredFile


def history_river(
    claim: StoredClaim, file: StoredFile, decisions: Sequence[DecisionView]
) -> tuple[StageView, ...]:
    """Tell the stages of a claim that was taken over: nothing was judged here (overgenomen declaratie)."""
    return (
        StageView(
            key="intake",
            title="Overgenomen",
            sentence=(
                "Deze declaratie is niet bij ons ingediend. Een eerdere administratie heeft haar behandeld. "
                "Wij hebben haar overgenomen, en alleen gecontroleerd of het bestand klopt."
            ),
            facts=(
                ("Soort zorgbericht", claim.message),
                ("Bestand", file.name),
                ("Overgenomen op", f"{file.received_at:%d-%m-%Y}"),
                ("Regels van deze declaratie", str(len(claim.lines))),
            ),
        ),
        stage_of_decisions(decisions),
        StageView(
            key="record",
            title="Vastgelegd",
            sentence=(
                "De declaratie staat in de administratie, en de overname staat in het logboek. Een diagnose "
                "en vrije tekst zijn niet meegekomen."
            ),
            facts=(("Verwerking in één keer", str(claim.run_id)),),
        ),
        StageView(key="act", title="Afgehandeld", sentence=_settled(claim)),
        StageView(
            key="explain",
            title="Uitgelegd",
            sentence=(
                "De verzekerde ziet deze declaratie in de eigen omgeving, met erbij dat zij is overgenomen "
                "en wat eigen risico was."
            ),
        ),
    )


def stage_of_decisions(decisions: Sequence[DecisionView]) -> StageView:
    """Tell which decisions were asked for the file (besluiten)."""
    looked = count_phrase(len(decisions), "besluit", "besluiten")
    return StageView(
        key="decide",
        title="Gevraagd of het mag",
        sentence=(
            f"Voor het hele bestand zijn {looked} gevraagd: één per doel en soort gegevens. "
            "Pas na elk ja is er gekeken of geschreven."
        ),
        decisions=tuple(decisions),
    )


def _settled(claim: StoredClaim) -> str:
    sentence = (
        f"De eerdere administratie heeft {euros(claim.approved_cents)} toegekend. "
        "Wij hebben dat niet opnieuw beoordeeld, en er niets op betaald."
    )
    if claim.own_share_cents:
        sentence += f" Daarvan was {euros(claim.own_share_cents)} eigen risico van de verzekerde."
    return sentence
