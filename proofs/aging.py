"""Single things past their own term, of somebody who stays and of parties who left, for a drill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    import psycopg

    from proofs.wall.world import World

__all__ = ["age", "standing"]

_STAYS = (
    """UPDATE records."case" SET closed_on = '2026-12-01', term = 'complaint'
    WHERE subject_id = %(who)s""",
    """UPDATE records.rights_request SET state = 'granted', told_state = 'granted',
    answered_on = '2026-12-01' WHERE subject_id = %(who)s""",
    """INSERT INTO records.receiver_to_tell (id, data_category, subject_id, request_id, receiver, purpose,
    data, due_on, told_on, told_how, impossible_because) SELECT gen_random_uuid(), 'correspondence',
    subject_id, id, 'iemand', 'claims', 'address', '2026-12-31', '2026-12-02', 'letter', ''
    FROM records.rights_request WHERE subject_id = %(who)s""",
    "UPDATE records.signal SET taken_in_at = '2026-12-01' WHERE subject_id = %(who)s",
)
#: What must go then: of who stays the requests, cases and signals; of the parties who left everything; and
#: the file that somebody who left was in.
_GOES = {
    "rights_request": "SELECT id FROM records.rights_request WHERE subject_id = %(who)s",
    "receiver_to_tell": "SELECT id FROM records.receiver_to_tell WHERE subject_id = %(who)s",
    "case": """SELECT id FROM records."case" WHERE subject_id = %(who)s""",
    "case_step": "SELECT id FROM records.case_step WHERE subject_id = %(who)s",
    "signal": "SELECT id FROM records.signal WHERE subject_id = %(who)s",
    "claim_file": "SELECT id FROM records.claim_file WHERE id = %(run)s",
    "return_message": "SELECT id FROM records.return_message WHERE run_id = %(run)s",
    "payment_order": "SELECT id FROM records.payment_order WHERE run_id = %(run)s",
    "provider": "SELECT id FROM records.provider WHERE id = %(provider)s",
    "provider_contract": "SELECT id FROM records.provider_contract WHERE provider_id = %(provider)s",
    "provider_qualification": """SELECT id FROM records.provider_qualification
    WHERE provider_id = %(provider)s""",
    "business_partner": "SELECT id FROM records.business_partner",
    "partner_contract": "SELECT id FROM records.partner_contract",
    "party_login": "SELECT id FROM records.party_login",
}


def age(superuser: psycopg.Connection[Any], world: World) -> dict[str, list[UUID]]:
    """Let what stands be old; give by table the rows that must go by the day of the drill.

    Raises:
        ValueError: of a table there is nothing that could go, so that nothing would be shown.
    """
    words = {"who": world.bram.id, "run": world.anna.run_id, "provider": world.parties["provider"]}
    for statement in _STAYS:
        superuser.execute(statement, words)
    aged = {
        table: [number for (number,) in superuser.execute(statement, words).fetchall()]
        for table, statement in _GOES.items()
    }
    if empty := sorted(table for table, numbers in aged.items() if not numbers):
        raise ValueError(f"nothing to erase was planted in {', '.join(empty)}")
    return aged


def standing(superuser: psycopg.Connection[Any], aged: Mapping[str, list[UUID]]) -> int:
    """Count those that still stand, past the wall."""
    count = sql.SQL("SELECT count(*) FROM {} WHERE id = ANY (%s)")
    return sum(
        row[0]
        for table, numbers in aged.items()
        if (row := superuser.execute(count.format(sql.Identifier("records", table)), [numbers]).fetchone())
    )
