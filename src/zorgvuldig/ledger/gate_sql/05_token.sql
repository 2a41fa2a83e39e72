-- The token that this session says it holds; NULL for anything that is none. Never an error: whether a function
-- ran at all must not be told by one.
CREATE OR REPLACE FUNCTION gate.token() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said text := current_setting('zv.grant', true);
BEGIN
    IF said ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN said::uuid;
    END IF;
    RETURN NULL;
END
$$;
