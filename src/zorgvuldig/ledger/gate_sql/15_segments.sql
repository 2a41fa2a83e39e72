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
