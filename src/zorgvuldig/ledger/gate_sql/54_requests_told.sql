-- Requests about which a letter is still to be written: whose they are and how far, and nothing of what is asked.
--
-- A request is told of when a letter was made of the state in which it is (told_state). Nothing leaves about a
-- request that came by letter or telephone before it is certain who asks (article 5.2 e), except that it was refused.
CREATE OR REPLACE FUNCTION gate.requests_untold(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('requests-untold', payload, proof);
    after_id uuid := coalesce((body ->> 'after')::uuid, '00000000-0000-0000-0000-000000000000');
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.id), '[]')
        FROM (
            SELECT q.id, q.subject_id, q.kind, q.state, q.received_on, q.due_on
            FROM records.rights_request q
            WHERE q.id > after_id AND q.told_state <> q.state AND q.state <> 'withdrawn'
                AND (q.channel = 'desk' OR q.identified_on IS NOT NULL OR q.state = 'refused')
            ORDER BY q.id LIMIT (body ->> 'most')::integer
        ) r
    );
END
$$;

-- That a letter was made of the state in which a request is. The gate writes it, so that whoever writes letters needs
-- no right to any request; false where the request went on meanwhile, or was told of by somebody else.
CREATE OR REPLACE FUNCTION gate.request_told(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('request-told', payload, proof);
BEGIN
    UPDATE records.rights_request q SET told_state = q.state
    WHERE q.id = (body ->> 'request')::uuid AND q.state = body ->> 'state' AND q.told_state <> q.state;
    RETURN to_jsonb(FOUND);
END
$$;
