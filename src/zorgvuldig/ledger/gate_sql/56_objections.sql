-- Objections for personal circumstances that wait to be weighed: whose they are and against which use, and nothing of the
-- circumstances. Asked with a proof, so that a work list needs no right to any of them.
CREATE OR REPLACE FUNCTION gate.objections_open(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('objections', payload, proof);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.made_at, r.id), '[]')
        FROM (
            SELECT o.id, o.subject_id, o.purpose, o.made_at, o.proposed_by
            FROM records.objection o
            WHERE o.kind = 'relative' AND o.state IN ('made', 'pending') AND o.channel <> 'privacy-statement'
                AND (body ->> 'objection' IS NULL OR o.id = (body ->> 'objection')::uuid)
            ORDER BY o.made_at, o.id LIMIT (body ->> 'most')::integer
        ) r
    );
END
$$;
