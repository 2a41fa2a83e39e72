-- The claims that bear a number, for whoever was permitted to search: where they stand, and nothing of what they say.
CREATE OR REPLACE FUNCTION gate.claims_numbered(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('claim-number', payload, proof);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_array(c.id, c.run_id, c.subject_id)), '[]')
        FROM (
            SELECT id, run_id, subject_id FROM records.claim
            WHERE claim_number = body ->> 'number' LIMIT (body ->> 'most')::integer
        ) c
    );
END
$$;
