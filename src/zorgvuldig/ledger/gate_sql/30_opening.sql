-- The only way to a grant.

-- Forgets the grants of transactions that were ended inside a block: nobody can use them, and a table that
-- grows makes every look at it slower. Called now and then (15_witness.sql), not on the way of a read; it
-- never waits for a session that still works.
CREATE OR REPLACE FUNCTION gate.forget_old_grants() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM gate.open_grant g WHERE g.token IN (
        SELECT o.token FROM gate.open_grant o WHERE o.expires_at < clock_timestamp() - interval '5 minutes'
        LIMIT 1000 FOR UPDATE SKIP LOCKED
    );
END
$$;

-- A generic plan: the planner would else weigh these same small questions anew at every call, which takes longer
-- than to answer them. It holds for whatever is called inside too.
CREATE OR REPLACE FUNCTION gate.open(payload text, proof bytea) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    body jsonb := gate.proved('open', payload, proof);
    entry jsonb := body -> 'entry';
    opening jsonb := body -> 'grant';
    met uuid[];
    -- By the day of here: what was restricted is closed from the moment on which it was.
    today date := (clock_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date;
    closed uuid[] := '{}';
    opened uuid;
BEGIN
    PERFORM gate.enter(body);
    IF jsonb_array_length(body -> 'duties') > 0 THEN
        INSERT INTO ledger.open_duty (entry_id, duty, norm, text, due, discharger)
        SELECT (entry ->> 'id')::uuid, d.duty, d.norm, d.text, d.due, d.discharger
        FROM jsonb_to_recordset(body -> 'duties')
            AS d (duty text, norm text, text text, due text, discharger text);
    END IF;
    IF jsonb_typeof(opening) IS DISTINCT FROM 'object' THEN
        RETURN NULL;
    END IF;
    IF entry ->> 'outcome' IS DISTINCT FROM 'permit' THEN
        RAISE EXCEPTION 'the gate refuses: only a permit opens data' USING ERRCODE = 'insufficient_privilege';
    END IF;
    met := ARRAY (SELECT jsonb_array_elements_text(opening -> 'subjects')::uuid);
    -- Whoever a run is about is looked up here: only persons whose number is in the run are met.
    IF jsonb_array_length(opening -> 'numbers') > 0 THEN
        met := met || ARRAY (
            SELECT p.id FROM records.person p
            WHERE p.bsn_index = ANY (
                ARRAY (SELECT decode(n, 'hex') FROM jsonb_array_elements_text(opening -> 'numbers') AS n)
            )
        );
    END IF;
    -- What is restricted stays closed, whatever was decided, but for a use that the law leaves (37_restricting.sql). A
    -- run, and a policy that others are on too, open rows of persons whom nobody named: those are looked up likewise.
    IF (opening ->> 'despite_restriction')::boolean IS NOT TRUE THEN
        closed := gate.restricted_among(
            CASE WHEN opening ->> 'run_id' IS NULL THEN met || ARRAY (
                SELECT o.subject_id FROM records.policy_coverage v
                JOIN records.policy_coverage o ON o.insurance_policy_id = v.insurance_policy_id
                WHERE v.subject_id = ANY (met)
            ) END,
            ARRAY (SELECT jsonb_array_elements_text(opening -> 'categories')), entry ->> 'purpose', today
        );
        met := ARRAY (SELECT m FROM unnest(met) AS m WHERE m <> ALL (closed));
    END IF;
    INSERT INTO gate.open_grant (
        entry_id, family, purpose, categories, subjects, run_id, indexes, parties, closed, expires_at
    )
    VALUES (
        (entry ->> 'id')::uuid,
        opening ->> 'family',
        entry ->> 'purpose',
        ARRAY (SELECT jsonb_array_elements_text(opening -> 'categories')),
        met,
        (opening ->> 'run_id')::uuid,
        ARRAY (SELECT decode(i, 'hex') FROM jsonb_array_elements_text(opening -> 'indexes') AS i),
        ARRAY (SELECT jsonb_array_elements_text(opening -> 'parties')::uuid),
        closed,
        to_timestamp((body ->> 'expires')::bigint)
    )
    RETURNING token INTO opened;
    RETURN opened;
END
$$;

-- The grant must still be there: if not, someone ended the transaction or went back behind it.
CREATE OR REPLACE FUNCTION gate.close(opened uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM gate.open_grant g WHERE g.token = opened AND g.xid = pg_current_xact_id_if_assigned();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the gate refuses: the grant is gone' USING ERRCODE = 'ZV001';
    END IF;
    IF pg_my_temp_schema() <> 0 THEN
        PERFORM gate.unstage();
    END IF;
    RETURN true;
END
$$;
