-- Where many rows land before the wall lets them in: COPY is refused on a table with row security.
--
-- A temporary table of this transaction alone, which no other session can read, not even as superuser; it is
-- never written to the log of the server, and is gone at the end of the grant, at a commit and at a rollback.
-- No working role may make a temporary table: the gate makes this one, with a name and columns of the gate's
-- choice, for the role that holds a grant: rows of a run where it is about a run, and otherwise rows of no run. Only
-- where that role may write whole rows.
CREATE OR REPLACE FUNCTION gate.stage(target text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    role text := current_setting('role');
    staged text := 'staged_' || target;
    of_a_run boolean;
    columns text;
BEGIN
    SELECT g.run_id IS NOT NULL INTO of_a_run FROM gate.open_grant g
    WHERE g.token = gate.token()
        AND g.family = role
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
    IF of_a_run IS NULL THEN
        RAISE EXCEPTION 'the gate refuses: only an open grant has a place to land'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum)
    INTO columns
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'records'::regnamespace AND c.relname = target AND c.relkind = 'r'
        AND a.attnum > 0 AND NOT a.attisdropped
    HAVING bool_or(a.attname = 'run_id') = of_a_run
        AND bool_and(has_column_privilege(role, c.oid, a.attnum, 'INSERT'));
    IF columns IS NULL THEN
        RAISE EXCEPTION 'the gate refuses: no such rows land there' USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('DROP TABLE IF EXISTS pg_temp.%I', staged);
    EXECUTE format('CREATE TEMPORARY TABLE %I (%s) ON COMMIT DROP', staged, columns);
    EXECUTE format('GRANT INSERT, SELECT ON pg_temp.%I TO %I', staged, role);
    RETURN staged;
END
$$;

-- What landed goes with the grant under which it landed.
CREATE OR REPLACE FUNCTION gate.unstage() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    staged text;
BEGIN
    FOR staged IN
        SELECT c.relname FROM pg_class c WHERE c.relnamespace = pg_my_temp_schema() AND c.relkind = 'r'
    LOOP
        EXECUTE format('DROP TABLE pg_temp.%I', staged);
    END LOOP;
END
$$;
