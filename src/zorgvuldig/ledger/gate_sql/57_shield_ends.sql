-- How long somebody has, after hearing it, to say that the shield must stay. The Code names no term: our own choice.
CREATE OR REPLACE FUNCTION gate.shield_notice() RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$ SELECT 14 $$;

-- From which day a shield may end: counted from the day on which the letter about it was handed over, and none while
-- it was not, or came back. That a letter left for the safe route tells nobody anything yet.
CREATE OR REPLACE FUNCTION gate.shield_ends_from(told uuid) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (d.handed_at AT TIME ZONE 'Europe/Amsterdam')::date + gate.shield_notice()
    FROM records.outbound_document d WHERE d.id = told AND d.state = 'handed';
$$;

-- Proposals to end a shield that wait: whose, by whom, and from which day they may be settled; nothing of why.
CREATE OR REPLACE FUNCTION gate.shield_ends(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('shield-ends', payload, proof);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.proposed_at, r.id), '[]')
        FROM (
            SELECT e.id, e.subject_id, e.ground, e.proposed_at, e.proposed_by,
                gate.shield_ends_from(e.letter_id) AS ends_from, e.letter_id IS NOT NULL AS announced
            FROM records.shield_end e
            WHERE e.settled_on IS NULL AND e.dropped_on IS NULL
                AND (body ->> 'end' IS NULL OR e.id = (body ->> 'end')::uuid)
            ORDER BY e.proposed_at, e.id LIMIT (body ->> 'most')::integer
        ) r
    );
END
$$;

-- A shield ends here and nowhere else: after the letter and the days it gives, by another than whoever proposed it.
-- Looked at here, so that no program can end one sooner or alone (records.keep_shield refuses every other way).
CREATE OR REPLACE FUNCTION gate.end_shield(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('end-shield', payload, proof);
    today date := (clock_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date;
    whose uuid;
BEGIN
    UPDATE records.shield_end e SET settled_on = today, settled_by = body ->> 'by'
    WHERE e.id = (body ->> 'end')::uuid AND e.settled_on IS NULL AND e.dropped_on IS NULL
        AND coalesce(body ->> 'by', '') NOT IN ('', e.proposed_by)
        AND gate.shield_ends_from(e.letter_id) <= today
    RETURNING e.subject_id INTO whose;
    IF whose IS NULL THEN
        RETURN to_jsonb(false);
    END IF;
    UPDATE records.person p SET shielded = false WHERE p.id = whose;
    UPDATE records.person_address a SET shielded = false WHERE a.subject_id = whose AND a.shielded;
    RETURN to_jsonb(true);
END
$$;

-- Who is shielded and was not asked after it for a year: whose, and since when (notes on article 4.0.6). A shield
-- never ends by itself; that somebody is asked leaves it as it is. Of a shield that was loaded nobody knows since when:
-- then it counts from when the person was.
CREATE OR REPLACE FUNCTION gate.shields_to_ask(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('shields-to-ask', payload, proof);
    before date := ((body ->> 'on')::date - (body ->> 'after')::interval)::date;
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.since, r.subject_id), '[]')
        FROM (
            SELECT p.id AS subject_id, p.shielded_on AS known_since,
                coalesce(p.shielded_on, p.obtained_at::date) AS since
            FROM records.person p
            WHERE p.shielded AND coalesce(p.shielded_on, p.obtained_at::date) <= before
                AND NOT EXISTS (
                    SELECT FROM records.outbound_document d
                    WHERE d.subject_id = p.id AND d.kind IN ('shield-asks', 'shield-ends')
                        AND (d.made_at AT TIME ZONE 'Europe/Amsterdam')::date > before
                )
                AND NOT EXISTS (
                    SELECT FROM records.shield_end e
                    WHERE e.subject_id = p.id AND e.settled_on IS NULL AND e.dropped_on IS NULL
                )
            ORDER BY since, p.id LIMIT (body ->> 'most')::integer
        ) r
    );
END
$$;
