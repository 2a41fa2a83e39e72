-- Pruning by the published term (NEN 7513): asked here with a proof, done by the role of its own (`pruner_sql`).

CREATE OR REPLACE FUNCTION gate.prunable(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('prunable', payload, proof);
BEGIN
    RETURN jsonb_build_object(
        'term', extract(epoch FROM gate.parameter_of('log-retention')),
        'leaves', (
            SELECT jsonb_agg(jsonb_build_array(o.place, encode(o.hash, 'hex')) ORDER BY o.place)
            FROM (
                SELECT p.place, p.hash FROM gate.over_term((body ->> 'before')::timestamptz) p
                ORDER BY p.place LIMIT (body ->> 'limit')::integer
            ) o
        )
    );
END
$$;

CREATE OR REPLACE FUNCTION gate.prune(payload text, proof bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('prune', payload, proof);
    pruned bigint;
BEGIN
    INSERT INTO ledger.pruning (entry_id, before, entries)
    VALUES (gate.enter(body), (body ->> 'before')::timestamptz, jsonb_array_length(body -> 'places'));
    pruned := gate.prune_leaves(
        (body ->> 'before')::timestamptz,
        ARRAY (SELECT jsonb_array_elements_text(body -> 'places')::bigint)
    );
    RETURN pruned;
END
$$;

-- Keep an entry readable beyond its term, or let go of it again; the deciding entry stands in this transaction.
CREATE OR REPLACE FUNCTION gate.hold(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('hold', payload, proof);
BEGIN
    IF (body ->> 'placed')::boolean THEN
        INSERT INTO ledger.legal_hold (entry_id, by_entry)
        VALUES ((body ->> 'entry')::uuid, (body ->> 'by')::uuid);
    ELSE
        UPDATE ledger.legal_hold h SET lifted_at = clock_timestamp(), lifted_by_entry = (body ->> 'by')::uuid
        WHERE h.entry_id = (body ->> 'entry')::uuid AND h.lifted_at IS NULL;
    END IF;
END
$$;
