-- What the insurer chose for the parameters that the norms leave to it, from which day: every decision goes by them,
-- so they are read before any. About nobody.

CREATE OR REPLACE FUNCTION gate.norm_choices(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.proved('choices', payload, proof);
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_array(c.name, c.valid_from, c.value) ORDER BY c.name, c.valid_from), '[]')
        FROM records.norm_choice c
    );
END
$$;
