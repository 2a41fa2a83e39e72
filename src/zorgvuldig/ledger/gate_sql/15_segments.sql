-- The rows under a segment leaf. A run of a hundred thousand comes in parts, each proved, in one transaction.

CREATE OR REPLACE FUNCTION gate.enter_rows(entered uuid, body jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO ledger.personal_key (id, wrapped)
    SELECT k.id, decode(k.wrapped, 'base64')
    FROM jsonb_to_recordset(body -> 'keys') AS k (id uuid, wrapped text);
    INSERT INTO ledger.segment_row (entry_id, row_index, subject_index, content, personal, personal_key)
    SELECT
        entered, r.row, decode(r.subject, 'hex'), convert_to(r.content, 'UTF8'), decode(r.personal, 'base64'), r.key
    FROM jsonb_to_recordset(body -> 'rows')
        AS r (row bigint, subject text, content text, personal text, key uuid);
    INSERT INTO ledger.segment_tile (entry_id, level, index, hashes)
    SELECT entered, t.level, t.index, decode(t.hashes, 'base64')
    FROM jsonb_to_recordset(body -> 'tiles') AS t (level smallint, index bigint, hashes text);
END
$$;

-- Rows come under a leaf in the transaction that wrote the leaf, and never later: its root is over all of them.
CREATE OR REPLACE FUNCTION gate.segment_part(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('segment-part', payload, proof);
    entered uuid := (body ->> 'entry_id')::uuid;
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger.intake i WHERE i.entry_id = entered AND i.xid = pg_current_xact_id_if_assigned()
    ) THEN
        RAISE EXCEPTION 'the gate refuses: no segment of this transaction' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM gate.enter_rows(entered, body);
END
$$;

-- Rows of a bulk decision come packed, each 32 bytes of commitment, 32 of index, 2 of class, and its sealed part:
-- as text they would cost more than all the rest. What was proved names the hash of exactly these bytes.
CREATE OR REPLACE FUNCTION gate.segment_packed(payload text, proof bytea, packed bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('segment-packed', payload, proof);
    entered uuid := (body ->> 'entry_id')::uuid;
    first bigint := (body ->> 'first')::bigint;
    rows integer := (body ->> 'count')::integer;
    width integer := length(packed) / rows;
    key uuid := (body ->> 'key')::uuid;
    contents text[] := ARRAY (SELECT jsonb_array_elements_text(body -> 'contents'));
BEGIN
    IF encode(sha256(packed), 'hex') IS DISTINCT FROM body ->> 'packed' THEN
        RAISE EXCEPTION 'the gate refuses: other rows than were proved' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (
        SELECT FROM ledger.intake i WHERE i.entry_id = entered AND i.xid = pg_current_xact_id_if_assigned()
    ) THEN
        RAISE EXCEPTION 'the gate refuses: no segment of this transaction' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM gate.enter_rows(entered, body);
    INSERT INTO ledger.segment_row (entry_id, row_index, subject_index, content, personal, personal_key)
    SELECT
        entered,
        first + n,
        substr(packed, n * width + 33, 32),
        convert_to(
            contents[1 + (get_byte(packed, n * width + 64) << 8) + get_byte(packed, n * width + 65)]
            || ',"row":' || first + n || ',"subject":"' || encode(substr(packed, n * width + 1, 32), 'hex') || '"}',
            'UTF8'
        ),
        substr(packed, n * width + 67, width - 66),
        key
    FROM generate_series(0, rows - 1) AS n;
END
$$;
