-- What the keeper of the keys asks when the key of the blind indexes changes: how many rows stand under each key,
-- which are left, and to put the renewed index in the place of the old one. No number is in any of it: an index is
-- renewed from itself (records/key_chains.py). Proved under kinds that a key server proves for the keeper only.

-- Under the first key of an installation an index is 32 bare bytes; the later ones name theirs.
CREATE OR REPLACE FUNCTION gate.index_key(index bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN length(index) = 41 AND get_byte(index, 0) = 2
        THEN encode(substring(index FROM 2 FOR 8), 'hex') ELSE '' END;
$$;

CREATE OR REPLACE FUNCTION gate.keys_indexed(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.proved('keys-indexed', payload, proof);
    RETURN jsonb_build_object(
        'person-index', (
            SELECT coalesce(jsonb_object_agg(w.name, w.many), '{}') FROM (
                SELECT gate.index_key(p.bsn_index) AS name, count(*) AS many
                FROM records.person p WHERE p.bsn_index IS NOT NULL GROUP BY 1
            ) w
        ),
        'claim-index', (
            SELECT coalesce(jsonb_object_agg(w.name, w.many), '{}') FROM (
                SELECT gate.index_key(c.bsn_index) AS name, count(*) AS many
                FROM records.claim c WHERE c.bsn_index IS NOT NULL GROUP BY 1
            ) w
        )
    );
END
$$;

-- Page by page along the keys of the rows: one that cannot be renewed stays behind and stops nothing.
CREATE OR REPLACE FUNCTION gate.keys_to_reindex(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('keys-to-reindex', payload, proof);
    wanted text := body ->> 'name';
    past uuid := coalesce((body ->> 'past')::uuid, '00000000-0000-0000-0000-000000000000');
    most integer := least((body ->> 'limit')::integer, 5000);
BEGIN
    IF body ->> 'table' = 'person-index' THEN
        RETURN (
            SELECT jsonb_agg(to_jsonb(f)) FROM (
                SELECT p.id, encode(p.bsn_index, 'hex') AS index FROM records.person p
                WHERE p.id > past AND p.bsn_index IS NOT NULL AND gate.index_key(p.bsn_index) <> wanted
                ORDER BY p.id LIMIT most
            ) f
        );
    END IF;
    RETURN (
        SELECT jsonb_agg(to_jsonb(f)) FROM (
            SELECT c.id, encode(c.bsn_index, 'hex') AS index FROM records.claim c
            WHERE c.id > past AND c.bsn_index IS NOT NULL AND gate.index_key(c.bsn_index) <> wanted
            ORDER BY c.id LIMIT most
        ) f
    );
END
$$;

CREATE OR REPLACE FUNCTION gate.keys_reindexed(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('keys-reindexed', payload, proof);
    changed bigint;
BEGIN
    IF body ->> 'table' = 'person-index' THEN
        -- Whoever was entered a second time while the key changed is left as it was: that is for a human.
        UPDATE records.person p SET bsn_index = decode(n.new, 'hex')
        FROM jsonb_to_recordset(body -> 'rows') AS n (id uuid, old text, new text)
        WHERE p.id = n.id AND p.bsn_index = decode(n.old, 'hex') AND NOT EXISTS (
            SELECT FROM records.person o
            WHERE o.insurer_id = p.insurer_id AND o.bsn_index = decode(n.new, 'hex')
        );
    ELSE
        UPDATE records.claim c SET bsn_index = decode(n.new, 'hex')
        FROM jsonb_to_recordset(body -> 'rows') AS n (id uuid, old text, new text)
        WHERE c.id = n.id AND c.bsn_index = decode(n.old, 'hex');
    END IF;
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN jsonb_build_object('changed', changed);
END
$$;
