"""Who acts: found by login, on a date, through the gate."""

from datetime import date

import pytest
from django.db import transaction

from zorgvuldig.ledger.actors import UnknownActorError, actor_of

TODAY = date(2026, 11, 21)


def found(username, at=TODAY):
    with transaction.atomic():
        return actor_of(username, at)


def test_a_member_of_staff_comes_with_role_and_secrecy(world):
    actor = found(world.staff["claims-handler"])
    assert (actor.kind, actor.role, actor.unit) == ("staff", "claims-handler", None)
    assert actor.facts["confidentiality_bound"].value is True
    assert actor.facts["confidentiality_bound"].source == "records.staff_member"


@pytest.mark.parametrize("declared", [None, date(2026, 11, 22)])
def test_who_has_not_declared_secrecy_yet_is_not_bound(world, owner_connection, declared):
    owner_connection.execute("UPDATE records.staff_member SET secrecy_declared_on = %s", [declared])
    assert found(world.staff["dpo"]).facts["confidentiality_bound"].value is False


def test_an_insured_person_acts_as_insured(world):
    actor = found("wall-aalbers")
    assert (actor.kind, actor.role, actor.identifier) == ("subject", "insured", str(world.anna.id))


def test_who_left_may_not_act(world):
    with pytest.raises(UnknownActorError, match="not employed on 2023-12-31"):
        found(world.staff["marketer"], date(2023, 12, 31))


def test_a_login_of_nobody_may_not_act(world):
    with pytest.raises(
        UnknownActorError, match="belongs to no employee, insured person, provider or partner"
    ):
        found("nobody")


def test_who_logs_in_for_a_provider_acts_for_that_provider_while_the_tie_holds(world):
    actor = found("wall-provider")
    assert (actor.kind, actor.role, actor.identifier) == ("party", "provider", str(world.parties["provider"]))
    assert actor.facts["confidentiality_bound"].value is True
    with pytest.raises(UnknownActorError, match="no provider or partner on 2025-12-31"):
        found("wall-provider", date(2025, 12, 31))


def test_who_logs_in_for_a_business_partner_is_its_contact_and_not_bound_by_a_profession(world):
    actor = found("wall-partner")
    assert (actor.kind, actor.role, actor.identifier) == (
        "party",
        "partner-contact",
        str(world.parties["partner"]),
    )
    assert "confidentiality_bound" not in actor.facts


def test_an_employee_with_a_role_of_persons_may_not_act(world, owner_connection):
    owner_connection.execute("UPDATE records.access_grant SET name = 'co-insured' WHERE kind = 'role'")
    with pytest.raises(UnknownActorError, match="role 'co-insured', which is of persons and nobody's work"):
        found(world.staff["claims-handler"])
