"""Attacks that read nothing and learn all the same: from errors, counts, estimates and plans.

An independent reviewer read names and birth dates in clear so, by halves and without any grant. Each question
here has a true and a false form, which differ only in whether somebody's row meets them. What the database
answers to both must be the same to the letter.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
from django.db import connections, transaction
from psycopg.conninfo import make_conninfo

from proofs.wall.attempt import Attack, Session, bare, inside, recording
from zorgvuldig.interfaces.database.identities import BOOTSTRAP
from zorgvuldig.records.wall import tables
from zorgvuldig.records.wall.matrix import FAMILIES
from zorgvuldig.records.wall.statements import rights_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proofs.wall.world import World
    from zorgvuldig.ledger.processing import Grant

NOBODY = "00000000-0000-0000-0000-000000000000"
TOKENS = ("", "x", NOBODY, "'", "{}")
#: Ways of the planner, each by turning the others off; every scan of a table must be tried.
_SEQUENTIAL, _INDEX = "SET LOCAL enable_seqscan = off; ", "SET LOCAL enable_indexscan = off; "
_BITMAP, _INDEX_ONLY = "SET LOCAL enable_bitmapscan = off; ", "SET LOCAL enable_indexonlyscan = off; "
WAYS = (
    _INDEX + _INDEX_ONLY + _BITMAP,
    _SEQUENTIAL + _BITMAP,
    _SEQUENTIAL + _INDEX + _INDEX_ONLY,
)
#: Family, table, and a condition with the place of a value: somebody's, and nobody's.
QUESTIONS = (
    ("zv_claims", "records.claim", "subject_id = '{}'", "person", NOBODY),
    ("zv_claims", "records.person", "family_name >= '{}' AND family_name < 'Bal'", "Bak", "Baj~"),
    ("zv_claims", "records.person", "birthdate = '{}'", "1980-05-06", "1901-01-01"),
    ("zv_statistics", "records.claim", "charged_cents = {}", "4000", "4001"),
    ("zv_medical", "records.claim_diagnosis", "subject_id = '{}'", "person", NOBODY),
    ("zv_marketing", "records.person_address", "postcode = '{}'", "1234AB", "9999ZZ"),
    ("zv_access", "records.staff_member", "username = '{}'", "wall-dpo", "wall-nobody"),
    ("zv_administration", "records.account_link", "username = '{}'", "wall-bakker", "wall-nobody"),
    ("zv_audit", "ledger.intake", "purpose = '{}'", "claims", "nothing"),
)
#: Every shape of statement that could meet a row.
SHAPES = (
    "SELECT FROM {table} WHERE {condition}",
    "SELECT count(*) FROM {table} WHERE {condition}",
    "SELECT 1 WHERE EXISTS (SELECT FROM {table} WHERE {condition})",
    "SELECT a FROM generate_series(1, 2) AS a LEFT JOIN {table} ON {condition}",
    "SELECT a, (SELECT count(*) FROM {table} WHERE {condition}) FROM generate_series(1, 2) AS a",
    "WITH m AS MATERIALIZED (SELECT FROM {table} WHERE {condition}) SELECT FROM m",
    "SELECT id FROM {table} WHERE {condition} ORDER BY id LIMIT 1",
    "SELECT id FROM {table} WHERE {condition} FOR UPDATE",
    "UPDATE {table} SET state = 'x' WHERE {condition}",
    "DELETE FROM {table} WHERE {condition}",
    "MERGE INTO {table} USING (VALUES (1)) AS s (a) ON {condition} WHEN MATCHED THEN DO NOTHING",
    "INSERT INTO records.claim (id) SELECT id FROM {table} WHERE {condition}",
    "COPY (SELECT FROM {table} WHERE {condition}) TO STDOUT",
    "DECLARE peek CURSOR FOR SELECT FROM {table} WHERE {condition}",
)
#: No right or no grant; no such column. Both come before anything is planned or read.
SHUT = ("42501", "42703")
EXPLAINED = "EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF, SUMMARY OFF, BUFFERS OFF) "


def _answer(statement: str) -> str:
    """Run a statement and give all that the database says, counts and errors too; undo what it did."""
    connection = connections["default"].connection
    try:
        with connection.transaction(force_rollback=True), psycopg.Cursor(connection) as cursor:
            if statement.startswith("COPY"):
                with cursor.copy(statement.encode()) as rows:
                    return repr([bytes(row) for row in rows])
            cursor.execute(statement.encode())
            rows_told = cursor.fetchall() if cursor.description else cursor.statusmessage
            return json.dumps(rows_told, default=str)
    except psycopg.Error as error:
        told = error.diag
        # Without the line of the statement itself, which quotes what was asked.
        return f"{error.sqlstate} {told.message_primary} {told.message_detail} {told.context}"


def _differs(statement: str, question: tuple[str, str, str, str, str], world: World) -> bool:
    """Tell whether the answer depends on whether somebody's row meets the condition."""
    _, table, condition, true, false = question
    true = str(world.bram.id) if true == "person" else true
    one, other = (
        _answer(statement.format(table=table, condition=condition.format(value))).replace(value, "…")
        for value in (true, false)
    )
    return one != other


def _without_grant(session: Session, world: World) -> int:
    """Errors, rows and plans, under each family that may read the table, with every kind of token."""
    got = 0
    for question in QUESTIONS:
        session.take(f"SET LOCAL ROLE {question[0]}")
        for number, token in enumerate(TOKENS):
            session.take("SELECT set_config('zv.grant', %s, true)", token)
            session.take(WAYS[number % len(WAYS)])
            got += _differs(SHAPES[0], question, world)
            got += _differs(EXPLAINED + SHAPES[0], question, world)
        session.take("SET LOCAL ROLE NONE")
    return got


def _shapes(session: Session, world: World) -> int:
    """Every shape of statement and its plan: none reaches the table, so none is answered."""
    got = 0
    for question in QUESTIONS:
        session.take(f"SET LOCAL ROLE {question[0]}")
        for shape in SHAPES:
            statement = shape.format(table=question[1], condition=question[2].format(question[4]))
            got += not _answer(statement).startswith(SHUT)
            if not shape.startswith(("COPY", "DECLARE")):
                got += not _answer("EXPLAIN " + statement).startswith(SHUT)
            got += _differs(shape, question, world)
        session.take("SET LOCAL ROLE NONE")
    return got


def _everything_shut(session: Session, world: World) -> int:
    """No family gets as much as a plan of any table that it may read, the log among them."""
    del world
    got = 0
    for family, rights in FAMILIES.items():
        session.take(f"SET LOCAL ROLE {family}")
        readable = [table.quoted for table in tables() if rights_on(table, rights)["SELECT"]]
        for name in (*readable, *(("ledger.intake", "ledger.leaf") if family == "zv_audit" else ())):
            got += not _answer(f"EXPLAIN SELECT FROM {name}").startswith("42501")
        session.take("SET LOCAL ROLE NONE")
    return got


def _beside_the_grant(session: Session, world: World, grant: Grant) -> int:
    """Under a grant: no plan for another family, for a category that was not granted, with another token."""
    del world
    got = int(not _answer("EXPLAIN SELECT FROM records.provider").startswith("42501"))
    for family in FAMILIES.keys() - {grant.family}:
        session.take(f"SET LOCAL ROLE {family}")
        for name in ("records.claim", "records.person", "records.staff_member", "ledger.intake"):
            got += not _answer(f"EXPLAIN SELECT FROM {name}").startswith("42501")
    session.take(f"SET LOCAL ROLE {grant.family}")
    got += _answer("EXPLAIN SELECT FROM records.claim").startswith("42501")
    for token in TOKENS:
        session.take("SELECT set_config('zv.grant', %s, true)", token)
        got += not _answer("EXPLAIN SELECT FROM records.claim").startswith("42501")
    session.take("SELECT set_config('zv.grant', %s, true)", str(grant.token))
    return got


def _estimates(world: World) -> int:
    """What the planner expects, with fresh statistics, under a grant about somebody else."""
    with psycopg.connect(_superuser()) as superuser:
        superuser.execute("ANALYZE")
    return inside(_compared_plans)(world)


def _compared_plans(session: Session, world: World, grant: Grant) -> int:
    got = 0
    for question in _under(grant.family):
        for way in ("", *WAYS):
            session.take(way or "SELECT 1")
            got += _differs("EXPLAIN (FORMAT JSON) " + SHAPES[0], question, world)
    return got


def _counts(session: Session, world: World, grant: Grant) -> int:
    """Rows removed, loops, plans that were run or not, errors: under a grant about somebody else."""
    got = 0
    for question in _under(grant.family):
        for way in WAYS:
            session.take(way)
            got += _differs(EXPLAINED + SHAPES[0], question, world)
            for fails in ("1 / (0 * {0}) = 1", "'x'::text::int = {0}"):
                condition = f"{question[2]} AND {fails.format('length(id::text)')}"
                asked = (question[0], question[1], condition, question[3], question[4])
                got += _differs(SHAPES[0], asked, world)
        for shape in SHAPES[:6]:
            got += _differs(EXPLAINED + shape, question, world)
    return got


def _under(family: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Give what a claims handler with a grant about Anna may ask about Bram."""
    yield (family, "records.claim", "subject_id = '{}'", "person", NOBODY)
    yield (family, "records.claim_line", "subject_id = '{}'", "person", NOBODY)
    yield (family, "records.person", "id = '{}'", "person", NOBODY)
    yield (family, "records.person", "family_name = '{}'", "Bakker", "Bakke~")
    yield (family, "records.person", "family_name > '{}' AND family_name < 'Bal'", "Bak", "Bakz")
    yield (family, "records.policy_coverage", "subject_id = '{}'", "person", NOBODY)


def _kept_plan(world: World) -> int:
    """A plan made under a grant and run after it tells nothing either."""
    got = 0
    with transaction.atomic():
        session = Session()

        def prepare(session: Session, world: World, grant: Grant) -> int:
            del world, grant
            session.take("PREPARE kept (uuid) AS SELECT FROM records.claim WHERE subject_id = $1")
            session.take("EXECUTE kept (gen_random_uuid())")
            return 0

        inside(prepare)(world)
        session.take("SET LOCAL ROLE zv_claims")
        for mode in ("force_generic_plan", "force_custom_plan"):
            for way in WAYS:
                session.take(f"{way}SET LOCAL plan_cache_mode = {mode}")
                asked = ("zv_claims", "", "'{}'", "person", NOBODY)
                got += _differs(EXPLAINED + "EXECUTE kept ({condition})", asked, world)
        session.take("DEALLOCATE ALL")
        session.take("SET LOCAL ROLE NONE")
    return got


def _made_things(world: World) -> int:
    """A function or operator of one's own could tell of rows; nowhere may one be made."""
    with transaction.atomic(), recording(world, frozenset({"claim", "bsn"})):
        session = Session()
        session.take("SELECT gate.stage('claim')")
        got = 0
        for role in ("zv_intake", "NONE"):
            session.take(f"SET LOCAL ROLE {role}")
            for schema in ("pg_temp", "web", "records", "ledger", "gate", "public"):
                got += session.count(
                    f"CREATE FUNCTION {schema}.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 "
                    "AS 'BEGIN RAISE NOTICE ''%', $1; RETURN true; END'"
                )
                got += session.count(
                    f"CREATE OPERATOR {schema}.<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)"
                )
                got += session.count(f"CREATE TABLE {schema}.mine (a int)")
        got += session.count("ALTER FUNCTION pg_catalog.texteq(text, text) LEAKPROOF")
        session.take("SET LOCAL ROLE zv_intake")
        return got


def _superuser() -> str:
    words = connections["default"].settings_dict
    return make_conninfo(host=words["HOST"], port=words["PORT"], dbname=words["NAME"], user=BOOTSTRAP)


ATTACKS = (
    Attack("bisect by error, row or plan without a grant, with every kind of token", bare(_without_grant)),
    Attack("the same in every shape of statement", bare(_shapes)),
    Attack("a plan of any table, under every family", bare(_everything_shut)),
    Attack("a plan beside the grant: another family, category or token", inside(_beside_the_grant)),
    Attack("estimates of another's rows under a grant", _estimates),
    Attack("counts and errors of another's rows under a grant", inside(_counts)),
    Attack("a plan that was kept from a grant", _kept_plan),
    Attack("make a function or operator that tells", _made_things),
)
