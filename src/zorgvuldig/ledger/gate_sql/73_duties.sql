-- Open duties of one role (verplichtingen), and their discharge. Which role asks was decided before; the gate
-- gives and ends no other's. The look and the discharge each stand in the log by an entry of their own.

CREATE OR REPLACE FUNCTION gate.duties_of_role(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('duties', payload, proof);
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(to_jsonb(f) ORDER BY f.due NULLS LAST, f.since), '[]')
        FROM (
            SELECT d.id, d.entry_id, d.duty, d.norm, d.text, d.due, i.purpose, i.recorded_at AS since
            FROM ledger.open_duty d JOIN ledger.intake i ON i.entry_id = d.entry_id
            WHERE d.discharged_at IS NULL AND d.discharger = body ->> 'role'
                AND (body ->> 'duty' IS NULL OR d.id = (body ->> 'duty')::uuid)
            ORDER BY d.due NULLS LAST, i.recorded_at LIMIT (body ->> 'most')::integer
        ) f
    );
END
$$;

CREATE OR REPLACE FUNCTION gate.discharge_duty(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('discharge', payload, proof);
BEGIN
    UPDATE ledger.open_duty SET discharged_at = clock_timestamp(), discharged_by_entry = (body ->> 'by')::uuid
    WHERE id = (body ->> 'duty')::uuid AND discharger = body ->> 'role' AND discharged_at IS NULL;
    RETURN to_jsonb(FOUND);
END
$$;

-- Once somebody else judged an emergency, what each look in it left to do is done: why was recorded when it was
-- opened, and whoever judges heard of it. Looked at here, so that no program can say it of one that nobody judged,
-- or while another emergency about the same person, at the same time, still waits for its judgement.
CREATE OR REPLACE FUNCTION gate.discharge_judged(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('judged', payload, proof);
    ended integer;
BEGIN
    UPDATE ledger.open_duty d SET discharged_at = clock_timestamp(), discharged_by_entry = (body ->> 'by')::uuid
    FROM ledger.intake i, records.break_glass b
    WHERE b.id = (body ->> 'emergency')::uuid AND b.reviewed_at IS NOT NULL
        AND i.entry_id = d.entry_id AND d.duty = body ->> 'duty' AND d.discharged_at IS NULL
        AND i.subject_index = ANY (
            ARRAY (SELECT decode(n, 'hex') FROM jsonb_array_elements_text(body -> 'indexes') AS n)
        )
        -- An entry bears the moment of its transaction, the emergency that of its request, which is earlier.
        AND i.recorded_at BETWEEN b.opened_at - interval '1 minute' AND b.ends_at + interval '1 minute'
        AND NOT EXISTS (
            SELECT FROM records.break_glass o
            WHERE o.person = b.person AND o.id <> b.id AND o.reviewed_at IS NULL
                AND o.opened_at < b.ends_at AND o.ends_at > b.opened_at
        );
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN to_jsonb(ended);
END
$$;
