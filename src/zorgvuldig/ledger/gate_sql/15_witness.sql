-- The witness of the data protection officer, and the gate that stays shut when it falls silent.

-- The term that holds today, by the calendar of UTC whatever the session's own; before the first day of all, the
-- first. A term that is not there is an error and never an answer: to compare with nothing would refuse nothing.
CREATE OR REPLACE FUNCTION gate.parameter_of(asked text) RETURNS interval
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
    term interval;
BEGIN
    SELECT p.value INTO term FROM gate.parameter p
    WHERE p.name = asked ORDER BY p.valid_from <= today DESC, abs(p.valid_from - today) LIMIT 1;
    IF term IS NULL THEN
        RAISE EXCEPTION 'the gate refuses: there is no term %', asked USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN term;
END
$$;

-- Opens nothing once a witness was enrolled and has not been heard of for longer than its term, and nothing
-- once entries got places and the sequencer has not said for longer than that term that none waits: what is
-- opened then stands in no tree that anybody signed. And nothing when this server's clock stands before what
-- either said: then no term means anything.
CREATE OR REPLACE FUNCTION gate.demand_witness() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moment timestamptz := clock_timestamp();
    heard timestamptz;
    placed timestamptz;
BEGIN
    SELECT
        (SELECT c.received_at FROM ledger.cosignature c ORDER BY c.size DESC LIMIT 1),
        (SELECT g.placed_until FROM gate.sequencing g)
    INTO heard, placed;
    IF heard < moment - gate.parameter_of('witness-patience') THEN
        RAISE EXCEPTION 'the gate refuses: the witness was last heard at %', heard
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF placed < moment - gate.parameter_of('placing-patience') THEN
        RAISE EXCEPTION 'the gate refuses: what was entered since % may have no place in the log yet', placed
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF greatest(heard, placed) > moment + interval '1 minute' THEN
        RAISE EXCEPTION 'the gate refuses: the clock stands before the last word of witness or sequencer'
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
    PERFORM gate.forget_old_grants();
END
$$;

-- Whether the gate hears witness and sequencer: for who must first wake them, and for pages that tell of it.
CREATE OR REPLACE FUNCTION gate.witness_state() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT jsonb_build_object(
        'heard', s.heard,
        'silent', extract(epoch FROM clock_timestamp() - s.heard),
        'patience', extract(epoch FROM gate.parameter_of('witness-patience')),
        'unplaced', extract(epoch FROM clock_timestamp() - s.placed),
        'placing', extract(epoch FROM gate.parameter_of('placing-patience'))
    )
    FROM (
        SELECT
            (SELECT c.received_at FROM ledger.cosignature c ORDER BY c.size DESC LIMIT 1) AS heard,
            (SELECT g.placed_until FROM gate.sequencing g) AS placed
    ) s;
$$;

-- What this session laid down for itself may not make its entries less durable than the server's administrator
-- has it for all: a role may give itself a setting (ALTER ROLE zv_app SET synchronous_commit = off), and would lose
-- at a crash what it had acknowledged. It holds from here to the end of the transaction.
CREATE OR REPLACE FUNCTION gate.demand_durable() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ranks constant text[] := '{off,local,remote_write,on,remote_apply}';
    laid_down text;
BEGIN
    SELECT g.durability INTO laid_down FROM gate.sequencing g;
    IF array_position(ranks, current_setting('synchronous_commit')) < array_position(ranks, laid_down) THEN
        PERFORM set_config('synchronous_commit', laid_down, true);
    END IF;
END
$$;
