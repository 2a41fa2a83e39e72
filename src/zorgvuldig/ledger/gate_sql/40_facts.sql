-- What must be known before any decision; each question is proved.

CREATE OR REPLACE FUNCTION gate.actor_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('actor', payload, proof);
    found jsonb;
BEGIN
    SELECT jsonb_build_object(
        'kind', 'staff', 'id', s.id, 'role', s.role, 'unit', s.unit,
        'secrecy_declared_on', s.secrecy_declared_on,
        'employed', s.employed_during @> (body ->> 'at')::date
    ) INTO found
    FROM records.staff_member s WHERE s.username = body ->> 'username';
    IF found IS NULL THEN
        SELECT jsonb_build_object('kind', 'subject', 'id', l.person_id) INTO found
        FROM records.account_link l WHERE l.username = body ->> 'username';
    END IF;
    RETURN found;
END
$$;

CREATE OR REPLACE FUNCTION gate.claim_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('claim', payload, proof);
BEGIN
    RETURN (
        SELECT jsonb_build_object('run_id', c.run_id, 'subject_id', c.subject_id)
        FROM records.claim c WHERE c.id = (body ->> 'claim')::uuid
    );
END
$$;

-- Facts about the persons of a request that rules may read. A person whom we do not know leaves a fact
-- unknown; of several persons the protective answer holds for all, and others only if they agree.
CREATE OR REPLACE FUNCTION gate.subject_facts(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('facts', payload, proof);
    asked uuid[] := ARRAY (SELECT DISTINCT jsonb_array_elements_text(body -> 'subjects')::uuid);
    found jsonb;
BEGIN
    SELECT jsonb_build_object(
        'threatened', CASE WHEN bool_or(f.threatened) THEN true WHEN f_all THEN false END,
        'restricted', CASE WHEN bool_or(f.restricted) THEN true WHEN f_all THEN false END,
        'subject_age', CASE WHEN f_all AND min(f.age) = max(f.age) THEN min(f.age) END,
        'subject_is_policyholder', CASE WHEN f_all AND bool_or(f.holder) = bool_and(f.holder) THEN bool_or(f.holder) END,
        'policyholder_is_employer',
        CASE WHEN f_all AND bool_or(f.employer) = bool_and(f.employer) THEN bool_or(f.employer) END
    ) INTO found
    FROM (
        SELECT
            p.shielded AS threatened,
            EXISTS (
                SELECT FROM records."case" c
                WHERE c.subject_id = p.id AND c.kind = 'restriction' AND c.state = 'granted'
            ) AS restricted,
            extract(year FROM age((body ->> 'at')::date, p.birthdate))::integer AS age,
            EXISTS (SELECT FROM records.insurance_policy i WHERE i.policyholder_id = p.id) AS holder,
            EXISTS (
                SELECT FROM records.policy_coverage v
                JOIN records.insurance_policy i ON i.id = v.insurance_policy_id
                WHERE v.subject_id = p.id AND i.employer_policyholder IS NOT NULL
            ) AS employer,
            count(*) OVER () = cardinality(asked) AS f_all
        FROM records.person p WHERE p.id = ANY (asked)
    ) f
    GROUP BY f_all;
    RETURN coalesce(jsonb_strip_nulls(found), '{}');
END
$$;
