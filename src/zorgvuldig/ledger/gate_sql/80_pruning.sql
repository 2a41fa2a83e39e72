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

-- The keys that a pruning of these leaves destroys: written down outside of the database before it does.
CREATE OR REPLACE FUNCTION gate.keys_of_leaves(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('prune-keys', payload, proof);
    going uuid[] := ARRAY (
        SELECT l.entry_id FROM ledger.leaf l
        WHERE l.index = ANY (ARRAY (SELECT jsonb_array_elements_text(body -> 'places')::bigint))
    );
BEGIN
    RETURN jsonb_build_object('keys', ARRAY (
        SELECT i.personal_key FROM ledger.intake i WHERE i.entry_id = ANY (going) AND i.personal_key IS NOT NULL
        UNION SELECT r.personal_key FROM ledger.segment_row r
            WHERE r.entry_id = ANY (going) AND r.personal_key IS NOT NULL
        UNION SELECT g.personal_key FROM ledger.decided_segment g WHERE g.entry_id = ANY (going)
        UNION SELECT d.reason_key FROM ledger.deferral d WHERE d.entry_id = ANY (going)
        UNION SELECT v.reason_key FROM ledger.deferral_review v WHERE v.entry_id = ANY (going)
        UNION SELECT k.key FROM ledger.legal_hold h, unnest(ARRAY[h.reason_key, h.lift_key]) AS k (key)
            WHERE h.entry_id = ANY (going) AND k.key IS NOT NULL
    ));
END
$$;

-- Keep an entry readable beyond its term, or let go of it again; the deciding entry stands in this transaction.
-- Whoever laid a hold does not lift it, under whichever key he is known; what was laid before that was kept, anyone does.
CREATE OR REPLACE FUNCTION gate.hold(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('hold', payload, proof);
    laid_by bytea;
BEGIN
    INSERT INTO ledger.personal_key (id, wrapped)
    VALUES ((body ->> 'key')::uuid, decode(body ->> 'wrapped', 'base64'));
    IF (body ->> 'placed')::boolean THEN
        INSERT INTO ledger.legal_hold (entry_id, by_entry, actor_index, reason, reason_key)
        VALUES (
            (body ->> 'entry')::uuid, (body ->> 'by')::uuid, decode(body ->> 'actor', 'hex'),
            decode(body ->> 'sealed', 'base64'), (body ->> 'key')::uuid
        );
        RETURN;
    END IF;
    UPDATE ledger.legal_hold h
    SET lifted_at = clock_timestamp(), lifted_by_entry = (body ->> 'by')::uuid,
        lift_reason = decode(body ->> 'sealed', 'base64'), lift_key = (body ->> 'key')::uuid
    WHERE h.entry_id = (body ->> 'entry')::uuid AND h.lifted_at IS NULL
    RETURNING h.actor_index INTO laid_by;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the gate refuses: this entry is not held' USING ERRCODE = 'no_data_found';
    END IF;
    IF laid_by IS NOT NULL AND (
        jsonb_typeof(body -> 'actors') IS DISTINCT FROM 'array' OR body -> 'actors' ? encode(laid_by, 'hex')
    ) THEN
        RAISE EXCEPTION 'the gate refuses: whoever laid this hold cannot lift it; another officer can'
            USING ERRCODE = 'ZV002';
    END IF;
END
$$;
