-- Waiting for each other, by rows that only the gate may touch. An advisory lock would do as well, but every login sees
-- the numbers of those, and can take one and keep it.
CREATE OR REPLACE FUNCTION gate.take_turn(wanted integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    LOOP
        PERFORM FROM gate.turn w WHERE w.number = wanted FOR UPDATE;
        EXIT WHEN FOUND;
        -- The table is empty after a crash. A row that somebody lays at this moment is waited for, and taken next.
        INSERT INTO gate.turn (number) VALUES (wanted) ON CONFLICT DO NOTHING;
    END LOOP;
END
$$;

-- Runs of claims settle one after another, until the transaction of each ends: two at once would both take what is left
-- of one deductible, or pay the same care twice. The row is of runs alone, so nobody who acts on a person waits for
-- them. Only whoever looks up for a run, under a grant that lives, can take it; SQL without a decision cannot.
CREATE OR REPLACE FUNCTION gate.settle_in_turn() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM gate.open_grant g
        WHERE g.token = gate.token()
            AND g.family = current_setting('role') AND g.run_id IS NOT NULL
            AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned()
    ) THEN
        RAISE EXCEPTION 'the gate refuses: only a grant about a run has a turn to settle'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM gate.take_turn(4096);
END
$$;
