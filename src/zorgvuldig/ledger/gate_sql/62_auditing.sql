-- Entries by their number, place or moment, for oversight. Under row security PostgreSQL looks at a grant before it may
-- look in an index, row by row through the whole log; here the grant is looked at first, and the index serves.

CREATE OR REPLACE FUNCTION gate.demand_oversight() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT gate.holds('zv_audit', '{log}') THEN
        RAISE EXCEPTION 'the gate refuses: no grant opens this' USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION gate.entry_of(asked uuid) RETURNS TABLE (
    entry_id uuid, "position" bigint, leaf bytea, personal bytea, personal_key uuid, wrapped bytea, index bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.demand_oversight();
    RETURN QUERY
        SELECT i.entry_id, i.position, i.leaf, i.personal, i.personal_key, k.wrapped, l.index
        FROM ledger.intake i
        LEFT JOIN ledger.leaf l ON l.entry_id = i.entry_id
        LEFT JOIN ledger.personal_key k ON k.id = i.personal_key
        WHERE i.entry_id = asked AND i.leaf IS NOT NULL;
END
$$;

-- Entry by entry, each by the index: the plan is kept for as long as the session lives, and may be of when there
-- were few.
CREATE OR REPLACE FUNCTION gate.entries_at(places bigint[]) RETURNS TABLE (
    entry_id uuid, "position" bigint, leaf bytea, personal bytea, personal_key uuid, wrapped bytea, index bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
    PERFORM gate.demand_oversight();
    RETURN QUERY
        SELECT i.entry_id, i.position, i.leaf, i.personal, i.personal_key, k.wrapped, l.index
        FROM ledger.intake i
        LEFT JOIN ledger.leaf l ON l.entry_id = i.entry_id
        LEFT JOIN ledger.personal_key k ON k.id = i.personal_key
        WHERE i.position = ANY (places) AND i.leaf IS NOT NULL
        ORDER BY i.position DESC;
END
$$;

-- What was forbidden since a moment by any of these norms: found among the refusals alone, however much was permitted.
CREATE OR REPLACE FUNCTION gate.forbidden_since(since timestamptz, norms text[]) RETURNS TABLE (
    "position" bigint, leaf bytea, purpose text, outcome text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
    PERFORM gate.demand_oversight();
    RETURN QUERY
        SELECT i.position, i.leaf, i.purpose, i.outcome FROM ledger.intake i
        WHERE i.outcome = 'forbid' AND i.recorded_at >= since
            AND jsonb_exists_any(convert_from(i.leaf, 'UTF8')::jsonb -> 'norms', norms);
END
$$;
