"""People who propose and people who look again, planted as superuser beside the small insurer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from zorgvuldig.ledger import choosing
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.norms import lay_choices
from zorgvuldig.processes.reference_data import usecases
from zorgvuldig.processes.reference_data.intake.kinds import KINDS
from zorgvuldig.processes.reference_data.intake.proposing import Wanted

ROLES = {
    "buyer": "procurement-officer",
    "other-buyer": "procurement-officer",
    "manager": "management",
    "other-manager": "management",
    "writer": "communication-officer",
    "security": "ciso",
    "handler": "claims-handler",
    "officer": "dpo",
}
WHY = "De nieuwe afspraken gelden vanaf deze dag."
JULY = date(2026, 7, 1)


@dataclass
class Desk:
    """Every step as a page would take it, in a transaction of its own."""

    ids: dict[str, UUID]

    def actor(self, name):
        with transaction.atomic():
            return actor_of(name, timezone.localdate())

    def do(self, name, use_case, **words):
        with transaction.atomic():
            return use_case(**{"actor": self.actor(name), "at": timezone.now(), **words})

    def drafts(self, kind, lines=(), *, by="buyer", valid_from=JULY, reason=WHY, fields=None):
        content = None
        if fields is None:
            head = ";".join(KINDS[kind].header)
            content = "\r\n".join([head, *lines]).encode()
        wanted = Wanted(
            kind=KINDS[kind],
            valid_from=valid_from,
            reason=reason,
            file_name="proef.csv",
            content=content,
            fields=fields,
        )
        return self.do(by, usecases.draft, wanted=wanted)

    def proposes(self, kind, lines=(), *, by="buyer", **words):
        proposal_id = self.drafts(kind, lines, by=by, **words)
        self.do(by, usecases.propose, proposal_id=proposal_id)
        return proposal_id

    def sees(self, proposal_id, *, by="manager"):
        return self.do(by, usecases.view_proposal, proposal_id=proposal_id, page=1)

    def approves(self, proposal_id, *, by="manager", seen=None):
        seen = self.sees(proposal_id, by=by).seen if seen is None else seen
        self.do(by, usecases.approve, proposal_id=proposal_id, seen=seen)

    def applies(self, kind, lines=(), **words):
        """Take a proposal through every step."""
        proposal_id = self.proposes(kind, lines, **words)
        self.approves(proposal_id)
        return proposal_id


@pytest.fixture
def desk(world, owner_connection):
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
    yield Desk(ids)
    lay_choices(())
    choosing._read_on["last"] = date.min
