"""What tests of keys do with a small insurer: seal, open, look."""

from datetime import UTC, datetime

from django.db import transaction

from proofs.wall.attempt import FACTS, SERVICE, handler
from zorgvuldig.decisions import ProcessingRequest, Scope
from zorgvuldig.ledger.processing import processing
from zorgvuldig.records.envelope import Holder, KeyRing

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FIELD = "claim_diagnosis.sealed"


def recording(world):
    scope = Scope.run(world.anna.run_id, [world.anna.number])
    request = ProcessingRequest("claims", "record", frozenset({"claim", "bsn"}), scope, FACTS)
    return processing(request, actor=SERVICE, at=AT)


def looking(world):
    data = frozenset({"claim", "identification", "birthdate", "policy"})
    request = ProcessingRequest("claims", "consult", data, Scope.subject(world.anna.id), FACTS)
    return processing(request, actor=handler(), at=AT)


def holder(world, year):
    return Holder(world.anna.id, "AV", "insurance", year)


def sealed_years(world, years):
    """Seal a value for each year, each under a data key of its own."""
    with transaction.atomic(), recording(world):
        ring = KeyRing()
        ring.prepare(holder(world, year) for year in years)
        return {
            year: ring.seal(str(year).encode(), holder=holder(world, year), field=FIELD) for year in years
        }


def opened_years(world, sealed):
    with transaction.atomic(), recording(world):
        ring = KeyRing()
        return {year: ring.open(one, subject=world.anna.id, field=FIELD) for year, one in sealed.items()}


def forget(owner):
    """Take out what the plan of the small insurer put there instead of wrapped keys."""
    owner.execute("DELETE FROM records.data_key")
