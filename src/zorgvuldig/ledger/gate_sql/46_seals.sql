-- The tables of logins belong to the pages, and so to whoever speaks SQL in their name. What those tables say
-- about who someone is, counts only while it is what the application sealed last: the seal lies here. So does
-- the name under which an account was sealed first: a name is one account's, and an account keeps its name.

-- Lays the seal of one account under its name; or takes it away, with every session: of an account that is
-- closed, whose name stays its own, and of one that is gone, with its name and notices.
CREATE OR REPLACE FUNCTION gate.seal_account(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('seal', payload, proof);
    who uuid := (body ->> 'account')::uuid;
BEGIN
    IF body ->> 'digest' IS NULL THEN
        DELETE FROM gate.account_seal s WHERE s.account = who;
        UPDATE gate.login_session s SET ended = statement_timestamp() WHERE s.account = who AND s.ended IS NULL;
        IF (body ->> 'gone')::boolean THEN
            DELETE FROM gate.login_notice n WHERE n.account = who;
            DELETE FROM gate.account_name n WHERE n.account = who;
        END IF;
        RETURN;
    END IF;
    INSERT INTO gate.account_name (account, username) VALUES (who, body ->> 'username') ON CONFLICT DO NOTHING;
    IF NOT EXISTS (
        SELECT FROM gate.account_name n WHERE n.account = who AND n.username = body ->> 'username'
    ) THEN
        RAISE EXCEPTION 'the gate refuses: the name is another account''s, or the account has another name'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO gate.account_seal (account, digest) VALUES (who, decode(body ->> 'digest', 'hex'))
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

-- Tells which account bears a name; and which name an account bears, whatever its row says.
CREATE OR REPLACE FUNCTION gate.account_named(asked text) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT n.account FROM gate.account_name n WHERE n.username = asked);
END
$$;

CREATE OR REPLACE FUNCTION gate.name_of_account(asked uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT n.username FROM gate.account_name n WHERE n.account = asked);
END
$$;
