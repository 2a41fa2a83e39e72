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
