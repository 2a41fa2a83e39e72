-- Where letters stand: to whom they go by number and how far they are, so that a decision can be asked about that
-- person alone. What a letter says is sealed, and no address is here.

CREATE OR REPLACE FUNCTION gate.letters_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('letters', payload, proof);
BEGIN
    RETURN (
        SELECT jsonb_build_object('letters', coalesce(jsonb_agg(to_jsonb(l) ORDER BY l.made_at, l.id), '[]'))
        FROM (
            SELECT d.id, d.kind, d.data_category, d.purpose, d.subject_id, d.run_id, d.route, d.state, d.made_at,
                d.digest
            FROM records.outbound_document d
            WHERE (body ->> 'state' = '' OR d.state = body ->> 'state')
                AND (body ->> 'letter' = '' OR d.id = (nullif(body ->> 'letter', ''))::uuid)
        ) l
    );
END
$$;
