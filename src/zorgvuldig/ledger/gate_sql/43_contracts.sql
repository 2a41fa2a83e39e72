-- Whether a care provider had a contract on a day is something that formal control must know (Code, article 1 sub 8 d);
-- what was agreed it may not read (article 4.0.4 a). So the gate tells the days alone, of the providers that a run
-- names, to whoever looks providers up for a run under a grant that lives.
CREATE OR REPLACE FUNCTION gate.contracted(codes text[])
RETURNS TABLE (agb_code text, uzovi text, during daterange)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM gate.open_grant g
        WHERE g.token = gate.token()
            AND g.family = current_setting('role') AND g.run_id IS NOT NULL AND 'professional' = ANY (g.categories)
            AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned()
    ) THEN
        RAISE EXCEPTION 'the gate refuses: only a grant that looks providers up for a run is told of contracts'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT p.agb_code::text, l.uzovi::text, c.valid_during
        FROM records.provider p
            JOIN records.provider_contract c ON c.provider_id = p.id
            JOIN records.label l ON l.id = c.label_id
        WHERE p.agb_code = ANY (contracted.codes);
END
$$;
