-- What oversight asks of a period, of one person, of a norm and of the open duties. The grant is looked at first, so
-- that the indexes serve (62_auditing.sql); places come back, and `entries_at` opens only those that a page shows.

-- How often which purpose had which outcome: from the index alone. What was pruned has neither.
CREATE OR REPLACE FUNCTION gate.counts_between(since timestamptz, until timestamptz)
RETURNS TABLE (purpose text, outcome text, times bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
    PERFORM gate.demand_oversight();
    RETURN QUERY
        SELECT i.purpose, i.outcome, count(*) FROM ledger.intake i
        WHERE i.recorded_at >= since AND i.recorded_at < until AND i.purpose IS NOT NULL
        GROUP BY i.purpose, i.outcome;
END
$$;

-- Decisions of a period, newest first, below a place. What was not permitted has an index of its own; the others are
-- walked from the newest on, and no further than where the period begins: entries of one moment come in by about the
-- same place, and a thousand places of slack are more than there are sessions.
CREATE OR REPLACE FUNCTION gate.places_between(
    since timestamptz, until timestamptz, wanted_outcome text, wanted_purpose text, wanted_role text,
    before bigint, most integer
) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    first bigint;
BEGIN
    PERFORM gate.demand_oversight();
    first := (SELECT i.position FROM ledger.intake i WHERE i.recorded_at >= since ORDER BY i.recorded_at LIMIT 1) - 1000;
    IF wanted_outcome <> 'permit' THEN
        RETURN QUERY
            SELECT i.position FROM ledger.intake i
            WHERE i.outcome <> 'permit' AND i.outcome = wanted_outcome
                AND i.position >= first AND (before IS NULL OR i.position < before)
                AND i.recorded_at >= since AND i.recorded_at < until
                AND (wanted_purpose IS NULL OR i.purpose = wanted_purpose)
                AND (wanted_role IS NULL OR convert_from(i.leaf, 'UTF8')::jsonb ->> 'role' = wanted_role)
            ORDER BY i.position DESC LIMIT most;
    ELSE
        RETURN QUERY
            SELECT i.position FROM ledger.intake i
            WHERE i.position >= first AND (before IS NULL OR i.position < before)
                AND i.recorded_at >= since AND i.recorded_at < until AND i.leaf IS NOT NULL
                AND (wanted_outcome IS NULL OR i.outcome = wanted_outcome)
                AND (wanted_purpose IS NULL OR i.purpose = wanted_purpose)
                AND (wanted_role IS NULL OR convert_from(i.leaf, 'UTF8')::jsonb ->> 'role' = wanted_role)
            ORDER BY i.position DESC LIMIT most;
    END IF;
END
$$;

-- The entries of a period about the one person whom the decision named: alone, in a run, or with the whole run. The
-- grant holds the person's indexes, so nobody else's are found under it.
CREATE OR REPLACE FUNCTION gate.places_of_person(
    since timestamptz, until timestamptz, before bigint, most integer
) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    own bytea[] := gate.ledger_indexes('zv_audit');
BEGIN
    PERFORM gate.demand_oversight();
    RETURN QUERY
        WITH met AS (
            SELECT r.entry_id FROM ledger.segment_row r WHERE r.subject_index = ANY (own)
            UNION SELECT b.entry_id FROM gate.met_in_blocks(own) b
        )
        SELECT i.position FROM ledger.intake i
        WHERE i.entry_id IN (
                SELECT a.entry_id FROM ledger.intake a WHERE a.subject_index = ANY (own)
                UNION SELECT m.entry_id FROM met m
                UNION SELECT w.entry_id FROM met m
                    JOIN ledger.intake x ON x.entry_id = m.entry_id
                    JOIN ledger.intake w ON w.run_id = x.run_id AND w.subject_index IS NULL
            )
            AND i.recorded_at >= since AND i.recorded_at < until AND i.leaf IS NOT NULL
            AND (before IS NULL OR i.position < before)
        ORDER BY i.position DESC LIMIT most;
END
$$;

-- How often a norm decided, among the newest decisions.
CREATE OR REPLACE FUNCTION gate.applied(norm text, latest integer) RETURNS TABLE (outcome text, times bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
    PERFORM gate.demand_oversight();
    RETURN QUERY
        SELECT n.outcome, count(*) FROM (
            SELECT i.outcome, i.leaf FROM ledger.intake i
            WHERE i.leaf IS NOT NULL ORDER BY i.position DESC LIMIT latest
        ) n
        WHERE jsonb_exists(convert_from(n.leaf, 'UTF8')::jsonb -> 'norms', norm)
        GROUP BY n.outcome;
END
$$;

-- The duties that are still open, alike ones of one day in one line with the oldest processing that left them.
CREATE OR REPLACE FUNCTION gate.duties_open(most integer) RETURNS TABLE (
    duty text, norm text, words text, due text, discharger text, purpose text, times bigint, since timestamptz,
    oldest uuid
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.demand_oversight();
    RETURN QUERY
        SELECT d.duty, d.norm, d.text, d.due, d.discharger, i.purpose, count(*), min(i.recorded_at),
            (array_agg(d.entry_id ORDER BY i.position))[1]
        FROM ledger.open_duty d JOIN ledger.intake i ON i.entry_id = d.entry_id
        WHERE d.discharged_at IS NULL
        GROUP BY d.duty, d.norm, d.text, d.due, d.discharger, i.purpose
        ORDER BY d.due NULLS LAST, min(i.position) LIMIT most;
END
$$;
