"""Faults in how runs come in, built in one at a time; beside those of `mutants`."""

from __future__ import annotations

from proofs.wall.mutants import Mutant

MUTANTS = (
    Mutant(
        "a place to land for every table", function="stage", replace=("bool_or(a.attname = 'run_id')", "true")
    ),
    Mutant("a place to land on any token", function="stage", replace=("AND g.family = role", "")),
    Mutant(
        "a place to land where the role writes nothing",
        function="stage",
        replace=("bool_and(has_column_privilege(role, c.oid, a.attnum, 'INSERT'))", "true"),
    ),
    Mutant(
        "a turn to settle without a decision",
        function="settle_in_turn",
        replace=("IF NOT EXISTS", "IF false AND NOT EXISTS"),
    ),
    Mutant(
        "who has a contract, without a decision",
        function="contracted",
        replace=("IF NOT EXISTS", "IF false AND NOT EXISTS"),
    ),
    Mutant("what landed stays", function="close", replace=("pg_my_temp_schema() <> 0", "false")),
    Mutant(
        "rows under any segment",
        function="segment_part",
        replace=("AND i.xid = pg_current_xact_id_if_assigned()", ""),
    ),
    Mutant(
        "packed rows under any segment",
        function="segment_packed",
        replace=("AND i.xid <> pg_current_xact_id()", "AND false"),
    ),
    Mutant(
        "other packed rows than were proved",
        function="segment_packed",
        replace=("encode(sha256(packed), 'hex') IS DISTINCT FROM body ->> 'packed'", "false"),
    ),
    Mutant(
        "every row of a bulk decision for anyone",
        function="decided_rows",
        replace=("gate.holds('zv_audit', '{log}')", "true"),
    ),
    Mutant(
        "a proof of nothing", function="person_of", replace=("gate.proved('person', payload, proof)", "'{}'")
    ),
    Mutant("a place to land for everyone", ("GRANT EXECUTE ON FUNCTION gate.stage TO zv_claims",)),
    Mutant("temporary tables for a family", ("GRANT TEMPORARY ON DATABASE this_database TO zv_intake",)),
    Mutant("acts that anyone reads", ("GRANT SELECT ON gate.act TO zv_app",)),
    Mutant("acts that anyone writes", ("GRANT INSERT ON gate.act TO zv_access",)),
    Mutant("deferrals that the person reads", ("GRANT SELECT ON ledger.deferral TO zv_marketing",)),
    Mutant("the word of the witness, from anyone", ("GRANT EXECUTE ON FUNCTION gate.cosign TO zv_app",)),
    Mutant("an emergency that claims handling opens", ("GRANT INSERT ON records.break_glass TO zv_claims",)),
    Mutant("keys that marketing reads", ("GRANT SELECT (wrapped) ON records.data_key TO zv_marketing",)),
)
