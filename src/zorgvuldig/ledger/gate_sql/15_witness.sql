-- The witness of the data protection officer, and the gate that stays shut when it falls silent.

CREATE OR REPLACE FUNCTION gate.parameter_of(asked text) RETURNS interval
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.value FROM gate.parameter p
    WHERE p.name = asked AND p.valid_from <= (SELECT CURRENT_DATE) ORDER BY p.valid_from DESC LIMIT 1;
$$;

-- Opens nothing once a witness was enrolled and has not been heard of for longer than its term, and nothing
-- when this server's clock stands before what the witness was heard at: then no term means anything.
CREATE OR REPLACE FUNCTION gate.demand_witness() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    heard timestamptz;
BEGIN
    SELECT c.received_at INTO heard FROM ledger.cosignature c ORDER BY c.size DESC LIMIT 1;
    IF heard IS NULL THEN
        RETURN;
    END IF;
    IF heard < clock_timestamp() - gate.parameter_of('witness-patience') THEN
        RAISE EXCEPTION 'the gate refuses: the witness was last heard at %', heard
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF heard > clock_timestamp() + interval '1 minute' THEN
        RAISE EXCEPTION 'the gate refuses: the clock stands before the last word of the witness'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

-- Only the witness's own login may call this. What it lays down must be of now, and never of a smaller log.
CREATE OR REPLACE FUNCTION gate.cosign(cosigned bigint, signed_line text, said_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF said_at NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() + interval '1 minute' THEN
        RAISE EXCEPTION 'the clock of the witness (%) and that of the database differ by more than a minute', said_at;
    END IF;
    IF cosigned < (SELECT max(c.size) FROM ledger.cosignature c) THEN
        RAISE EXCEPTION 'a larger log was cosigned before';
    END IF;
    INSERT INTO ledger.cosignature AS c (size, line, witnessed_at) VALUES (cosigned, signed_line, said_at)
    ON CONFLICT (size) DO UPDATE
        SET line = excluded.line, witnessed_at = excluded.witnessed_at, received_at = clock_timestamp();
END
$$;

-- Whether the gate hears the witness: for who must first wake it, and for the pages that tell of it.
CREATE OR REPLACE FUNCTION gate.witness_state() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object(
        'heard', (SELECT c.received_at FROM ledger.cosignature c ORDER BY c.size DESC LIMIT 1),
        'silent', extract(epoch FROM clock_timestamp()
            - (SELECT c.received_at FROM ledger.cosignature c ORDER BY c.size DESC LIMIT 1)),
        'patience', extract(epoch FROM gate.parameter_of('witness-patience'))
    );
$$;
