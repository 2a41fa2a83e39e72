-- Where letters stand: to whom they go by number and how far they are, so that a decision can be asked about that
-- person alone. What a letter says is sealed, and no address is here. A part at a time, the oldest first: there are
-- as many letters as settled claims.

CREATE OR REPLACE FUNCTION gate.letters_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('letters', payload, proof);
    after_at timestamptz := coalesce((body ->> 'after_at')::timestamptz, '-infinity');
    after_id uuid := coalesce((body ->> 'after_id')::uuid, '00000000-0000-0000-0000-000000000000');
    wanted text := body ->> 'state';
    way text := body ->> 'route';
BEGIN
    RETURN (
        SELECT jsonb_build_object('letters', coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.made_at, l.id), '[]'))
        FROM (
            SELECT d.id, d.kind, d.data_category, d.purpose, d.subject_id, d.run_id, d.route, d.state, d.made_at,
                d.digest
            FROM records.outbound_document d
            WHERE (wanted IS NULL OR d.state = wanted) AND (way IS NULL OR d.route = way)
                AND (body ->> 'letter' IS NULL OR d.id = (body ->> 'letter')::uuid)
                AND (d.made_at, d.id) > (after_at, after_id)
            ORDER BY d.made_at, d.id LIMIT (body ->> 'most')::integer
        ) l
    );
END
$$;

-- How many letters of each kind are how far, by which route.
CREATE OR REPLACE FUNCTION gate.letters_counted(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.proved('letters-counted', payload, proof);
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(c)), '[]')
        FROM (
            SELECT d.kind, d.state, d.route, count(*) AS letters
            FROM records.outbound_document d GROUP BY d.kind, d.state, d.route
        ) c
    );
END
$$;

-- About which runs letters were written before.
CREATE OR REPLACE FUNCTION gate.runs_told(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.proved('runs-told', payload, proof);
    RETURN (SELECT coalesce(jsonb_agg(r.run_id), '[]') FROM records.run_letters r);
END
$$;

-- That a letter on the safe route was handed over. The gate writes it, so that whoever brings letters needs no
-- right to any of them.
CREATE OR REPLACE FUNCTION gate.letter_handed(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('handed', payload, proof);
BEGIN
    UPDATE records.outbound_document
    SET state = 'handed', handed_at = clock_timestamp(), handed_by_entry = (body ->> 'by')::uuid
    WHERE id = (body ->> 'letter')::uuid AND route = 'safe' AND state = 'sent';
    RETURN to_jsonb(FOUND);
END
$$;

-- A run whose insured were all written to owes them nothing more. Looked at here, so that no program can say it
-- of a run of which a letter was refused, or waits still.
CREATE OR REPLACE FUNCTION gate.discharge_told(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('told', payload, proof);
    told uuid := (body ->> 'run')::uuid;
    ended integer;
BEGIN
    UPDATE ledger.open_duty d SET discharged_at = clock_timestamp(), discharged_by_entry = (body ->> 'by')::uuid
    FROM ledger.intake i
    WHERE i.run_id = told AND d.entry_id = i.entry_id AND d.duty = body ->> 'duty' AND d.discharged_at IS NULL
        AND EXISTS (SELECT FROM records.run_letters r WHERE r.run_id = told AND r.refused = 0)
        AND NOT EXISTS (
            SELECT FROM records.outbound_document l
            WHERE l.run_id = told AND l.subject_id IS NOT NULL AND l.state = 'made'
        );
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN to_jsonb(ended);
END
$$;
