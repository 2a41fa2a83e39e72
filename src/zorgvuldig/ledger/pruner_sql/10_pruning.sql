-- The functions of the role that alone takes readable content out of the log. They look at the term themselves:
-- neither smuggled SQL nor a stolen proof key makes an entry older than it is.

-- The leaves whose term is over, and that nothing keeps: no open duty of theirs or of their run, no hold, no
-- deferral that still hides them, and not being the record of a pruning.
CREATE OR REPLACE FUNCTION gate.over_term(earlier_than timestamptz) RETURNS TABLE (place bigint, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT l.index, l.leaf_hash FROM ledger.intake i JOIN ledger.leaf l ON l.entry_id = i.entry_id
    WHERE i.leaf IS NOT NULL
        -- Where a witness looks, its word on the time counts too: a clock set forward alone ages nothing.
        AND i.recorded_at < least(
            earlier_than,
            (SELECT least(clock_timestamp(), max(c.witnessed_at)) FROM ledger.cosignature c)
                - (SELECT gate.parameter_of('log-retention'))
        )
        AND NOT EXISTS (SELECT FROM ledger.pruning p WHERE p.entry_id = i.entry_id)
        AND NOT EXISTS (SELECT FROM ledger.legal_hold h WHERE h.entry_id = i.entry_id AND h.lifted_at IS NULL)
        AND NOT EXISTS (
            SELECT FROM ledger.open_duty d WHERE d.entry_id = i.entry_id AND d.discharged_at IS NULL
        )
        AND NOT EXISTS (
            SELECT FROM ledger.open_duty d JOIN ledger.intake o ON o.entry_id = d.entry_id
            WHERE o.run_id = i.run_id AND d.discharged_at IS NULL
        )
        AND NOT EXISTS (
            SELECT FROM ledger.deferral d WHERE d.entry_id = i.entry_id AND NOT EXISTS (
                SELECT FROM ledger.deferral_review v WHERE v.entry_id = d.entry_id AND v.review_on IS NULL
            )
        );
$$;

-- Take out what can be read of these leaves: all of them, or none when one of them must stay.
CREATE OR REPLACE FUNCTION gate.prune_leaves(earlier_than timestamptz, places bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone uuid[];
BEGIN
    gone := ARRAY (
        SELECT l.entry_id FROM ledger.leaf l
        WHERE l.index = ANY (places) AND l.index IN (SELECT o.place FROM gate.over_term(earlier_than) o)
    );
    IF cardinality(gone) IS DISTINCT FROM cardinality(places) THEN
        RAISE EXCEPTION 'the gate refuses: % of these % entries must stay',
            cardinality(places) - cardinality(gone), cardinality(places)
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM ledger.personal_key k WHERE k.id IN (
        SELECT i.personal_key FROM ledger.intake i WHERE i.entry_id = ANY (gone)
        UNION SELECT r.personal_key FROM ledger.segment_row r WHERE r.entry_id = ANY (gone)
        UNION SELECT g.personal_key FROM ledger.decided_segment g WHERE g.entry_id = ANY (gone)
        UNION SELECT d.reason_key FROM ledger.deferral d WHERE d.entry_id = ANY (gone)
        UNION SELECT v.reason_key FROM ledger.deferral_review v WHERE v.entry_id = ANY (gone)
        UNION SELECT h.reason_key FROM ledger.legal_hold h WHERE h.entry_id = ANY (gone)
        UNION SELECT h.lift_key FROM ledger.legal_hold h WHERE h.entry_id = ANY (gone)
    );
    DELETE FROM ledger.deferral_review v WHERE v.entry_id = ANY (gone);
    DELETE FROM ledger.deferral d WHERE d.entry_id = ANY (gone);
    DELETE FROM ledger.segment_row r WHERE r.entry_id = ANY (gone);
    DELETE FROM ledger.segment_block b WHERE b.entry_id = ANY (gone);
    DELETE FROM ledger.decided_segment g WHERE g.entry_id = ANY (gone);
    DELETE FROM ledger.segment_tile t WHERE t.entry_id = ANY (gone);
    DELETE FROM ledger.open_duty d WHERE d.entry_id = ANY (gone);
    UPDATE ledger.intake i
    SET leaf = NULL, personal = NULL, personal_key = NULL, subject_index = NULL, run_id = NULL, purpose = NULL,
        outcome = NULL
    WHERE i.entry_id = ANY (gone);
    RETURN cardinality(gone);
END
$$;
