-- Whose data are restricted (beperkt gebruik), told by the requests themselves: read anew for every decision, and once
-- more when a grant is opened, so that no grant holds what was restricted a moment ago.
--
-- Data are restricted while a request for restriction, rectification or objection is open, until a letter tells what
-- became of it, and while a restriction that was granted is not lifted. It is about the data that the request names;
-- about all of them where it names none. Nothing is restricted on the word of somebody of whom it is not certain who it
-- is, and nothing by what the person took back. An objection that is weighed restricts the purpose that it is against.

CREATE OR REPLACE FUNCTION gate.restricts(
    kind text, state text, told_state text, channel text, identified_on date, lifted_on date, today date
) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT kind IN ('restriction', 'rectification', 'objection') AND state <> 'withdrawn'
        AND (channel = 'desk' OR identified_on IS NOT NULL)
        AND (
            state IN ('received', 'extended') OR told_state <> state
            OR (kind = 'restriction' AND state IN ('granted', 'partly') AND coalesce(lifted_on > today, true))
        );
$$;

-- Of these persons, or of all when none are named, those of whom data of these categories are restricted.
CREATE OR REPLACE FUNCTION gate.restricted_among(asked uuid[], wanted text[], aim text, today date) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF asked IS NULL THEN
        RETURN ARRAY (
            SELECT q.subject_id FROM records.rights_request q
            WHERE q.kind IN ('restriction', 'rectification', 'objection')
                AND gate.restricts(
                    q.kind, q.state, q.told_state, q.channel, q.identified_on, q.lifted_on, today
                )
                AND (q.concerns = '[]' OR jsonb_exists_any(q.concerns, wanted))
            UNION
            SELECT o.subject_id FROM records.objection o
            WHERE o.kind = 'relative' AND o.purpose = aim AND o.channel <> 'privacy-statement'
                AND o.state NOT IN ('upheld', 'rejected', 'withdrawn')
        );
    END IF;
    RETURN ARRAY (
        SELECT q.subject_id FROM records.rights_request q
        WHERE q.subject_id = ANY (asked)
            AND gate.restricts(q.kind, q.state, q.told_state, q.channel, q.identified_on, q.lifted_on, today)
            AND (q.concerns = '[]' OR jsonb_exists_any(q.concerns, wanted))
        UNION
        SELECT o.subject_id FROM records.objection o
        WHERE o.subject_id = ANY (asked) AND o.kind = 'relative' AND o.purpose = aim
            AND o.channel <> 'privacy-statement' AND o.state NOT IN ('upheld', 'rejected', 'withdrawn')
    );
END
$$;

-- How many persons in a run are closed to a purpose: their letters and payments wait, and are owed.
CREATE OR REPLACE FUNCTION gate.restricted_in_run(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('restricted-in-run', payload, proof);
    closed uuid[] := gate.restricted_among(
        NULL, ARRAY (SELECT jsonb_array_elements_text(body -> 'data')), body ->> 'purpose', (body ->> 'at')::date
    );
BEGIN
    RETURN (
        SELECT to_jsonb(count(DISTINCT c.subject_id)) FROM records.claim c
        WHERE c.run_id = (body ->> 'run')::uuid AND c.subject_id = ANY (closed)
    );
END
$$;
