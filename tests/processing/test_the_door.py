"""The door: decided, written down, opened exactly that, closed again."""

import pytest
from django.db import transaction

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.processing import processing
from zorgvuldig.records.models import Claim, Person

FACTS = {
    "basis": Sourced("c", "statute"),
    "legal_obligation": Sourced(True, "statute"),
    "sub_purpose": Sourced("reimbursement", "process"),
    "necessary": Sourced(True, "process"),
    "proportionate": Sourced(True, "process"),
    "obtained_lawfully": Sourced(True, "process"),
    "interpretation": Sourced(False, "process"),
}


def test_a_permitted_processing_opens_exactly_the_person(world, at):
    with transaction.atomic():
        actor = actor_of(world.staff["claims-handler"], at.date())
        request = ProcessingRequest(
            "claims",
            "consult",
            frozenset({"claim", "identification", "birthdate"}),
            Scope.subject(world.anna.id),
            FACTS,
        )
        with processing(request, actor=actor, at=at) as grant:
            assert [claim.subject_id for claim in Claim.objects.defer("bsn_index")] == [world.anna.id]
            assert [p.family_name for p in Person.objects.only("family_name")] == ["Aalbers"]
            assert grant.family == "zv_claims"
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            Claim.objects.count()
