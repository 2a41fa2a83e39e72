-- Who is beyond the term of the norms (bewaartermijn): asked here with a proof. The period comes from the norms, by
-- the day of the run; days are counted in the calendar, as `decisions.periods` does.

-- From which day the term of a case counts: a fraud file's from the last change that mattered, another's from closing.
CREATE OR REPLACE FUNCTION gate.counted_from(term text, closed_on date, last_changed_on date) RETURNS date
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN term IN ('fraud-investigated', 'fraud-signal') THEN last_changed_on ELSE closed_on END;
$$;

-- Everyone whose insurance ended longer ago than the term, and whom nothing keeps: no cover that runs or ended less
-- long ago, no hold, no case that is open or within its own term. Whoever is insured by one's policy, or represented
-- by one, keeps that one too, as the policy stands on that name. `terms` gives the period of each class of data;
-- `among` looks at some persons only.
CREATE OR REPLACE FUNCTION gate.beyond_term(day date, terms jsonb, among uuid[])
RETURNS TABLE (subject uuid, ends_on date, kept text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE tie AS (
        SELECT c.subject_id AS one, p.policyholder_id AS other
        FROM records.policy_coverage c JOIN records.insurance_policy p ON p.id = c.insurance_policy_id
        WHERE p.policyholder_id <> c.subject_id AND (among IS NULL OR p.policyholder_id = ANY (among))
        UNION SELECT m.subject_id, m.representative_id FROM records.mandate m
        WHERE among IS NULL OR m.representative_id = ANY (among)
    ), own AS (
        SELECT c.subject_id AS subject, max(coalesce(upper(c.insured_during), 'infinity') - 1) AS ends_on
        FROM records.policy_coverage c
        WHERE among IS NULL OR c.subject_id = ANY (among) OR c.subject_id IN (SELECT t.one FROM tie t)
        GROUP BY 1
    ), clock AS (
        SELECT e.subject, max(e.ends_on) AS ends_on FROM (
            SELECT o.subject, o.ends_on FROM own o
            UNION ALL SELECT t.other, o.ends_on FROM tie t JOIN own o ON o.subject = t.one
        ) e GROUP BY 1
    ), reason AS (
        SELECT k.subject, min(k.why) AS why FROM (
            SELECT h.subject_id AS subject, 'a-hold' AS why FROM records.person_hold h WHERE h.ended_at IS NULL
            UNION ALL SELECT s.subject_id, 'b-case' FROM records."case" s
            WHERE s.subject_id IS NOT NULL AND (
                s.closed_on IS NULL OR (gate.counted_from(s.term, s.closed_on, s.last_changed_on)
                    + (terms ->> s.term)::interval)::date >= day
            )
            UNION ALL SELECT q.subject_id, 'b-case' FROM records.rights_request q
            WHERE q.state IN ('received', 'extended')
                OR (q.answered_on + (terms ->> 'case')::interval)::date >= day
            UNION ALL SELECT o.subject, 'c-running' FROM own o
            WHERE (o.ends_on + (terms ->> 'insurance')::interval)::date >= day
        ) k GROUP BY 1
    ), held (subject) AS (
        SELECT r.subject FROM reason r
        UNION SELECT t.other FROM held k JOIN tie t ON t.one = k.subject
    )
    SELECT c.subject, c.ends_on, CASE WHEN k.subject IS NOT NULL THEN coalesce(substr(r.why, 3), 'tied') END
    FROM clock c
    LEFT JOIN held k ON k.subject = c.subject LEFT JOIN reason r ON r.subject = c.subject
    WHERE (c.ends_on + (terms ->> 'insurance')::interval)::date < day AND (among IS NULL OR c.subject = ANY (among));
$$;

-- What is due: the persons with the end of their insurance, who of them stand on whose policy, and how many are kept
-- although the term is over, by what; and of how many nobody knows when the insurance ended.
CREATE OR REPLACE FUNCTION gate.persons_due(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('persons-due', payload, proof);
    among uuid[] := CASE WHEN jsonb_typeof(body -> 'among') = 'array'
        THEN ARRAY (SELECT jsonb_array_elements_text(body -> 'among')::uuid) END;
    told jsonb;
BEGIN
    WITH found AS MATERIALIZED (
        SELECT * FROM gate.beyond_term(
            (body ->> 'day')::date, body -> 'terms', among
        )
    ), due AS MATERIALIZED (SELECT f.subject, f.ends_on FROM found f WHERE f.kept IS NULL)
    SELECT jsonb_build_object(
        'due', (SELECT jsonb_agg(jsonb_build_array(d.subject, d.ends_on) ORDER BY d.ends_on, d.subject) FROM due d),
        'ties', (
            SELECT jsonb_agg(DISTINCT jsonb_build_array(t.one, t.other)) FROM (
                SELECT c.subject_id AS one, p.policyholder_id AS other
                FROM records.policy_coverage c JOIN records.insurance_policy p ON p.id = c.insurance_policy_id
                WHERE p.policyholder_id <> c.subject_id
                UNION ALL SELECT m.subject_id, m.representative_id FROM records.mandate m
            ) t WHERE t.one IN (SELECT d.subject FROM due d) AND t.other IN (SELECT d.subject FROM due d)
        ),
        'kept', (SELECT jsonb_object_agg(k.kept, k.n) FROM (
            SELECT f.kept, count(*) AS n FROM found f WHERE f.kept IS NOT NULL GROUP BY 1
        ) k),
        'unknown', CASE WHEN among IS NULL THEN (
            SELECT count(*) FROM records.person p
            WHERE NOT EXISTS (SELECT FROM records.policy_coverage c WHERE c.subject_id = p.id)
                AND NOT EXISTS (
                    SELECT FROM records.insurance_policy i JOIN records.policy_coverage c
                    ON c.insurance_policy_id = i.id WHERE i.policyholder_id = p.id
                )
                AND NOT EXISTS (
                    SELECT FROM records.mandate m JOIN records.policy_coverage c ON c.subject_id = m.subject_id
                    WHERE m.representative_id = p.id
                )
        ) END
    ) INTO told;
    RETURN told;
END
$$;

-- On whom a hold stands.
CREATE OR REPLACE FUNCTION gate.persons_held(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.proved('persons-held', payload, proof);
    RETURN jsonb_build_object(
        'persons', (SELECT jsonb_agg(h.subject_id) FROM records.person_hold h WHERE h.ended_at IS NULL)
    );
END
$$;

-- How many rows of these persons stand in these tables, each with the column that says whose a row is.
CREATE OR REPLACE FUNCTION gate.rows_held(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('rows-held', payload, proof);
    persons uuid[] := ARRAY (SELECT jsonb_array_elements_text(body -> 'persons')::uuid);
    place record;
    found bigint;
    told jsonb := '{}';
BEGIN
    FOR place IN SELECT * FROM jsonb_to_recordset(body -> 'tables') AS t (name text, whose text) LOOP
        EXECUTE format('SELECT count(*) FROM records.%I WHERE %I = ANY ($1)', place.name, place.whose)
        INTO found USING persons;
        told := told || jsonb_build_object(place.name, found);
    END LOOP;
    RETURN told;
END
$$;
