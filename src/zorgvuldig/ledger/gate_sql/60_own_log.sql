-- What a person's own view of the ledger asks besides.

CREATE OR REPLACE FUNCTION gate.ledger_indexes(family text) RETURNS bytea[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.indexes FROM gate.open_grant g
    WHERE g.token = nullif(current_setting('zv.grant', true), '')::uuid
        AND g.family = ledger_indexes.family AND g.categories @> '{log}'
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
$$;

-- The entries of the ledger in which a person whom the grant is about is met: alone, among several, in a run.
CREATE OR REPLACE FUNCTION gate.ledger_entries(family text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY (
        SELECT i.entry_id FROM ledger.intake i
        WHERE i.subject_index = ANY ((SELECT gate.ledger_indexes(ledger_entries.family))::bytea[])
        UNION
        SELECT r.entry_id FROM ledger.segment_row r
        WHERE r.subject_index = ANY ((SELECT gate.ledger_indexes(ledger_entries.family))::bytea[])
        UNION
        -- What was looked up or decided for a whole run concerns everyone whose row stands in that run.
        SELECT w.entry_id FROM ledger.intake w
        WHERE w.subject_index IS NULL AND w.run_id IN (
            SELECT i.run_id FROM ledger.segment_row r JOIN ledger.intake i ON i.entry_id = r.entry_id
            WHERE r.subject_index = ANY ((SELECT gate.ledger_indexes(ledger_entries.family))::bytea[])
        )
    );
$$;

-- The keys of what may be read of those entries. An entry about several named persons tells each that it was
-- there, and not on which facts: those are about the others too.
CREATE OR REPLACE FUNCTION gate.ledger_keys(family text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY (
        SELECT i.personal_key FROM ledger.intake i
        WHERE i.entry_id = ANY ((SELECT gate.ledger_entries(ledger_keys.family))::uuid[])
            AND (i.subject_index IS NOT NULL OR i.run_id IS NOT NULL)
        UNION
        SELECT r.personal_key FROM ledger.segment_row r
        WHERE r.subject_index = ANY ((SELECT gate.ledger_indexes(ledger_keys.family))::bytea[])
    );
$$;
