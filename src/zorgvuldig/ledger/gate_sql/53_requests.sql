-- Requests of persons: whose they are and until when they may wait, and nothing of what is asked.
--
-- Asked with a proof, so that a work list needs no right to any request.
CREATE OR REPLACE FUNCTION gate.requests_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('requests', payload, proof);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.due_on, r.id), '[]')
        FROM (
            SELECT q.id, q.subject_id, q.kind, q.state, q.received_on, q.due_on
            FROM records.rights_request q
            WHERE (body ->> 'request' IS NULL OR q.id = (body ->> 'request')::uuid)
                AND (body ->> 'request' IS NOT NULL OR q.state IN ('received', 'extended'))
            ORDER BY q.due_on, q.id LIMIT (body ->> 'most')::integer
        ) r
    );
END
$$;
