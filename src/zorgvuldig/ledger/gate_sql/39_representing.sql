-- Who may act for whom, read anew for every decision: a mandate that ended a moment ago opens nothing.

-- For whom somebody may act today, and in what scope. A policyholder acts for the children under sixteen of the own
-- household; from sixteen on a person decides alone. A child whose whereabouts are shielded is not represented by
-- somebody who is not shielded too: what care it gets, and where, would tell the whereabouts (GC-4.0.6).
CREATE OR REPLACE FUNCTION gate.represented(acting uuid, today date)
RETURNS TABLE (person uuid, scope text, until date, child boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT DISTINCT ON (r.person) r.person, r.scope, r.until, p.birthdate > today - interval '16 years'
    FROM (
        SELECT m.subject_id AS person, m.scope::text AS scope, upper(m.valid_during) AS until
        FROM records.mandate m
        WHERE m.representative_id = acting AND m.subject_id <> acting AND m.ended_at IS NULL
            AND m.valid_during @> today
        UNION ALL
        SELECT c.subject_id, 'personal', (k.birthdate + interval '16 years')::date
        FROM records.household_member h
        JOIN records.household_member c ON c.household_id = h.household_id AND c.relation = 'child'
        JOIN records.person k ON k.id = c.subject_id AND k.birthdate > today - interval '16 years'
        WHERE h.subject_id = acting AND h.relation = 'policyholder' AND c.subject_id <> acting
    ) r
    JOIN records.person p ON p.id = r.person
    WHERE NOT p.shielded OR p.birthdate <= today - interval '16 years'
        OR EXISTS (SELECT FROM records.person me WHERE me.id = acting AND me.shielded)
    ORDER BY r.person, r.scope DESC, r.until DESC NULLS FIRST;
$$;

-- What rules read of whoever acts for another; of several persons at once nobody is the representative.
CREATE OR REPLACE FUNCTION gate.of_representation(acting uuid, asked uuid[], today date) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(
        (
            SELECT jsonb_build_object('mandate_valid', true, 'mandate_scope', r.scope)
            FROM gate.represented(acting, today) r
            WHERE cardinality(asked) = 1 AND r.person = asked[1]
        ),
        '{"mandate_valid": false}'
    );
$$;

-- For whom this person may act, for the page on which he chooses, with the mandates that stand between the two, the
-- widest first.
CREATE OR REPLACE FUNCTION gate.representations(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('representations', payload, proof);
BEGIN
    RETURN (
        SELECT jsonb_build_object('persons', coalesce(jsonb_agg(
            to_jsonb(r) || jsonb_build_object('mandates', ARRAY (
                SELECT m.id FROM records.mandate m
                WHERE m.subject_id = r.person AND m.representative_id = (body ->> 'actor')::uuid
                    AND m.ended_at IS NULL AND m.valid_during @> (body ->> 'at')::date
                ORDER BY m.scope DESC, m.id
            )) ORDER BY r.child DESC, r.person
        ), '[]'))
        FROM gate.represented((body ->> 'actor')::uuid, (body ->> 'at')::date) r
    );
END
$$;

-- The insured person of this number and birth date at the insurer of whoever asks, as a bare number of ours. Asked
-- with blind indexes; whoever gives a mandate never hears whether there was anybody.
CREATE OR REPLACE FUNCTION gate.person_numbered(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('numbered', payload, proof);
BEGIN
    RETURN (
        SELECT jsonb_build_object('person', p.id)
        FROM records.person p
        WHERE p.bsn_index = ANY (
            ARRAY (SELECT decode(n, 'hex') FROM jsonb_array_elements_text(body -> 'indexes') AS n)
        )
            AND p.birthdate = (body ->> 'birthdate')::date
            -- Whoever works here takes in the request of anyone; whoever is insured names another of the same insurer.
            AND (body ->> 'actor' IS NULL
                OR p.insurer_id = (SELECT me.insurer_id FROM records.person me WHERE me.id = (body ->> 'actor')::uuid))
        LIMIT 1
    );
END
$$;
