-- What guessing costs, and what the holder of an account has still to hear. Both would be worth nothing in a table of
-- the pages: whoever speaks SQL in their name would empty it, and guess on, or leave no trace before the holder.

-- Counts an attempt in every lane before it is judged, or in none and gives {"wait": seconds} where one is closed.
-- A lane says after how many attempts in vain (`free`) its delay begins, with how many seconds (`first`), doubling
-- to how many (`most`); an hour of silence forgets. The clock is read after each lock, so that attempts at once
-- wait for each other and not for a moment that was over when they came.
CREATE OR REPLACE FUNCTION gate.take_attempt(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('login-attempt', payload, proof);
    lane jsonb;
    taken text[] := '{}';
    waits integer;
BEGIN
    -- In the order of the lanes, here and below, so that two attempts never wait for each other crosswise.
    FOR lane IN SELECT l FROM jsonb_array_elements(body -> 'lanes') WITH ORDINALITY AS o (l, n) ORDER BY n LOOP
        INSERT INTO gate.login_delay AS d (key, failures, last_at, until)
        VALUES (lane ->> 'key', 1, clock_timestamp(), clock_timestamp())
        ON CONFLICT (key) DO UPDATE SET
            failures = CASE WHEN d.last_at < clock_timestamp() - interval '1 hour' THEN 1
                ELSE least(d.failures + 1, 1000) END,
            last_at = clock_timestamp(),
            until = clock_timestamp() + make_interval(secs => CASE
                WHEN d.last_at < clock_timestamp() - interval '1 hour'
                    OR d.failures < (lane ->> 'free')::integer THEN 0
                ELSE least((lane ->> 'most')::integer, (lane ->> 'first')::integer
                    * power(2, least(d.failures - (lane ->> 'free')::integer, 20))) END)
        WHERE d.until <= clock_timestamp();
        IF NOT FOUND THEN
            SELECT greatest(1, extract(epoch FROM d.until - clock_timestamp())::integer) INTO STRICT waits
            FROM gate.login_delay d WHERE d.key = lane ->> 'key';
            EXIT;
        END IF;
        taken := taken || (lane ->> 'key');
    END LOOP;
    IF waits IS NOT NULL THEN
        UPDATE gate.login_delay d SET failures = greatest(d.failures - 1, 0), until = clock_timestamp()
        WHERE d.key = ANY (taken);
        RETURN jsonb_build_object('wait', waits);
    END IF;
    -- Last, when nothing is waited for any more: rows that say nothing since a day.
    DELETE FROM gate.login_delay d WHERE d.key IN (
        SELECT o.key FROM gate.login_delay o WHERE o.last_at < clock_timestamp() - interval '1 day'
        LIMIT 20 FOR UPDATE SKIP LOCKED
    );
    RETURN NULL;
END
$$;

-- Takes a right attempt back: `forgiven` lanes begin anew, of `shared` ones this attempt alone.
CREATE OR REPLACE FUNCTION gate.attempt_succeeded(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('login-succeeded', payload, proof);
    lane text;
BEGIN
    FOR lane IN SELECT jsonb_array_elements_text(body -> 'forgiven') LOOP
        DELETE FROM gate.login_delay d WHERE d.key = lane;
    END LOOP;
    FOR lane IN SELECT jsonb_array_elements_text(body -> 'shared') LOOP
        UPDATE gate.login_delay d SET failures = greatest(d.failures - 1, 0), until = clock_timestamp()
        WHERE d.key = lane;
    END LOOP;
END
$$;

-- Keeps what the holder of an account must hear; the same kind again takes the place of one that was not told. So
-- there are never more than kinds, and nothing has to be cleared away. With `under_way` it is kept beside those, under
-- that number, before a second factor is judged: the transaction that judges lets it go first, so that it is gone when
-- the factor was right, and stands however that transaction ended otherwise. With `instead_of` it takes such a one's
-- place, once it is known that the factor was given in vain.
CREATE OR REPLACE FUNCTION gate.keep_notice(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('notice-keep', payload, proof);
    who uuid := (body ->> 'account')::uuid;
BEGIN
    IF body ->> 'under_way' IS NOT NULL THEN
        INSERT INTO gate.login_notice (account, kind, id, at, under_way)
        VALUES (who, body ->> 'notice', (body ->> 'under_way')::uuid, clock_timestamp(), true);
        RETURN;
    END IF;
    INSERT INTO gate.login_notice (account, kind, at) VALUES (who, body ->> 'notice', clock_timestamp())
    ON CONFLICT (account, kind) WHERE NOT under_way DO UPDATE SET id = excluded.id, at = excluded.at;
    DELETE FROM gate.login_notice n
    WHERE n.account = who AND n.under_way AND n.id = (body ->> 'instead_of')::uuid;
END
$$;

-- Lists what was not told yet, the oldest first. Of what is under way not that which is being judged at this moment:
-- whoever judges it holds it, and nobody holds it any longer whose session was ended.
CREATE OR REPLACE FUNCTION gate.waiting_notices(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('notice-list', payload, proof);
BEGIN
    RETURN (
        WITH left_behind AS (
            SELECT n.id, n.kind, n.at FROM gate.login_notice n
            WHERE n.account = (body ->> 'account')::uuid AND n.under_way
            FOR KEY SHARE SKIP LOCKED
        ), waiting AS (
            SELECT n.id, n.kind, n.at FROM gate.login_notice n
            WHERE n.account = (body ->> 'account')::uuid AND NOT n.under_way
            UNION ALL SELECT l.id, l.kind, l.at FROM left_behind l
        )
        SELECT jsonb_build_object('waiting', coalesce(jsonb_agg(
            jsonb_build_object('id', w.id, 'kind', w.kind, 'at', w.at) ORDER BY w.at), '[]'))
        FROM waiting w
    );
END
$$;

-- Lets go what stood on a page before the holder: these, and not what came since.
CREATE OR REPLACE FUNCTION gate.notices_told(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('notice-told', payload, proof);
BEGIN
    DELETE FROM gate.login_notice n
    WHERE n.account = (body ->> 'account')::uuid
        AND n.id = ANY (ARRAY (SELECT t::uuid FROM jsonb_array_elements_text(body -> 'told') AS t));
END
$$;
