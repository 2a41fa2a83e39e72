"""Faults built into the wall, one at a time: the control of the drill. Each must be found.

An attack that is never shown to succeed against a broken wall shows nothing about a whole one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg


@dataclass(frozen=True)
class Mutant:
    """One fault: SQL that a superuser runs, or a change to the text of one of the gate's functions."""

    name: str
    statements: tuple[str, ...] = ()
    function: str = ""
    replace: tuple[str, str] = ("", "")
    besides: tuple[tuple[str, str, str], ...] = ()
    """Further functions with what is replaced in them: of two looks, each hides the fault of the other."""
    undo: tuple[str, ...] = ()
    """What must be taken back by hand, because roles belong to the whole server."""

    def build(self, connection: psycopg.Connection[Any]) -> None:
        """Build the fault in."""
        first = ((self.function, *self.replace),) if self.function else ()
        for function, old, new in (*first, *self.besides):
            self._change(connection, function, old, new)
        for statement in self.statements:
            connection.execute(statement.replace("this_database", connection.info.dbname).encode())

    def _change(self, connection: psycopg.Connection[Any], function: str, old: str, new: str) -> None:
        row = connection.execute(
            "SELECT pg_get_functiondef(p.oid) FROM pg_proc p "
            "WHERE p.pronamespace = 'gate'::regnamespace AND p.proname = %s",
            [function],
        ).fetchone()
        text = str(row[0]) if row else ""
        if text.count(old) < 1:
            raise ValueError(f"mutant {self.name!r}: gate.{function} does not hold {old!r}")
        connection.execute(text.replace(old, new).encode())

    def remove(self, connection: psycopg.Connection[Any]) -> None:
        """Take back what a new copy of the database does not."""
        for statement in self.undo:
            connection.execute(statement.encode())


_OPEN_TO_CLAIMS = "CREATE POLICY open ON records.claim_line FOR SELECT TO zv_claims USING (true)"
_EXPIRY = "AND g.expires_at > clock_timestamp() "

MUTANTS = (
    # tables
    Mutant("row security off on claim lines", ("ALTER TABLE records.claim_line DISABLE ROW LEVEL SECURITY",)),
    Mutant("row security not forced", ("ALTER TABLE records.claim NO FORCE ROW LEVEL SECURITY",)),
    Mutant("a table that belongs to the application", ("ALTER TABLE records.consent OWNER TO zv_app",)),
    Mutant(
        "lines that hang on any claim",
        ("ALTER TABLE records.claim_line DROP CONSTRAINT claim_line_in_the_run_of_its_claim",),
    ),
    Mutant("a table in records without any wall", ("CREATE TABLE records.extra (a int)",)),
    # rights
    Mutant("a column granted: the sealed BSN", ("GRANT SELECT (bsn_sealed) ON records.person TO zv_claims",)),
    Mutant("a table granted to the application", ("GRANT SELECT ON records.provider TO zv_app",)),
    Mutant("a table granted to everyone", ("GRANT SELECT ON records.tariff TO PUBLIC",)),
    Mutant("claims granted to marketing", ("GRANT SELECT (id, state) ON records.claim TO zv_marketing",)),
    Mutant("diagnosis granted to the claims role", ("GRANT SELECT ON records.claim_diagnosis TO zv_claims",)),
    Mutant("truncate granted to retention", ("GRANT TRUNCATE ON records.data_key TO zv_retention",)),
    Mutant("update of the log granted to audit", ("GRANT UPDATE ON ledger.intake TO zv_audit",)),
    Mutant("grants may be written by the application", ("GRANT INSERT ON gate.open_grant TO zv_app",)),
    Mutant("the proof key can be read", ("GRANT SELECT ON gate.proof_key TO zv_app",)),
    Mutant("an inner function can be called", ("GRANT EXECUTE ON FUNCTION gate.enter TO zv_app",)),
    Mutant("the application makes tables in web", ("GRANT CREATE ON SCHEMA web TO zv_app",)),
    Mutant("temporary tables for everyone", ("GRANT TEMPORARY ON DATABASE this_database TO PUBLIC",)),
    # policies
    Mutant("USING (true) beside the others", (_OPEN_TO_CLAIMS,)),
    Mutant("a policy for everyone", ("CREATE POLICY all_of_it ON records.person FOR SELECT USING (true)",)),
    Mutant("a policy replaced by true", ("ALTER POLICY zv_claims_select ON records.claim USING (true)",)),
    Mutant(
        "a bare function, once per row",
        (
            (
                "ALTER POLICY zv_claims_select ON records.claim_line USING "
                "(subject_id = ANY (gate.subjects('zv_claims', '{claim}')))"
            ),
        ),
    ),
    Mutant(
        "a policy that asks for another family",
        (
            (
                "ALTER POLICY zv_claims_select ON records.claim_line USING "
                "(subject_id = ANY ((SELECT gate.subjects('zv_medical', '{claim}'))::uuid[]))"
            ),
        ),
    ),
    Mutant(
        "a policy that asks for fewer categories",
        (
            (
                "ALTER POLICY zv_claims_select ON records.provider USING "
                "((SELECT gate.holds('zv_claims', '{}'::text[])))"
            ),
        ),
    ),
    Mutant(
        "no check on rows that a run writes",
        (
            (
                "ALTER POLICY zv_intake_insert ON records.claim "
                "WITH CHECK ((SELECT gate.holds('zv_intake', '{}')))"
            ),
        ),
    ),
    Mutant(
        "a shielded address like any other",
        (
            (
                "ALTER POLICY zv_administration_select ON records.person_address USING "
                "(subject_id = ANY ((SELECT gate.subjects('zv_administration', '{address}'))::uuid[]))"
            ),
        ),
    ),
    Mutant(
        "a case without its own category",
        (
            (
                "ALTER POLICY zv_claims_select ON records.case_step USING "
                "(subject_id = ANY ((SELECT gate.subjects('zv_claims', '{}'))::uuid[]))"
            ),
        ),
    ),
    Mutant(
        "the log open to audit without a grant",
        ("ALTER POLICY zv_audit_select ON ledger.intake USING (true)",),
    ),
    # what runs before the wall
    Mutant(
        "no look while planning",
        (
            (
                "ALTER POLICY zv_claims_select ON records.claim USING "
                "(subject_id = ANY ((SELECT gate.subjects('zv_claims', '{claim}'))::uuid[]))"
            ),
        ),
    ),
    Mutant("a look that waits for rows", ("ALTER FUNCTION gate.opened STABLE",)),
    Mutant("a leakproof mark put back", ("ALTER FUNCTION uuid_eq(uuid, uuid) LEAKPROOF",)),
    Mutant(
        "statistics that a leakproof function may use",
        (
            "ALTER FUNCTION texteq(text, text) LEAKPROOF",
            "ALTER TABLE records.person ALTER COLUMN family_name SET STATISTICS 100",
        ),
    ),
    Mutant(
        "the application is the sequencer",
        ("GRANT zv_sequencer TO zv_app",),
        undo=("REVOKE zv_sequencer FROM zv_app",),
    ),
    # roles
    Mutant("bypassrls", ("ALTER ROLE zv_claims BYPASSRLS",), undo=("ALTER ROLE zv_claims NOBYPASSRLS",)),
    Mutant(
        "the application is the owner", ("GRANT zv_owner TO zv_app",), undo=("REVOKE zv_owner FROM zv_app",)
    ),
    Mutant("the application is the gate", ("GRANT zv_gate TO zv_app",), undo=("REVOKE zv_gate FROM zv_app",)),
    Mutant(
        "medical rights inherited by claims",
        ("ALTER ROLE zv_claims INHERIT", "GRANT zv_medical TO zv_claims"),
        undo=("REVOKE zv_medical FROM zv_claims", "ALTER ROLE zv_claims NOINHERIT"),
    ),
    Mutant(
        "the application inherits its families",
        ("ALTER ROLE zv_app INHERIT", "REVOKE zv_claims FROM zv_app", "GRANT zv_claims TO zv_app"),
        undo=("ALTER ROLE zv_app NOINHERIT", "REVOKE zv_claims FROM zv_app", "GRANT zv_claims TO zv_app"),
    ),
    Mutant("a family that logs in", ("ALTER ROLE zv_claims LOGIN",), undo=("ALTER ROLE zv_claims NOLOGIN",)),
    Mutant(
        "settings that outlive the session",
        ("ALTER ROLE zv_app SET search_path = web, public",),
        undo=("ALTER ROLE zv_app RESET search_path",),
    ),
    # views, functions, triggers
    Mutant(
        "a view with its owner's rights",
        ("CREATE VIEW web.peek AS SELECT id FROM records.claim", "GRANT SELECT ON web.peek TO zv_app"),
    ),
    Mutant(
        "a function with its owner's rights",
        (
            (
                "CREATE FUNCTION web.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER "
                "AS 'SELECT count(*) FROM records.claim'"
            ),
        ),
    ),
    Mutant("no fixed search path", ("ALTER FUNCTION gate.open RESET search_path",)),
    Mutant("the log's trigger off", ("ALTER TABLE ledger.intake DISABLE TRIGGER append_only",)),
    Mutant("the shield's trigger off", ("ALTER TABLE records.person DISABLE TRIGGER keep_shield",)),
    Mutant("the log's trigger gone", ("DROP TRIGGER append_only ON ledger.leaf",)),
    Mutant("a rule on a table", ("CREATE RULE quiet AS ON INSERT TO records.consent DO INSTEAD NOTHING",)),
    # the gate
    Mutant(
        "no refusal while planning",
        function="opened",
        replace=("RAISE EXCEPTION", "RETURN true; RAISE EXCEPTION"),
    ),
    Mutant("no family while planning", function="opened", replace=("AND g.family = opened.family", "")),
    Mutant("any token while planning", function="opened", replace=("g.token = gate.token()", "true")),
    Mutant(
        "no family in either look",
        function="subjects",
        replace=("g.family = subjects.family AND ", ""),
        besides=(("opened", "g.family = opened.family AND ", ""),),
    ),
    Mutant(
        "no categories in either look",
        function="holds",
        replace=("AND g.categories @> holds.needed", ""),
        besides=(("opened", "AND g.categories @> opened.needed", ""),),
    ),
    Mutant(
        "no transaction in any look",
        function="subjects",
        replace=("AND g.xid = pg_current_xact_id_if_assigned()", ""),
        besides=(
            ("opened", "AND g.xid = pg_current_xact_id_if_assigned()", ""),
            ("closed_to", "AND g.xid = pg_current_xact_id_if_assigned()", ""),
        ),
    ),
    Mutant(
        "no end in any look",
        function="subjects",
        replace=("AND g.expires_at > clock_timestamp()", ""),
        besides=(
            ("opened", "AND g.expires_at > clock_timestamp()", ""),
            ("closed_to", "AND g.expires_at > clock_timestamp()", ""),
        ),
    ),
    Mutant("any proof will do", function="proved", replace=("= sha256(proof)", "IS NOT NULL")),
    Mutant(
        "no proof will do",
        function="proved",
        replace=("IF NOT EXISTS", "IF proof IS NOT NULL AND NOT EXISTS"),
    ),
    Mutant("a proof without end", function="proved", replace=("clock_timestamp() >= expires", "false")),
    Mutant("a proof for hours", function="proved", replace=("interval '5 minutes'", "interval '5 hours'")),
    Mutant("a proof of any kind", function="proved", replace=("IS DISTINCT FROM kind THEN", "= '' THEN")),
    Mutant("a refusal opens", function="open", replace=("IS DISTINCT FROM 'permit' THEN", "= '' THEN")),
    Mutant(
        "a run opens everyone",
        function="open",
        replace=("WHERE p.bsn_index = ANY (", "WHERE true OR p.bsn_index = ANY ("),
    ),
    Mutant("a grant that may be gone", function="close", replace=("IF NOT FOUND", "IF false")),
    Mutant(
        "a proof good for twice",
        (
            "ALTER TABLE ledger.intake DROP CONSTRAINT intake_pkey CASCADE",
            "ALTER TABLE ledger.personal_key DROP CONSTRAINT personal_key_pkey",
        ),
    ),
)
