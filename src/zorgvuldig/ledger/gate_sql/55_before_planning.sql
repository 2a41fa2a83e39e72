-- The look at the grant before anything of a table: it stands in front of every policy of a family.
--
-- A rule of row security is one condition among those of the reader, and PostgreSQL is free to try a reader's
-- cheap condition first, or to look it up in an index: whether a row met it could then be seen in an error, in
-- a count of EXPLAIN or in time. Therefore this look is no condition of the scan. It is declared IMMUTABLE, so
-- that PostgreSQL works it out while it plans, before it reads statistics, index or table; without a fitting
-- grant there is no plan, whatever the statement is, and no two refusals differ.
-- A plan that was made under a grant outlives it; there the looks of `50_asking.sql`, which run with the
-- statement, find no grant and open no row.
CREATE OR REPLACE FUNCTION gate.opened(family text, needed text[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM gate.open_grant g
        WHERE g.token = gate.token()
            AND g.family = opened.family AND g.categories @> opened.needed
            AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned()
    ) THEN
        RETURN true;
    END IF;
    RAISE EXCEPTION 'the gate refuses: no grant opens this' USING ERRCODE = 'insufficient_privilege';
END
$$;
