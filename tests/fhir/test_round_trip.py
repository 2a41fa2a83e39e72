"""Correct Bundles made at random: no false alarm, and of every service exactly what was sent."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from proofs.claims.fhir_bundles import Care, Sent, as_bytes, bundle
from proofs.claims.making import TODAY, code_lists
from zorgvuldig.interfaces.fhir.translating import translate
from zorgvuldig.processes.claims_handling.intake.bsn import is_bsn
from zorgvuldig.processes.claims_handling.intake.claims import read_claims
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control

FIRST = date(2026, 1, 1)
NUMBERS = [str(number) for number in range(999990019, 999990500) if is_bsn(str(number))]
CODES = sorted(code_lists().lists["SERVICE-012"])[:40]


def some_care(chance: Random) -> tuple[Care, ...]:
    """Give one to four services, none of them twice."""
    picked = {
        (chance.choice(CODES), FIRST + timedelta(days=chance.randrange(80))): None
        for _turn in range(chance.randint(1, 4))
    }
    return tuple(
        Care(code=code, on=on, quantity=chance.randint(1, 9), cents=chance.randint(1, 20_000))
        for code, on in picked
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_correct_bundle_is_read_as_it_was_sent(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 — made-up data
    people = chance.sample(NUMBERS, chance.randint(1, 5))
    claims = [
        Sent(number=f"D{place}", bsn=bsn, services=some_care(chance)) for place, bsn in enumerate(people)
    ]
    found = translate(as_bytes(bundle(*claims)), "file.json")

    assert found.troubles == ()
    assert found.message is not None
    assert [each for each in formal_control(found.message, code_lists(), at=TODAY) if not each.warning] == []
    read = {
        claim.reference: (
            claim.bsn,
            claim.service_code,
            claim.started_on,
            claim.lines[0].quantity,
            claim.charged_cents,
        )
        for claim in read_claims(found.message)
    }
    assert read == {
        f"{sent.number}-{number}": (sent.bsn, care.code, care.on, care.quantity, care.quantity * care.cents)
        for sent in claims
        for number, care in enumerate(sent.services, start=1)
    }
