-- Deferred notice (uitgestelde inzage, Code of Conduct article 3.13).

CREATE OR REPLACE FUNCTION gate.defer(deferred uuid, deferral jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO ledger.personal_key (id, wrapped)
    VALUES ((deferral ->> 'key')::uuid, decode(deferral ->> 'wrapped', 'base64'));
    INSERT INTO ledger.deferral (entry_id, review_on, actor_index, reason, reason_key)
    VALUES (
        deferred,
        (deferral ->> 'review_on')::date,
        decode(deferral ->> 'actor', 'hex'),
        decode(deferral ->> 'sealed', 'base64'),
        (deferral ->> 'key')::uuid
    );
END
$$;

-- Release or put off a deferral. Whoever deferred cannot release; the look itself stands in this transaction.
CREATE OR REPLACE FUNCTION gate.review_deferral(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('review-deferral', payload, proof);
    reviewed ledger.deferral;
BEGIN
    SELECT d.* INTO reviewed FROM ledger.deferral d WHERE d.entry_id = (body ->> 'entry')::uuid;
    IF reviewed.entry_id IS NULL THEN
        RAISE EXCEPTION 'the gate refuses: this entry is not deferred' USING ERRCODE = 'no_data_found';
    END IF;
    -- Under every key: whoever deferred before the key changed is the same person after it.
    IF body ->> 'review_on' IS NULL AND encode(reviewed.actor_index, 'hex') IN (
        SELECT jsonb_array_elements_text(body -> 'actors')
    ) THEN
        RAISE EXCEPTION 'the gate refuses: whoever deferred this cannot release it'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO ledger.personal_key (id, wrapped)
    VALUES ((body ->> 'key')::uuid, decode(body ->> 'wrapped', 'base64'));
    INSERT INTO ledger.deferral_review (entry_id, by_entry, review_on, actor_index, reason, reason_key)
    VALUES (
        reviewed.entry_id,
        (body ->> 'by')::uuid,
        (body ->> 'review_on')::date,
        decode(body ->> 'actor', 'hex'),
        decode(body ->> 'sealed', 'base64'),
        (body ->> 'key')::uuid
    );
END
$$;
