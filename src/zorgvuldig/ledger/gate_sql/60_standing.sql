-- Which of these entries are committed: asked when a transaction is over, for what it opened. It tells nothing but
-- that, of numbers that only their writer knows; an entry of a transaction that still runs does not stand yet.
-- Entry by entry, by the index: the plan is kept for as long as the session lives, and may be of when there were
-- few. As a join it read all of them, so each read cost more than the one before.
CREATE OR REPLACE FUNCTION gate.stands(asked uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    RETURN ARRAY (
        SELECT a.entry_id FROM unnest(asked) AS a (entry_id)
        WHERE (
            SELECT i.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
            FROM ledger.intake i WHERE i.entry_id = a.entry_id
        )
    );
END
$$;
