"""People with every role that access control needs, planted as superuser, and the duty of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.processes.access_control import usecases
from zorgvuldig.processes.access_control.intake import NewEmployee, WantedAccess

ROLES = {
    "hr": "hr",
    "manager": "management",
    "adviser": "medical-adviser",
    "other-adviser": "medical-adviser",
    "granter": "ciso",
    "other-granter": "ciso",
    "admin": "it-admin",
    "officer": "dpo",
    "handler": "claims-handler",
    "agent": "service-agent",
}
WHY = "De nieuwe collega behandelt voortaan declaraties van psychologen."


@dataclass
class House:
    """Who works here; every step is taken as a page would take it, in a transaction of its own."""

    ids: dict[str, UUID]

    def actor(self, name):
        with transaction.atomic():
            return actor_of(name, timezone.localdate())

    def do(self, name, use_case, **words):
        with transaction.atomic():
            return use_case(actor=self.actor(name), at=timezone.now(), **words)

    def joins(self, username="nieuw", **words):
        told = {
            "display_name": "N. Nieuweling",
            "username": username,
            "secrecy_ground": "declaration",
            "secrecy_declared_on": timezone.localdate(),
            "trained_on": timezone.localdate(),
            "employed_from": timezone.localdate(),
            "employed_until": None,
        }
        return self.do("hr", usecases.record_employee, new=NewEmployee(**{**told, **words}))

    def asks(self, staff_id, name="claims-handler", *, kind="role", by="manager", **words):
        today = timezone.localdate()
        told = {
            "kind": kind,
            "name": name,
            "unit": "claims" if kind == "role" else None,
            "starts_on": today,
            "ends_on": today.replace(year=today.year + 1, day=1),
            "reason": WHY,
        }
        wanted = WantedAccess(**{**told, **words})
        return self.do(by, usecases.request_access, staff_id=staff_id, wanted=wanted)

    def advises(self, grant_id, *, by="adviser", positive=True):
        self.do(by, usecases.advise_access, grant_id=grant_id, positive=positive, reason=WHY)

    def grants(self, grant_id, by="granter"):
        return self.do(by, usecases.grant_access, grant_id=grant_id)

    def gets(self, staff_id, name="claims-handler", **words):
        """Take a grant through every step."""
        grant_id = self.asks(staff_id, name, **words)
        if words.get("kind", "role") == "role":
            self.advises(grant_id)
        self.grants(grant_id)
        return grant_id


@pytest.fixture
def house(world, owner_connection):
    ids = {}
    for username, role in ROLES.items():
        ids[username] = uuid4()
        owner_connection.execute(
            "INSERT INTO records.staff_member (id, username, display_name, secrecy_ground, "
            "secrecy_declared_on, employed_during) "
            "VALUES (%s, %s, %s, 'declaration', '2024-01-01', '[2024-01-01,)')",
            [ids[username], username, username],
        )
        owner_connection.execute(
            "INSERT INTO records.access_grant (id, staff_id, kind, name, unit, valid_during, state, reason, "
            "requested_at, advice_reason, end_reason) "
            "VALUES (gen_random_uuid(), %s, 'role', %s, 'unit', '[2024-01-01,)', 'granted', 'planted', "
            "'2024-01-01', '', '')",
            [ids[username], role],
        )
        owner_connection.execute(
            "INSERT INTO records.training (id, staff_id, kind, completed_on) "
            "VALUES (gen_random_uuid(), %s, 'privacy', %s)",
            [ids[username], timezone.localdate()],
        )
    return House(ids)


@pytest.fixture
def long_ago():
    return date(2024, 1, 1)
