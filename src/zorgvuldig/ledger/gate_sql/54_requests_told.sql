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

-- What was granted and is still to be carried out, and which earlier receivers are still to be told: of which request
-- and until when, and nothing of whom or what.
CREATE OR REPLACE FUNCTION gate.requests_unfinished(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('requests-unfinished', payload, proof);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(u) ORDER BY u.due_on NULLS FIRST, u.id), '[]') FROM (
            SELECT q.id, q.kind, q.answered_on, NULL::date AS due_on, 0 AS untold
            FROM records.rights_request q
            WHERE q.state IN ('granted', 'partly') AND q.effected_on IS NULL
                AND q.kind IN ('rectification', 'completion', 'erasure', 'restriction')
            UNION ALL
            SELECT q.id, q.kind, q.answered_on, min(t.due_on), count(*)
            FROM records.receiver_to_tell t JOIN records.rights_request q ON q.id = t.request_id
            WHERE t.told_on IS NULL AND t.impossible_because = ''
            GROUP BY q.id, q.kind, q.answered_on
            LIMIT (body ->> 'most')::integer
        ) u
    );
END
$$;

-- The duties that carrying out a request left are done once everybody was told, or could not be with words that say
-- why. Looked at here, so that no program can say it while somebody waits.
CREATE OR REPLACE FUNCTION gate.discharge_effects(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('effects', payload, proof);
    asked uuid := (body ->> 'request')::uuid;
    whose uuid := (SELECT q.subject_id FROM records.rights_request q WHERE q.id = asked);
    ended integer;
BEGIN
    UPDATE ledger.open_duty d SET discharged_at = clock_timestamp(), discharged_by_entry = (body ->> 'by')::uuid
    FROM ledger.intake i
    WHERE i.entry_id = d.entry_id AND d.discharged_at IS NULL
        AND d.duty IN ('notify-recipients', 'answer-correction-request')
        AND i.purpose = 'data-subject-rights'
        AND i.subject_index = ANY (
            ARRAY (SELECT decode(n, 'hex') FROM jsonb_array_elements_text(body -> 'indexes') AS n)
        )
        AND NOT EXISTS (
            SELECT FROM records.receiver_to_tell t
            WHERE t.subject_id = whose AND t.told_on IS NULL AND t.impossible_because = ''
        )
        AND NOT EXISTS (
            SELECT FROM records.rights_request q WHERE q.subject_id = whose AND q.answered_on IS NULL
        );
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN to_jsonb(ended);
END
$$;
