-- A line in the log of logins: added by the application that proves it, at the moment of the database, and by nobody
-- else. Changing it, and removing it before its term, is refused by a trigger of the table.
CREATE OR REPLACE FUNCTION gate.note_login(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('login-event', payload, proof);
BEGIN
    INSERT INTO web.accounts_securityevent (at, kind, method, account_pseudonym, origin_pseudonym)
    VALUES (clock_timestamp(), body ->> 'event', body ->> 'method', body ->> 'account', body ->> 'origin');
END
$$;

-- Removes the lines that are past their term, which the trigger holds to; gives how many. Not a right of the pages'
-- own login: whoever may delete from a table may lock it too, and then nothing is written of who guesses.
CREATE OR REPLACE FUNCTION gate.clear_logins(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('login-clear', payload, proof);
    cleared bigint;
BEGIN
    DELETE FROM web.accounts_securityevent e WHERE e.at < now() - make_interval(days => (body ->> 'days')::integer);
    GET DIAGNOSTICS cleared = ROW_COUNT;
    RETURN jsonb_build_object('cleared', cleared);
END
$$;
