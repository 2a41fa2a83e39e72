"""B20, retention: nothing past its term is left, and nothing comes back with an older backup.

Persons leave an insurer; years later the night's run erases those whose term is over. Every table that holds
something of a person is counted as superuser. So are single things of somebody who stays, and parties who
left, each past its own term. Then the database of before the run is put in its place, as by
restoring an older backup: the journal destroys the keys again before anyone looks, and the next run the rows.
The controls let a run forget its rows, and leave the journal out: both must be seen.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connections
from psycopg import sql

from proofs.aging import age, standing
from proofs.ground import COPY, Ground, ground
from proofs.results import Result
from proofs.wall.world import plant
from zorgvuldig.interfaces.database import roles
from zorgvuldig.interfaces.database.identities import BOOTSTRAP
from zorgvuldig.interfaces.erasing import erase_all_due
from zorgvuldig.ledger import expiring_items
from zorgvuldig.records import erasing, tombstones

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    import psycopg

NAME = "b20-retention"
SUMMARY = "persons past their term: no row and no key left, and an older backup brings no key back"
QUICK, FULL = 300, 3_000
#: Seven years and a day after the insurance of those who left.
DAY = date(2034, 1, 1)
_PLANT = (
    """INSERT INTO records.person (id, bsn_index, insurer_id, bsn_sealed, initials, name_prefix, family_name,
    birthdate, gender, shielded, data_origin, obtained_at, obtained_for) SELECT gen_random_uuid(),
    sha256(convert_to(n::text, 'UTF8')), insurer_id, bsn_sealed, initials, name_prefix, family_name,
    birthdate, gender, shielded, data_origin, obtained_at, obtained_for
    FROM records.person, generate_series(1, %(count)s) n WHERE id = %(like)s""",
    """INSERT INTO records.insurance_policy (id, label_id, number, policyholder_id, regime, package,
    voluntary_deductible_cents) SELECT gen_random_uuid(), i.label_id, 'B' || left(p.id::text, 18), p.id,
    i.regime, i.package, 0 FROM records.insurance_policy i JOIN records.person o ON o.id = i.policyholder_id
    JOIN records.person p ON p.family_name = o.family_name AND p.id <> o.id WHERE o.id = %(like)s""",
    """INSERT INTO records.policy_coverage (id, insurance_policy_id, subject_id, regime, insured_during)
    SELECT gen_random_uuid(), i.id, i.policyholder_id, 'Zvw', '[2026-01-01,2027-01-01)'
    FROM records.insurance_policy i WHERE i.number LIKE 'B%%'""",
    """INSERT INTO records.data_key (id, subject_id, compartment, retention_class, year, wrapped,
    key_encryption_key) SELECT gen_random_uuid(), i.policyholder_id, 'Zvw', 'insurance', 2026, 'wrapped',
    'none' FROM records.insurance_policy i WHERE i.number LIKE 'B%%'""",
    "UPDATE records.\"case\" SET closed_on = '2026-12-01' WHERE subject_id = %(like)s",
    """UPDATE records.rights_request SET state = 'granted', answered_on = '2026-12-01'
    WHERE subject_id = %(like)s""",
    # Whoever stays goes on being insured.
    """UPDATE records.policy_coverage SET insured_during = '[2026-01-01,)' WHERE subject_id <> %(like)s
    AND insurance_policy_id NOT IN (SELECT i.id FROM records.insurance_policy i WHERE i.number LIKE 'B%%')""",
)
_OLDER = "zorgvuldig_older"


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Let many go, look for what is left, and put the database of before in its place."""
    count, failures = FULL if full else QUICK, []
    logging.getLogger("zorgvuldig").setLevel(logging.CRITICAL + 1)
    with ground() as place:
        place.fresh()
        world = plant({"USER": BOOTSTRAP})
        with place.superuser() as superuser:
            gone, keys = let_leave(superuser, world.anna.id, count)
            aged = age(superuser, world)
            old = sum(len(aged.get(name, ())) for name in erasing.tables_of_persons())
            stays = _rows(superuser, [world.bram.id]) - old
        _copied(place, COPY, _OLDER)
        with _rows_forgotten():
            forgotten = erase_all_due(day=DAY)
        done = erase_all_due(day=DAY)
        with place.superuser() as superuser:
            left = _rows(superuser, gone)
            if done.left or left:
                failures.append(f"{done.left} persons and {left} rows are past their term")
            if done.items_left or (items_left := standing(superuser, aged)):
                failures.append(f"{done.items_left or items_left} single items are past their own term")
            if _rows(superuser, [world.bram.id]) != stays:
                failures.append("rows of somebody who is insured went too, or came")
        _copied(place, _OLDER, COPY)
        with place.superuser() as superuser:
            unseen = _standing(superuser, keys)
            tombstones.replay_tombstones(superuser)
            revived = _standing(superuser, keys)
        again = erase_all_due(day=DAY)
        with place.superuser() as superuser:
            back = _rows(superuser, gone) + standing(superuser, aged)
    if revived or back:
        failures.append(f"{revived} destroyed keys and {back} rows came back with an older backup")
    seen, items_seen = forgotten.left, forgotten.items_left
    if seen != len(gone) or unseen != len(keys) or not items_seen:
        failures.append("a control was not seen")
    return Result(
        NAME,
        {
            "persons erased": done.persons,
            "rows": sum(sum(tables.values()) for tables in done.rows.values()),
            "rows left": left,
            "items erased": done.items.total(),
            "rows of items": sum(map(len, aged.values())),
            "keys destroyed": len(keys),
            "keys revived": revived,
            "rows revived": back,
            "persons erased after restoring": again.persons,
        },
        failures,
        bar="0 rows past their term; nothing back after restoring an older backup",
        control=f"a run that forgets is told ({seen}, {items_seen}); with no journal {unseen} keys return",
    )


def let_leave(superuser: psycopg.Connection[Any], like: UUID, count: int) -> tuple[list[UUID], list[UUID]]:
    """Let a person and many others leave at the end of 2026; give them and their data keys."""
    for statement in _PLANT:
        superuser.execute(statement, {"like": like, "count": count})
    others = superuser.execute("SELECT policyholder_id FROM records.insurance_policy WHERE number LIKE 'B%'")
    gone = [like, *(person for (person,) in others.fetchall())]
    keys = superuser.execute("SELECT id FROM records.data_key WHERE subject_id = ANY (%s)", [gone]).fetchall()
    return gone, [key for (key,) in keys]


def _copied(place: Ground, source: str, target: str) -> None:
    """Put a copy of one database in the place of another."""
    connections.close_all()
    with place.superuser("postgres") as superuser:
        for statement in (
            "DROP DATABASE IF EXISTS {target} WITH (FORCE)",
            "CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY",
        ):
            superuser.execute(
                sql.SQL(statement).format(target=sql.Identifier(target), source=sql.Identifier(source))
            )
        roles.lay_database_rights(superuser, database=target)


def _rows(superuser: psycopg.Connection[Any], persons: Sequence[UUID]) -> int:
    """Count every row of these persons, in every table, past the wall."""
    count = sql.SQL("SELECT count(*) FROM {} WHERE {} = ANY (%s)")
    return sum(
        row[0]
        for name, whose in erasing.tables_of_persons().items()
        if (
            row := superuser.execute(
                count.format(sql.Identifier("records", name), sql.Identifier(whose)), [list(persons)]
            ).fetchone()
        )
    )


def _standing(superuser: psycopg.Connection[Any], keys: Sequence[UUID]) -> int:
    row = superuser.execute(
        "SELECT count(*) FROM records.data_key WHERE id = ANY (%s)", [list(keys)]
    ).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _rows_forgotten() -> Iterator[None]:
    """Erase as it must not be: nothing goes, and the run says nothing of it."""
    rows, items = erasing.erase_rows, expiring_items.erase
    erasing.erase_rows = lambda *_persons, **_at: {"person": 1}
    expiring_items.erase = lambda *_batch, **_at: {}
    try:
        yield
    finally:
        erasing.erase_rows, expiring_items.erase = rows, items
