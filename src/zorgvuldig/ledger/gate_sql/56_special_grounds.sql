-- Refusals that wait for the word of the data protection officer, and those for a special circumstance that still stand,
-- with until when at most (article 3.13): of which request and on which ground, and nothing of whom or what.
CREATE OR REPLACE FUNCTION gate.requests_on_grounds(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('requests-on-grounds', payload, proof);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.until NULLS FIRST, r.due_on, r.id), '[]')
        FROM (
            SELECT q.id, q.kind, q.ground, q.received_on, q.due_on, q.ground_until AS until,
                q.state IN ('partly', 'refused') AS withheld
            FROM records.rights_request q
            WHERE (q.officer_asked AND q.officer_on IS NULL AND q.state IN ('received', 'extended'))
                OR (q.ground_until IS NOT NULL AND q.ground_ended_on IS NULL AND q.state IN ('partly', 'refused'))
            ORDER BY q.ground_until NULLS FIRST, q.due_on, q.id LIMIT (body ->> 'most')::integer
        ) r
    );
END
$$;

-- The duty to look again at a refusal for a special circumstance (GC-T-5.2-weigering) is done once the officer did: for
-- what was left before the entry that says so. Looked at here: none ends by a request that nobody refused so.
CREATE OR REPLACE FUNCTION gate.discharge_reviews(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('reviews', payload, proof);
    ended integer;
BEGIN
    UPDATE ledger.open_duty d SET discharged_at = clock_timestamp(), discharged_by_entry = (body ->> 'by')::uuid
    FROM ledger.intake i
    WHERE i.entry_id = d.entry_id AND d.discharged_at IS NULL AND d.duty = 'review-refusal'
        AND d.entry_id <> (body ->> 'by')::uuid
        AND i.purpose = 'data-subject-rights'
        AND i.subject_index = ANY (
            ARRAY (SELECT decode(n, 'hex') FROM jsonb_array_elements_text(body -> 'indexes') AS n)
        )
        AND EXISTS (
            SELECT FROM records.rights_request q
            WHERE q.id = (body ->> 'request')::uuid AND q.ground_until IS NOT NULL AND q.state IN ('partly', 'refused')
                -- Another refusal of the same person keeps its duty: an entry does not tell which request left it.
                AND NOT EXISTS (
                    SELECT FROM records.rights_request other
                    WHERE other.subject_id = q.subject_id AND other.id <> q.id AND other.ground_until IS NOT NULL
                        AND other.ground_ended_on IS NULL AND other.state IN ('partly', 'refused')
                )
        );
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN to_jsonb(ended);
END
$$;
