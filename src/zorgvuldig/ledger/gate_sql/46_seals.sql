-- The tables of logins belong to the pages, and so to whoever speaks SQL in their name. What those tables say
-- about who someone is, counts only while it is what the application sealed last: the seal lies here.

-- Lays the seal of one account, or takes it away, with every session and notice, when the account is gone.
CREATE OR REPLACE FUNCTION gate.seal_account(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('seal', payload, proof);
BEGIN
    IF body ->> 'digest' IS NULL THEN
        DELETE FROM gate.account_seal s WHERE s.account = (body ->> 'account')::uuid;
        UPDATE gate.login_session s SET ended = statement_timestamp()
        WHERE s.account = (body ->> 'account')::uuid AND s.ended IS NULL;
        DELETE FROM gate.login_notice n WHERE n.account = (body ->> 'account')::uuid;
        RETURN;
    END IF;
    INSERT INTO gate.account_seal (account, digest)
    VALUES ((body ->> 'account')::uuid, decode(body ->> 'digest', 'hex'))
    ON CONFLICT (account) DO UPDATE SET digest = excluded.digest;
END
$$;

-- Tells the seal to anyone: it is a hash of rows that the caller reads already. Stable, so that a statement that
-- reads those rows beside it sees both as of one moment.
CREATE OR REPLACE FUNCTION gate.seal_of_account(asked uuid) RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT s.digest FROM gate.account_seal s WHERE s.account = asked);
END
$$;
