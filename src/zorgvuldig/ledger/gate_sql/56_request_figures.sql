-- How requests went in a year, by right and all together (without a kind): numbers, and nothing of whose they are or of what was asked.
CREATE OR REPLACE FUNCTION gate.request_figures(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('request-figures', payload, proof);
    first_day date := make_date((body ->> 'year')::integer, 1, 1);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.kind), '[]')
        FROM (
            SELECT q.kind,
                count(*) AS received,
                count(*) FILTER (WHERE q.state IN ('received', 'extended')) AS waiting,
                count(*) FILTER (WHERE q.state = 'granted') AS granted,
                count(*) FILTER (WHERE q.state = 'partly') AS partly,
                count(*) FILTER (WHERE q.state = 'refused') AS refused,
                count(*) FILTER (WHERE q.state = 'no-data') AS no_data,
                count(*) FILTER (WHERE q.state = 'withdrawn') AS withdrawn,
                count(*) FILTER (WHERE q.extended_on IS NOT NULL) AS extended,
                -- What waits beyond its term on the day of asking is late already.
                count(*) FILTER (
                    WHERE q.state <> 'withdrawn' AND coalesce(q.answered_on, (body ->> 'on')::date) > q.due_on
                ) AS late,
                percentile_disc(0.5) WITHIN GROUP (ORDER BY q.answered_on - q.received_on) FILTER (
                    WHERE q.answered_on IS NOT NULL AND q.state <> 'withdrawn'
                ) AS median_days
            FROM records.rights_request q
            WHERE q.received_on >= first_day AND q.received_on < (first_day + interval '1 year')::date
            GROUP BY GROUPING SETS ((q.kind), ())
            HAVING count(*) > 0
        ) r
    );
END
$$;

-- On which grounds requests of a year were refused, in whole or part: numbers, and nothing of whose they are.
CREATE OR REPLACE FUNCTION gate.refusals_by_ground(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('refusals-by-ground', payload, proof);
    first_day date := make_date((body ->> 'year')::integer, 1, 1);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_object_agg(r.ground, r.refusals), '{}')
        FROM (
            SELECT q.ground, count(*) AS refusals
            FROM records.rights_request q
            WHERE q.received_on >= first_day AND q.received_on < (first_day + interval '1 year')::date
                AND q.state IN ('partly', 'refused')
            GROUP BY q.ground
        ) r
    );
END
$$;
