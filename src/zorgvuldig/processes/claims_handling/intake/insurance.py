"""Whether a claim concerns a person who is insured with us on the day of the service (verzekeringsrecht)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.packages import BASIC, LONG_TERM, SUPPLEMENTARY, regime_of
from zorgvuldig.processes.claims_handling.intake.reasons import Reason, make_reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim
    from zorgvuldig.processes.claims_handling.intake.known import Administration, Coverage, KnownPerson

_LACKING = {
    SUPPLEMENTARY: "een aanvullende verzekering",
    LONG_TERM: "een indicatie voor langdurige zorg (Wlz)",
}


def check_insurance(
    claim: FormalClaim, administration: Administration, person: KnownPerson | None
) -> Iterator[Reason]:
    """Check person, label, coverage on the day, and whether to forward (Code article 1 sub 8 a and b)."""
    ours = True
    if claim.uzovi not in administration.labels:
        ours = False
        text = "Het UZOVI-nummer is niet van ons. Stuur de declaratie naar de zorgverzekeraar van dit nummer."
        yield make_reason("label-not-ours", text, claim=claim, about="uzovi")
    if person is None:
        ours = False
        text = (
            "Deze persoon is bij ons niet bekend. Controleer het burgerservicenummer en de zorgverzekeraar."
        )
        yield make_reason("person-unknown", text, claim=claim, about="bsn")
    else:
        found = tuple(_check_coverage(claim, administration, person))
        ours = ours and not any(reason.id == "not-insured" for reason in found)
        yield from found
        yield from _check_person(claim, person)
    if not ours:
        yield _forwarding(claim)


def _check_coverage(
    claim: FormalClaim, administration: Administration, person: KnownPerson
) -> Iterator[Reason]:
    if claim.started_on is None:
        return
    regime = regime_of(claim, person.birthdate)
    ours = [coverage for coverage in person.coverages if coverage.uzovi in administration.labels]
    own = [coverage for coverage in ours if coverage.regime == regime]
    first = _on(own, claim.started_on)
    if first is None:
        yield _uncovered(claim, regime, ours)
        return
    if not _in_package(claim, administration, first):
        text = f"Het pakket {first.package} dekt deze soort zorg niet op deze dag."
        yield make_reason("not-in-package", text, claim=claim, about="service_code")
    if claim.ended_on is not None and claim.ended_on > claim.started_on and _on(own, claim.ended_on) is None:
        text = "De persoon was maar een deel van de behandeling bij ons verzekerd."
        yield make_reason("insured-partly", text, claim=claim, about="ended_on")
    if regime != LONG_TERM and any(
        each.regime == LONG_TERM and each.during.holds(claim.started_on) for each in person.coverages
    ):
        text = "De persoon krijgt op deze dag ook langdurige zorg (Wlz). Misschien hoort deze zorg daarbij."
        yield make_reason("concurrence", text, claim=claim, about="started_on")
    if claim.uzovi in administration.labels and first.uzovi != claim.uzovi:
        text = "De persoon is bij ons verzekerd onder een ander UZOVI-nummer."
        yield make_reason("label-differs", text, claim=claim, about="uzovi")


def _in_package(claim: FormalClaim, administration: Administration, coverage: Coverage) -> bool:
    """Tell whether the package of a person covers this kind of care on the first day (pakket)."""
    on = claim.started_on
    told = administration.covers.get((coverage.uzovi, coverage.package, coverage.regime), ())
    kinds = {kind for kind, during in told if on is not None and during.holds(on)}
    return not kinds or claim.shape.care_kind in kinds


def _uncovered(claim: FormalClaim, regime: str, ours: list[Coverage]) -> Reason:
    """Tell care that the package does not cover from a person who is not insured with us at all."""
    covered = claim.started_on is not None and _on(ours, claim.started_on) is not None
    if regime != BASIC and covered:
        text = f"De verzekering van deze persoon dekt deze zorg niet: {_LACKING[regime]} ontbreekt."
        return make_reason("not-in-package", text, claim=claim, about="service_code")
    text = "De persoon was op de eerste dag van de zorg niet bij ons verzekerd."
    return make_reason("not-insured", text, claim=claim, about="started_on")


def _on(coverages: list[Coverage], day: date) -> Coverage | None:
    return next((coverage for coverage in coverages if coverage.during.holds(day)), None)


def _check_person(claim: FormalClaim, person: KnownPerson) -> Iterator[Reason]:
    if person.birthdate is not None and claim.birthdate is not None and claim.birthdate != person.birthdate:
        text = "De geboortedatum hoort niet bij dit burgerservicenummer. Controleer beide bij de verzekerde."
        yield make_reason("birthdate-differs", text, claim=claim, about="bsn")
    if person.privacy_statement and claim.diagnosis:
        text = "Er is een privacyverklaring: een diagnose hoeft niet mee. Wij bewaren de diagnose niet."
        yield make_reason("diagnosis-despite-privacy-statement", text, claim=claim, about="diagnosis")


def _forwarding(claim: FormalClaim) -> Reason:
    """Say whether the claim of a person who is not ours may go on to that person's insurer (veld 0407)."""
    if claim.forwarding_allowed:
        text = "De declaratie is niet voor ons en mag worden doorgestuurd."
        return make_reason("forwarding-allowed", text, claim=claim, about="forwarding")
    text = "De declaratie is niet voor ons en mag niet worden doorgestuurd. U ontvangt haar terug."
    return make_reason("forwarding-refused", text, claim=claim, about="forwarding")
