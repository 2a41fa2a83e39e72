"""Attacks without a grant: the forgotten door, other roles, the server itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.wall.attempt import Attack, Session, bare
from zorgvuldig.records.wall import tables
from zorgvuldig.records.wall.catalog import APPEND_ONLY
from zorgvuldig.records.wall.matrix import FAMILIES

if TYPE_CHECKING:
    from proofs.wall.world import World

_LEDGER = (*APPEND_ONLY, "personal_key", "open_duty")
_MIGHTY = (
    "zv_owner",
    "zv_gate",
    "zv_migrator",
    "zv_sequencer",
    "zv_bootstrap",
    "postgres",
    "pg_read_all_data",
)


def _forgotten_grant(session: Session, world: World) -> int:
    del world
    return sum(session.count(f"SELECT 1 FROM {table.quoted}") for table in tables())


def _forgotten_grant_on_the_log(session: Session, world: World) -> int:
    del world
    return sum(session.count(f"SELECT 1 FROM ledger.{table}") for table in _LEDGER)


def _role_without_token(session: Session, world: World) -> int:
    del world
    got = 0
    for family in FAMILIES:
        session.take(f"SET LOCAL ROLE {family}")
        got += sum(
            session.count(f"SELECT count(*) FROM {table.quoted} HAVING count(*) > 0") for table in tables()
        )
        got += sum(
            session.count(f"SELECT count(*) FROM ledger.{table} HAVING count(*) > 0") for table in _LEDGER
        )
        session.take("SET LOCAL ROLE NONE")
    return got


def _guessed_tokens(session: Session, world: World) -> int:
    del world
    got = 0
    session.take("SET LOCAL ROLE zv_claims")
    for token in ("", "x", "00000000-0000-0000-0000-000000000000", "'; SELECT 1; --"):
        session.take("SELECT set_config('zv.grant', %s, true)", token)
        got += session.count("SELECT 1 FROM records.claim_line")
    got += session.count(
        "SELECT set_config('zv.grant', gen_random_uuid()::text, true), c.id FROM records.claim_line c"
    )
    return got


def _mightier_role(session: Session, world: World) -> int:
    del world
    got = sum(session.count(f"SET LOCAL ROLE {role}") for role in _MIGHTY)
    got += sum(session.count("SELECT set_config('role', %s, true)", role) for role in _MIGHTY)
    return got + sum(session.count(f"SET LOCAL SESSION AUTHORIZATION {role}") for role in _MIGHTY)


def _give_oneself_rights(session: Session, world: World) -> int:
    del world
    return sum(
        session.count(statement)
        for statement in (
            "ALTER ROLE zv_app BYPASSRLS",
            "ALTER ROLE zv_app SUPERUSER",
            "ALTER ROLE zv_claims BYPASSRLS",
            "ALTER ROLE zv_claims SET role = zv_medical",
            "ALTER DATABASE template1 SET row_security = off",
            "CREATE ROLE zv_new IN ROLE zv_owner",
            "GRANT zv_owner TO zv_app",
            "GRANT zv_medical TO zv_claims",
            "ALTER DATABASE postgres OWNER TO zv_app",
            "ALTER SYSTEM SET row_security = off",
        )
    )


def _change_the_wall(session: Session, world: World) -> int:
    del world
    got = 0
    for role in ("NONE", *FAMILIES):
        session.take(f"SET LOCAL ROLE {role}")
        got += sum(
            session.count(statement)
            for statement in (
                "ALTER TABLE records.claim DISABLE ROW LEVEL SECURITY",
                "ALTER TABLE records.claim NO FORCE ROW LEVEL SECURITY",
                "ALTER TABLE records.claim OWNER TO zv_app",
                "DROP POLICY zv_claims_select ON records.claim",
                "ALTER POLICY zv_claims_select ON records.claim USING (true)",
                f"CREATE POLICY mine ON records.claim TO {role if role != 'NONE' else 'zv_app'} USING (true)",
                "ALTER TABLE ledger.intake DISABLE TRIGGER append_only",
                "DROP TABLE records.consent CASCADE",
            )
        )
        session.take("SET LOCAL ROLE NONE")
    return got


def _row_security_off(session: Session, world: World) -> int:
    del world
    session.take("SET LOCAL row_security = off")
    got = 0
    for family in FAMILIES:
        session.take(f"SET LOCAL ROLE {family}")
        got += session.count("SELECT 1 FROM records.claim_line")
        got += session.count("SELECT 1 FROM records.label")
        session.take("SET LOCAL ROLE NONE")
    return got


def _replica_mode(session: Session, world: World) -> int:
    del world
    return session.count("SET LOCAL session_replication_role = replica")


def _out_through_the_server(session: Session, world: World) -> int:
    del world
    return sum(
        session.count(statement)
        for statement in (
            "COPY (SELECT 1) TO PROGRAM 'cat'",
            "COPY (SELECT 1) TO '/tmp/zv-out'",
            "COPY records.claim TO STDOUT",
            "SELECT pg_read_file('postgresql.conf')",
            "SELECT pg_read_binary_file('PG_VERSION')",
            "SELECT pg_ls_dir('.')",
            "SELECT lo_import('/etc/hostname')",
            "LOAD 'auto_explain'",
            "CREATE EXTENSION plpgsql",
            "CREATE LANGUAGE plpython3u",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user",
            "SELECT pg_reload_conf()",
        )
    )


def _make_something(session: Session, world: World) -> int:
    del world
    got = 0
    for role in ("NONE", "zv_claims", "zv_audit"):
        session.take(f"SET LOCAL ROLE {role}")
        got += sum(
            session.count(statement)
            for statement in (
                "CREATE TEMPORARY TABLE open_grant (token uuid)",
                "CREATE SCHEMA mine",
                "CREATE TABLE web.mine (a int)",
                "CREATE TABLE gate.mine (a int)",
                "CREATE FUNCTION web.leak(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
                "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
                "CREATE VIEW web.peek AS SELECT * FROM records.claim",
                "CREATE OPERATOR web.=== (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = uuid_eq)",
                "DO $$ BEGIN EXECUTE 'SELECT * FROM records.claim'; END $$",
            )
        )
        session.take("SET LOCAL ROLE NONE")
    return got


def _statistics(session: Session, world: World) -> int:
    del world
    got = 0
    for role in ("NONE", *FAMILIES):
        session.take(f"SET LOCAL ROLE {role}")
        got += session.count(
            "SELECT 1 FROM pg_stats "
            "WHERE schemaname IN ('records', 'ledger') AND most_common_vals IS NOT NULL"
        )
        got += session.count("SELECT 1 FROM pg_statistic LIMIT 1")
        got += session.count("SELECT 1 FROM pg_authid LIMIT 1")
        session.take("SET LOCAL ROLE NONE")
    return got


def _marketing_and_health(session: Session, world: World) -> int:
    """The very case that was sanctioned: marketing with any right at all on health data."""
    del world
    session.take("SET LOCAL ROLE zv_marketing")
    health = {"claim", "diagnosis", "health", "medical-file", "data-key", "case-frame"}
    got = 0
    for table in tables():
        if health & {table.declaration.category, *table.columns.values()}:
            for verb in ("SELECT", "INSERT", "UPDATE"):
                got += session.count(
                    "SELECT 1 WHERE has_any_column_privilege('zv_marketing', %s, %s)", table.quoted, verb
                )
            got += session.count(f"SELECT count(*) FROM {table.quoted}")
    return got


ATTACKS = (
    Attack("a query that forgets the grant, on every table of records", bare(_forgotten_grant)),
    Attack("a query that forgets the grant, on every table of the ledger", bare(_forgotten_grant_on_the_log)),
    Attack("every family's role without a token", bare(_role_without_token)),
    Attack("guessed, empty and malformed tokens", bare(_guessed_tokens)),
    Attack("become owner, gate, migrator, sequencer or superuser", bare(_mightier_role)),
    Attack("give oneself rights", bare(_give_oneself_rights)),
    Attack("disable, drop, replace or add a policy, under every role", bare(_change_the_wall)),
    Attack("row_security = off", bare(_row_security_off)),
    Attack("session_replication_role = replica", bare(_replica_mode)),
    Attack(
        "COPY to a program or file, server files, libraries, other sessions", bare(_out_through_the_server)
    ),
    Attack("make a temporary table, function, view or operator to look through", bare(_make_something)),
    Attack("planner statistics and password hashes", bare(_statistics)),
    Attack("marketing and any table with health data", bare(_marketing_and_health)),
)
