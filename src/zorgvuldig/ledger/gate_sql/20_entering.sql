-- The only way into the ledger.

CREATE OR REPLACE FUNCTION gate.enter(body jsonb) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    entry jsonb := body -> 'entry';
    entered uuid := (entry ->> 'id')::uuid;
BEGIN
    IF current_setting('synchronous_commit') <> 'on' THEN
        PERFORM gate.demand_durable();
    END IF;
    -- A refusal is written down whatever else is broken; only what would open data needs a living witness.
    IF jsonb_typeof(body -> 'grant') = 'object' THEN
        PERFORM gate.demand_witness();
    END IF;
    INSERT INTO ledger.personal_key (id, wrapped)
    VALUES ((entry ->> 'personal_key')::uuid, decode(entry ->> 'wrapped', 'base64'));
    -- The key of this table also makes every proof good for one time only.
    INSERT INTO ledger.intake
        (entry_id, leaf, personal, personal_key, subject_index, run_id, purpose, outcome)
    VALUES (
        entered,
        convert_to(entry ->> 'leaf', 'UTF8'),
        decode(entry ->> 'personal', 'base64'),
        (entry ->> 'personal_key')::uuid,
        decode(entry ->> 'subject_index', 'hex'),
        (entry ->> 'run_id')::uuid,
        entry ->> 'purpose',
        entry ->> 'outcome'
    );
    IF jsonb_array_length(body -> 'rows') > 0 THEN
        PERFORM gate.enter_rows(entered, body);
    END IF;
    IF jsonb_typeof(entry -> 'act') = 'object' THEN
        PERFORM gate.note_act(body);
    END IF;
    IF jsonb_typeof(entry -> 'deferral') = 'object' THEN
        PERFORM gate.defer(entered, entry -> 'deferral');
    END IF;
    RETURN entered;
END
$$;

CREATE OR REPLACE FUNCTION gate.segment(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.enter(gate.proved('segment', payload, proof));
END
$$;
