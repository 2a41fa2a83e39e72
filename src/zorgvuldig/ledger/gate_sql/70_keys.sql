-- What the keeper of the keys asks: how much each wrapping key wraps, what to wrap anew, and what exists.
-- Every question is proved under a kind of its own, which a key server proves for the keeper only. A wrapped key
-- that changed or was destroyed meanwhile stays as it is.

CREATE OR REPLACE FUNCTION gate.keys_wrapped(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.proved('keys-wrapped', payload, proof);
    RETURN jsonb_build_object(
        'data-key', (
            SELECT coalesce(jsonb_object_agg(w.name, w.many), '{}') FROM (
                SELECT
                    CASE WHEN length(k.wrapped) >= 69 AND get_byte(k.wrapped, 0) = 2
                        THEN encode(substring(k.wrapped FROM 2 FOR 8), 'hex') ELSE '' END AS name,
                    count(*) AS many
                FROM records.data_key k GROUP BY 1
            ) w
        ),
        'personal-key', (
            SELECT coalesce(jsonb_object_agg(w.name, w.many), '{}') FROM (
                SELECT
                    CASE WHEN length(k.wrapped) >= 69 AND get_byte(k.wrapped, 0) = 2
                        THEN encode(substring(k.wrapped FROM 2 FOR 8), 'hex') ELSE '' END AS name,
                    count(*) AS many
                FROM ledger.personal_key k GROUP BY 1
            ) w
        )
    );
END
$$;

CREATE OR REPLACE FUNCTION gate.keys_to_rewrap(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('keys-to-rewrap', payload, proof);
    wanted text := body ->> 'name';
    most integer := least((body ->> 'limit')::integer, 5000);
BEGIN
    IF body ->> 'table' = 'data-key' THEN
        RETURN (
            SELECT jsonb_agg(to_jsonb(f)) FROM (
                SELECT
                    k.id, encode(k.wrapped, 'base64') AS wrapped,
                    k.subject_id AS subject, k.compartment, k.retention_class, k.year
                FROM records.data_key k
                -- Two ranges, so that the index serves: what is done already is never walked over.
                WHERE CASE WHEN length(k.wrapped) >= 69 AND get_byte(k.wrapped, 0) = 2
                        THEN encode(substring(k.wrapped FROM 2 FOR 8), 'hex') ELSE '' END < wanted
                    OR CASE WHEN length(k.wrapped) >= 69 AND get_byte(k.wrapped, 0) = 2
                        THEN encode(substring(k.wrapped FROM 2 FOR 8), 'hex') ELSE '' END > wanted
                LIMIT most
            ) f
        );
    END IF;
    RETURN (
        SELECT jsonb_agg(to_jsonb(f)) FROM (
            SELECT k.id, encode(k.wrapped, 'base64') AS wrapped
            FROM ledger.personal_key k
            WHERE CASE WHEN length(k.wrapped) >= 69 AND get_byte(k.wrapped, 0) = 2
                    THEN encode(substring(k.wrapped FROM 2 FOR 8), 'hex') ELSE '' END < wanted
                OR CASE WHEN length(k.wrapped) >= 69 AND get_byte(k.wrapped, 0) = 2
                    THEN encode(substring(k.wrapped FROM 2 FOR 8), 'hex') ELSE '' END > wanted
            LIMIT most
        ) f
    );
END
$$;

CREATE OR REPLACE FUNCTION gate.keys_rewrapped(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('keys-rewrapped', payload, proof);
    changed bigint;
BEGIN
    IF body ->> 'table' = 'data-key' THEN
        UPDATE records.data_key k
        SET wrapped = decode(n.new, 'base64'), key_encryption_key = body ->> 'name'
        FROM jsonb_to_recordset(body -> 'keys') AS n (id uuid, old text, new text)
        WHERE k.id = n.id AND k.wrapped = decode(n.old, 'base64');
    ELSE
        UPDATE ledger.personal_key k
        SET wrapped = decode(n.new, 'base64')
        FROM jsonb_to_recordset(body -> 'keys') AS n (id uuid, old text, new text)
        WHERE k.id = n.id AND k.wrapped = decode(n.old, 'base64');
    END IF;
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN jsonb_build_object('changed', changed);
END
$$;

CREATE OR REPLACE FUNCTION gate.keys_alive(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('keys-alive', payload, proof);
    asked uuid[] := ARRAY (SELECT jsonb_array_elements_text(body -> 'keys')::uuid);
BEGIN
    IF body ->> 'table' = 'data-key' THEN
        RETURN jsonb_build_object(
            'alive', to_jsonb(ARRAY (SELECT k.id FROM records.data_key k WHERE k.id = ANY (asked)))
        );
    END IF;
    RETURN jsonb_build_object(
        'alive', to_jsonb(ARRAY (SELECT k.id FROM ledger.personal_key k WHERE k.id = ANY (asked)))
    );
END
$$;
