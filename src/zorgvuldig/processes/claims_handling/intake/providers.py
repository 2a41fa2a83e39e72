"""Whether those who claim and those who gave the care are known and competent on the day (zorgaanbieders).

Who may give which care stands in competences.json, by kind and specialism of care provider.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from zorgvuldig.processes.claims_handling.intake.reasons import Reason, make_reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim
    from zorgvuldig.processes.claims_handling.intake.known import KnownProvider


def check_providers(claim: FormalClaim, providers: Mapping[str, KnownProvider]) -> Iterator[Reason]:
    """Check the declarant and every practitioner of a claim (Code article 1 sub 8 c)."""
    on = claim.started_on
    declarant = providers.get(claim.declarant)
    if declarant is None:
        text = "De zorgaanbieder die declareert is bij ons niet bekend. Controleer de AGB-code."
        yield make_reason("declarant-unknown", text, claim=claim)
    elif on is not None and not _qualified(declarant, on):
        text = "De zorgaanbieder die declareert stond op de dag van de zorg niet geregistreerd."
        yield make_reason("declarant-ended", text, claim=claim)
    elif on is not None and _contract_over(declarant, claim.uzovi, on):
        text = "Het contract met de zorgaanbieder die declareert was op de dag van de zorg voorbij."
        yield make_reason("contract-ended", text, claim=claim)
    yield from _check_practitioners(claim, providers)


def _check_practitioners(claim: FormalClaim, providers: Mapping[str, KnownProvider]) -> Iterator[Reason]:
    judged: set[str] = set()
    for line in claim.lines:
        # Some messages may leave it out (a hospital's own tariff); where they may not, level N3 says so.
        if not line.practitioner:
            continue
        judged.add(line.practitioner)
        found = _judge(line.practitioner, line.started_on or claim.started_on, claim, providers)
        if found is not None:
            yield make_reason(*found, claim=claim, line=line, about="practitioner")
    for code in claim.main_practitioners:
        if code in judged:
            continue
        judged.add(code)
        found = _judge(code, claim.started_on, claim, providers)
        if found is not None:
            yield make_reason(*found, claim=claim, about="practitioners")


def _judge(
    code: str, on: date | None, claim: FormalClaim, providers: Mapping[str, KnownProvider]
) -> tuple[str, str] | None:
    practitioner = providers.get(code)
    if practitioner is None:
        return "practitioner-unknown", "De zorgverlener is bij ons niet bekend. Controleer de AGB-code."
    if on is None:
        return None
    held = _qualified(practitioner, on)
    if not held:
        text = "De zorgverlener was op de dag van de zorg niet meer of nog niet bevoegd."
        return "practitioner-not-competent", text
    allowed = competences().get(claim.service_code_list)
    if allowed is not None and not any(code.startswith(tuple(allowed)) for code in held):
        return "practitioner-not-competent", "De zorgverlener is niet bevoegd voor deze soort zorg."
    return None


def _contract_over(provider: KnownProvider, uzovi: str, on: date) -> bool:
    """Say whether a contract with this label ended and none holds; who never had one is paid by tariff."""
    days = [during for label, during in provider.contracts if label == uzovi]
    ended = any(during.until is not None and during.until <= on for during in days)
    return ended and not any(during.holds(on) for during in days)


def _qualified(provider: KnownProvider, on: date) -> tuple[str, ...]:
    return tuple(code for code, during in provider.qualifications if during.holds(on))


@cache
def competences() -> dict[str, tuple[str, ...]]:
    """Give, for each list of services, which kinds and specialisms may give that care (bevoegdheid)."""
    resource = files(__package__) / "competences.json"
    services = json.loads(resource.read_text(encoding="utf-8"))["services"]
    return {name: tuple(codes) for name, codes in services.items()}
