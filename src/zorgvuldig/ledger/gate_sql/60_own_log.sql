-- What a person's own view of the ledger asks besides.

CREATE OR REPLACE FUNCTION gate.ledger_indexes(family text) RETURNS bytea[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.indexes FROM gate.open_grant g
    WHERE g.token = gate.token()
        AND g.family = ledger_indexes.family AND g.categories @> '{log}'
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
$$;

-- The entries of the ledger in which a person whom the grant is about is met: alone, among several, in a run.
-- What is deferred is not among them, and gives no run away either, until somebody released it (article 3.13).
CREATE OR REPLACE FUNCTION gate.ledger_entries(family text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    WITH hidden AS (
        SELECT d.entry_id FROM ledger.deferral d
        WHERE NOT EXISTS (
            SELECT FROM ledger.deferral_review v WHERE v.entry_id = d.entry_id AND v.review_on IS NULL
        )
    ), met AS (
        SELECT r.entry_id FROM ledger.segment_row r
        WHERE r.subject_index = ANY ((SELECT gate.ledger_indexes(ledger_entries.family))::bytea[])
        UNION SELECT b.entry_id FROM gate.met_in_blocks(gate.ledger_indexes(ledger_entries.family)) b
        EXCEPT SELECT h.entry_id FROM hidden h
    )
    SELECT ARRAY (
        SELECT i.entry_id FROM ledger.intake i
        WHERE i.subject_index = ANY ((SELECT gate.ledger_indexes(ledger_entries.family))::bytea[])
            AND NOT EXISTS (SELECT FROM hidden h WHERE h.entry_id = i.entry_id)
        UNION
        SELECT m.entry_id FROM met m
        UNION
        -- What was looked up or decided for a whole run concerns everyone whose row stands in that run.
        SELECT w.entry_id FROM ledger.intake w
        WHERE w.subject_index IS NULL
            AND w.run_id IN (SELECT i.run_id FROM met m JOIN ledger.intake i ON i.entry_id = m.entry_id)
            AND NOT EXISTS (SELECT FROM hidden h WHERE h.entry_id = w.entry_id)
    );
$$;

-- The keys of what may be read of those entries. An entry about several named persons tells each that it was
-- there, and not on which facts: those are about the others too. Of a deferral only the words that were
-- written for the person.
CREATE OR REPLACE FUNCTION gate.ledger_keys(family text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    WITH own AS MATERIALIZED (
        SELECT e AS entry_id FROM unnest((SELECT gate.ledger_entries(ledger_keys.family))::uuid[]) AS e
    )
    SELECT ARRAY (
        SELECT i.personal_key FROM ledger.intake i JOIN own ON own.entry_id = i.entry_id
        WHERE i.subject_index IS NOT NULL OR i.run_id IS NOT NULL
        UNION
        SELECT r.personal_key FROM ledger.segment_row r JOIN own ON own.entry_id = r.entry_id
        WHERE r.subject_index = ANY ((SELECT gate.ledger_indexes(ledger_keys.family))::bytea[])
        UNION
        -- One key opens all rows of a bulk decision; of those only the person's own are given out (16_blocks.sql).
        SELECT d.personal_key FROM gate.met_in_blocks(gate.ledger_indexes(ledger_keys.family)) b
        JOIN own ON own.entry_id = b.entry_id
        JOIN ledger.decided_segment d ON d.entry_id = b.entry_id
        UNION
        SELECT v.reason_key FROM ledger.deferral_review v JOIN own ON own.entry_id = v.entry_id
        WHERE v.review_on IS NULL
    );
$$;
