-- What whoever keeps the service running may know of the log: how many and how long ago, never what or of whom.
-- A small count of one purpose on one day can still be one person's: only who can prove the question may ask.
-- Of earlier versions, which asked for no proof.
DROP FUNCTION IF EXISTS gate.figures();
CREATE OR REPLACE FUNCTION gate.figures(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.proved('figures', payload, proof);
    RETURN (
        SELECT jsonb_build_object(
            'decisions', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('purpose', purpose, 'outcome', outcome, 'count', count)), '[]')
                FROM (SELECT purpose, outcome, count(*) FROM ledger.intake GROUP BY purpose, outcome) counted
            ),
            'entries', (SELECT count(*) FROM ledger.intake),
            'signed', (SELECT coalesce(max(size), 0) FROM ledger.checkpoint),
            'signed_seconds', (SELECT extract(epoch FROM clock_timestamp() - max(made_at)) FROM ledger.checkpoint),
            'duties_open', (SELECT count(*) FROM ledger.open_duty WHERE discharged_at IS NULL),
            'duties_overdue', (
                SELECT count(*) FROM ledger.open_duty
                WHERE discharged_at IS NULL AND due ~ '^\d{4}-\d{2}-\d{2}' AND left(due, 10) < current_date::text
            )
        )
    );
END
$$;
