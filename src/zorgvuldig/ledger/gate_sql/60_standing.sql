-- Which of these entries are committed: asked when a transaction is over, for what it opened. It tells nothing but
-- that, of numbers that only their writer knows; an entry of a transaction that still runs does not stand yet.
CREATE OR REPLACE FUNCTION gate.stands(asked uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN ARRAY (
        SELECT i.entry_id FROM unnest(asked) AS a (entry_id) JOIN ledger.intake i ON i.entry_id = a.entry_id
        WHERE i.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
    );
END
$$;
