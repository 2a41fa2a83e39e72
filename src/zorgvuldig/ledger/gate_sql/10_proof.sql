-- What every function of the gate that does something demands: a proof over exactly what is asked.

CREATE OR REPLACE FUNCTION gate.proved(kind text, payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb;
    expires timestamptz;
BEGIN
    -- Hashed once more on both sides, so that the time of the comparison tells nothing of the proof. While the
    -- key is changed there are two, and either proves.
    IF NOT EXISTS (
        SELECT FROM gate.proof_key k
        WHERE sha256(sha256(k.outer_block || sha256(k.inner_block || convert_to(payload, 'UTF8')))) = sha256(proof)
    ) THEN
        RAISE EXCEPTION 'the gate refuses: no decision proved this' USING ERRCODE = 'insufficient_privilege';
    END IF;
    body := payload::jsonb;
    expires := to_timestamp((body ->> 'expires')::bigint);
    IF body ->> 'kind' IS DISTINCT FROM kind THEN
        RAISE EXCEPTION 'the gate refuses: a proof of another kind' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF expires IS NULL OR clock_timestamp() >= expires OR expires > clock_timestamp() + interval '5 minutes' THEN
        RAISE EXCEPTION 'the gate refuses: the proof is not valid now' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- A proof that was overheard, or found in a log, is of no use in another session.
    IF (body ->> 'session')::integer IS DISTINCT FROM pg_backend_pid() THEN
        RAISE EXCEPTION 'the gate refuses: a proof of another session' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Under another isolation a check would look at a moment that is over.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the gate refuses: not in this isolation' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Days, moments and terms would be read otherwise, and compared with what they are not.
    IF current_setting('TimeZone') <> 'UTC' OR current_setting('DateStyle') NOT LIKE 'ISO%'
        OR current_setting('IntervalStyle') <> 'postgres'
    THEN
        RAISE EXCEPTION 'the gate refuses: not by another clock or calendar' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN body;
END
$$;
