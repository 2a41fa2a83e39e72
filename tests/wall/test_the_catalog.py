"""The catalog's invariants: silent on a sound database, loud on each fault that the drill builds in."""

import pytest
from django.db import connection

from proofs.wall.mutants import MUTANTS
from zorgvuldig.ledger import rights
from zorgvuldig.records import wall
from zorgvuldig.records.wall.policies import _form

#: Faults in the text of a function show by attack; the rest stands in the catalog.
IN_THE_CATALOG = [
    mutant for mutant in MUTANTS if not mutant.function and mutant.name != "a proof good for twice"
]


def breaches():
    with connection.cursor() as cursor:
        return list(wall.breaches(cursor))


def test_a_sound_database_has_no_breach(database):
    assert breaches() == []


@pytest.mark.slow
def test_every_fault_is_named(owner_connection):
    missed = []
    for mutant in IN_THE_CATALOG:
        with owner_connection.transaction(force_rollback=True), owner_connection.cursor() as cursor:
            mutant.build(owner_connection)
            if not list(wall.breaches(cursor)):
                missed.append(mutant.name)
    assert missed == []
    assert len(IN_THE_CATALOG) >= 35


@pytest.mark.parametrize("database", ["postgres", "template1"])
def test_a_door_to_a_database_that_came_with_the_server_is_named(owner_connection, database):
    with owner_connection.transaction(force_rollback=True), owner_connection.cursor() as cursor:
        cursor.execute(f"GRANT CONNECT ON DATABASE {database} TO zv_app")
        found = list(wall.breaches(cursor))
    assert [breach.partition(": ")[2] for breach in found] == [
        f"zv_app may connect to the database {database}"
    ]


def test_raising_the_wall_again_undoes_what_was_granted_by_hand(database, owner_connection, as_owner):
    for statement in (
        "GRANT SELECT ON records.claim TO zv_app, zv_marketing, PUBLIC",
        "ALTER TABLE records.claim NO FORCE ROW LEVEL SECURITY",
        "CREATE POLICY mine ON records.claim USING (true)",
        "GRANT UPDATE ON ledger.intake TO zv_audit",
        "CREATE POLICY mine ON ledger.intake USING (true)",
        "GRANT EXECUTE ON FUNCTION gate.enter TO zv_app",
    ):
        owner_connection.execute(statement)
    assert breaches()
    wall.apply(as_owner)
    rights.apply(as_owner)
    connection.close()
    assert breaches() == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("((a) OR ((b)))", "a or b", True),
        ("(a AND b) OR c", "a AND (b OR c)", False),
        ("((x = ANY ((f(y) AS f)::uuid[])))", "x = any(f(y))", True),
        ("NOT (a) AND b", "NOT a OR b", False),
    ],
)
def test_two_spellings_of_one_rule_are_one_and_two_rules_are_two(one, other, same):
    assert (_form(one) == _form(other)) is same


def test_one_person_is_looked_up_even_when_all_came_in_one_run(owner_connection):
    """An insurer's first file is one run: by what was met, its number would say nothing, and all be read."""
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute(
            "CREATE TEMP TABLE one ON COMMIT DROP AS SELECT gen_random_uuid() AS id, "
            "gen_random_uuid() AS claim_id, '00000000-0000-4000-8000-000000000001'::uuid AS run_id, "
            "gen_random_uuid() AS subject_id FROM generate_series(1, 5000)"
        )
        owner_connection.execute("SET LOCAL session_replication_role = replica")
        columns = owner_connection.execute(
            "SELECT string_agg(quote_ident(column_name), ', '), string_agg(CASE "
            "WHEN column_name IN ('id', 'claim_id', 'run_id', 'subject_id') THEN column_name "
            "WHEN is_nullable = 'YES' THEN 'NULL' WHEN data_type = 'date' THEN '''2026-01-01''' "
            "WHEN data_type IN ('integer', 'bigint', 'numeric') THEN '1' ELSE '''x''' END, ', ') "
            "FROM information_schema.columns WHERE table_schema = 'records' AND table_name = 'claim_line'"
        ).fetchone()
        owner_connection.execute(
            f"INSERT INTO records.claim_line ({columns[0]}) SELECT {columns[1]} FROM one"  # noqa: S608 — our names
        )
        owner_connection.execute("ANALYZE records.claim_line")
        (plan,) = owner_connection.execute(
            "EXPLAIN (FORMAT JSON) SELECT FROM records.claim_line "
            "WHERE subject_id = (SELECT gen_random_uuid()) OR run_id = (SELECT gen_random_uuid())"
        ).fetchone()
    assert plan[0]["Plan"]["Node Type"] == "Bitmap Heap Scan"
