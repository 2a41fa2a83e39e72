-- What makes a session of the pages alive. The table of sessions in `web` holds what a session carries, and belongs
-- to whoever speaks SQL in the name of the pages; that a session began, was seen and ended is known here alone.

-- Twenty idle minutes, and one more because `seen` moves once a minute; ten hours in any case. In a language that
-- keeps its plans: one of SQL would be planned anew in each request.
CREATE OR REPLACE FUNCTION gate.lives(began timestamptz, seen timestamptz, ended timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ended IS NULL AND seen > statement_timestamp() - interval '21 minutes'
        AND began > statement_timestamp() - interval '10 hours';
END
$$;

-- Begins a session. A key that was used before begins nothing, unless its session still lives for the same account.
CREATE OR REPLACE FUNCTION gate.begin_session(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('session-begin', payload, proof);
BEGIN
    -- Whatever began so long ago is over, ended or not.
    DELETE FROM gate.login_session s WHERE s.key IN (
        SELECT o.key FROM gate.login_session o WHERE o.began < statement_timestamp() - interval '11 hours'
        LIMIT 100 FOR UPDATE SKIP LOCKED
    );
    INSERT INTO gate.login_session (key, account, device, began, seen)
    VALUES (decode(body ->> 'key', 'hex'), (body ->> 'account')::uuid, body ->> 'device',
        statement_timestamp(), statement_timestamp())
    ON CONFLICT (key) DO NOTHING;
    IF NOT EXISTS (
        SELECT FROM gate.login_session s
        WHERE s.key = decode(body ->> 'key', 'hex') AND s.account = (body ->> 'account')::uuid
            AND gate.lives(s.began, s.seen, s.ended)
    ) THEN
        RAISE EXCEPTION 'the gate refuses: this session ended' USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

-- Goes on under a new key: the old one ends, and the hours count on. Null for a session that does not live.
DROP FUNCTION IF EXISTS gate.move_session(text, bytea);
CREATE OR REPLACE FUNCTION gate.move_session(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('session-move', payload, proof);
    old gate.login_session;
BEGIN
    UPDATE gate.login_session s SET ended = statement_timestamp()
    WHERE s.key = decode(body ->> 'key', 'hex') AND s.account = (body ->> 'account')::uuid
        AND gate.lives(s.began, s.seen, s.ended)
    RETURNING s.* INTO old;
    IF old.key IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO gate.login_session (key, account, device, began, seen)
    VALUES (decode(body ->> 'to', 'hex'), old.account, old.device, old.began, statement_timestamp());
    RETURN jsonb_build_object('began', old.began);
END
$$;

-- Notes that a session was seen. One that is over is not woken by it.
CREATE OR REPLACE FUNCTION gate.see_session(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('session-see', payload, proof);
BEGIN
    UPDATE gate.login_session s SET seen = statement_timestamp()
    WHERE s.key = decode(body ->> 'key', 'hex') AND gate.lives(s.began, s.seen, s.ended);
END
$$;

-- Ends sessions for good: the one of a key, or those of an account but one, or but those that were seen last.
CREATE OR REPLACE FUNCTION gate.end_sessions(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('session-end', payload, proof);
    ended_keys jsonb;
BEGIN
    WITH chosen AS (
        SELECT s.key FROM gate.login_session s
        WHERE (s.account = (body ->> 'account')::uuid OR body ->> 'account' IS NULL)
            AND (s.key = decode(body ->> 'key', 'hex') OR body ->> 'key' IS NULL)
            AND num_nonnulls(body ->> 'account', body ->> 'key') > 0
            AND s.key IS DISTINCT FROM decode(body ->> 'but', 'hex')
            AND gate.lives(s.began, s.seen, s.ended)
        ORDER BY s.seen DESC, s.began DESC OFFSET (body ->> 'keep')::integer FOR UPDATE
    ), gone AS (
        UPDATE gate.login_session s SET ended = statement_timestamp() FROM chosen c WHERE s.key = c.key
        RETURNING encode(s.key, 'hex') AS name
    )
    SELECT coalesce(jsonb_agg(g.name), '[]') INTO ended_keys FROM gone g;
    RETURN jsonb_build_object('ended', ended_keys);
END
$$;

-- Lists the sessions of an account that live, the one seen last first.
CREATE OR REPLACE FUNCTION gate.sessions_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('session-list', payload, proof);
BEGIN
    RETURN (
        SELECT jsonb_build_object('living', coalesce(jsonb_agg(jsonb_build_object('key', encode(s.key, 'hex'),
            'device', s.device, 'began', s.began, 'seen', s.seen) ORDER BY s.seen DESC, s.began DESC), '[]'))
        FROM gate.login_session s
        WHERE s.account = (body ->> 'account')::uuid AND gate.lives(s.began, s.seen, s.ended)
    );
END
$$;

-- Tells how many seconds ago a session of an account was seen; null for one that does not live. Open to anyone who
-- knows its key, and stable, so that it is asked in the statement that asks for the seal of the account.
CREATE OR REPLACE FUNCTION gate.session_idle(asked bytea, of_account uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (
        SELECT extract(epoch FROM statement_timestamp() - s.seen)::integer FROM gate.login_session s
        WHERE s.key = asked AND s.account = of_account AND gate.lives(s.began, s.seen, s.ended)
    );
END
$$;
