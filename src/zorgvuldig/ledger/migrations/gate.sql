-- The gate: the only way to a grant, a ledger entry or a fact about a person before any decision.
--
-- Every function that does something demands a proof: an HMAC-SHA256, made by the decision component under a
-- key that no login can read, over exactly what is asked. Injected SQL can call these functions and cannot
-- prove anything. A grant lives in the transaction that opened it and nowhere else.

CREATE TABLE gate.proof_key (
    single      boolean PRIMARY KEY DEFAULT true CHECK (single),
    inner_block bytea NOT NULL CHECK (length(inner_block) = 64),
    outer_block bytea NOT NULL CHECK (length(outer_block) = 64)
);

-- Not logged to disk: a grant that outlives a crash would outlive its transaction.
CREATE UNLOGGED TABLE gate.open_grant (
    token      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    entry_id   uuid NOT NULL,
    family     text NOT NULL,
    purpose    text NOT NULL,
    categories text[] NOT NULL,
    subjects   uuid[] NOT NULL,
    run_id     uuid,
    indexes    bytea[] NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX open_grant_expiry ON gate.open_grant (expires_at);

GRANT SELECT ON gate.proof_key TO zv_gate;
GRANT SELECT, INSERT, DELETE ON gate.open_grant TO zv_gate;

CREATE FUNCTION gate.proved(kind text, payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    blocks record;
    body jsonb;
    expires timestamptz;
BEGIN
    SELECT k.inner_block, k.outer_block INTO STRICT blocks FROM gate.proof_key k;
    -- Hashed once more on both sides, so that the time of the comparison tells nothing of the proof.
    IF sha256(sha256(blocks.outer_block || sha256(blocks.inner_block || convert_to(payload, 'UTF8'))))
        IS DISTINCT FROM sha256(proof)
    THEN
        RAISE EXCEPTION 'the gate refuses: no decision proved this' USING ERRCODE = 'insufficient_privilege';
    END IF;
    body := payload::jsonb;
    expires := to_timestamp((body ->> 'expires')::bigint);
    IF body ->> 'kind' IS DISTINCT FROM kind THEN
        RAISE EXCEPTION 'the gate refuses: a proof of another kind' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF expires IS NULL OR clock_timestamp() >= expires OR expires > clock_timestamp() + interval '5 minutes' THEN
        RAISE EXCEPTION 'the gate refuses: the proof is not valid now' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN body;
END
$$;

CREATE FUNCTION gate.enter(body jsonb) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    entry jsonb := body -> 'entry';
    entered uuid := (entry ->> 'id')::uuid;
BEGIN
    INSERT INTO ledger.personal_key (id, wrapped)
    VALUES ((entry ->> 'personal_key')::uuid, decode(entry ->> 'wrapped', 'base64'));
    -- The key of this table also makes every proof good for one time only.
    INSERT INTO ledger.intake
        (entry_id, leaf, personal, personal_key, subject_index, run_id, purpose, outcome)
    VALUES (
        entered,
        convert_to(entry ->> 'leaf', 'UTF8'),
        decode(entry ->> 'personal', 'base64'),
        (entry ->> 'personal_key')::uuid,
        decode(entry ->> 'subject_index', 'hex'),
        (entry ->> 'run_id')::uuid,
        entry ->> 'purpose',
        entry ->> 'outcome'
    );
    INSERT INTO ledger.personal_key (id, wrapped)
    SELECT k.id, decode(k.wrapped, 'base64')
    FROM jsonb_to_recordset(body -> 'keys') AS k (id uuid, wrapped text);
    INSERT INTO ledger.segment_row (entry_id, row_index, subject_index, content, personal, personal_key)
    SELECT
        entered, r.row, decode(r.subject, 'hex'), convert_to(r.content, 'UTF8'), decode(r.personal, 'base64'), r.key
    FROM jsonb_to_recordset(body -> 'rows')
        AS r (row bigint, subject text, content text, personal text, key uuid);
    INSERT INTO ledger.segment_tile (entry_id, level, index, hashes)
    SELECT entered, t.level, t.index, decode(t.hashes, 'base64')
    FROM jsonb_to_recordset(body -> 'tiles') AS t (level smallint, index bigint, hashes text);
    RETURN entered;
END
$$;

CREATE FUNCTION gate.open(payload text, proof bytea) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('open', payload, proof);
    entry jsonb := body -> 'entry';
    opening jsonb := body -> 'grant';
    met uuid[];
    opened uuid;
BEGIN
    PERFORM gate.enter(body);
    INSERT INTO ledger.open_duty (entry_id, duty, norm, text, due, discharger)
    SELECT (entry ->> 'id')::uuid, d.duty, d.norm, d.text, d.due, d.discharger
    FROM jsonb_to_recordset(body -> 'duties')
        AS d (duty text, norm text, text text, due text, discharger text);
    IF jsonb_typeof(opening) IS DISTINCT FROM 'object' THEN
        RETURN NULL;
    END IF;
    IF entry ->> 'outcome' IS DISTINCT FROM 'permit' THEN
        RAISE EXCEPTION 'the gate refuses: only a permit opens data' USING ERRCODE = 'insufficient_privilege';
    END IF;
    met := ARRAY (SELECT jsonb_array_elements_text(opening -> 'subjects')::uuid);
    -- Whoever a run is about is looked up here: only persons whose number is in the run are met.
    IF jsonb_array_length(opening -> 'numbers') > 0 THEN
        met := met || ARRAY (
            SELECT p.id FROM records.person p
            WHERE p.bsn_index = ANY (
                ARRAY (SELECT decode(n, 'hex') FROM jsonb_array_elements_text(opening -> 'numbers') AS n)
            )
        );
    END IF;
    -- What a broken session left behind; never waiting for another session that tidies too.
    DELETE FROM gate.open_grant g WHERE g.token IN (
        SELECT o.token FROM gate.open_grant o WHERE o.expires_at < clock_timestamp() - interval '5 minutes'
        LIMIT 20 FOR UPDATE SKIP LOCKED
    );
    INSERT INTO gate.open_grant (entry_id, family, purpose, categories, subjects, run_id, indexes, expires_at)
    VALUES (
        (entry ->> 'id')::uuid,
        opening ->> 'family',
        entry ->> 'purpose',
        ARRAY (SELECT jsonb_array_elements_text(opening -> 'categories')),
        met,
        (opening ->> 'run_id')::uuid,
        ARRAY (SELECT decode(i, 'hex') FROM jsonb_array_elements_text(opening -> 'indexes') AS i),
        to_timestamp((body ->> 'expires')::bigint)
    )
    RETURNING token INTO opened;
    RETURN opened;
END
$$;

CREATE FUNCTION gate.segment(payload text, proof bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.enter(gate.proved('segment', payload, proof));
END
$$;

-- Tells whether the grant was still there: if not, someone ended the transaction or went back behind it.
CREATE FUNCTION gate.close(opened uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM gate.open_grant g WHERE g.token = opened AND g.xid = pg_current_xact_id_if_assigned();
    RETURN FOUND;
END
$$;

CREATE FUNCTION gate.actor_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('actor', payload, proof);
    found jsonb;
BEGIN
    SELECT jsonb_build_object(
        'kind', 'staff', 'id', s.id, 'role', s.role, 'unit', s.unit,
        'secrecy_declared_on', s.secrecy_declared_on,
        'employed', s.employed_during @> (body ->> 'at')::date
    ) INTO found
    FROM records.staff_member s WHERE s.username = body ->> 'username';
    IF found IS NULL THEN
        SELECT jsonb_build_object('kind', 'subject', 'id', l.person_id) INTO found
        FROM records.account_link l WHERE l.username = body ->> 'username';
    END IF;
    RETURN found;
END
$$;

-- Facts about the persons of a request that rules may read. A person whom we do not know leaves a fact
-- unknown; of several persons the protective answer holds for all, and others only if they agree.
CREATE FUNCTION gate.subject_facts(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('facts', payload, proof);
    asked uuid[] := ARRAY (SELECT DISTINCT jsonb_array_elements_text(body -> 'subjects')::uuid);
    found jsonb;
BEGIN
    SELECT jsonb_build_object(
        'threatened', CASE WHEN bool_or(f.threatened) THEN true WHEN f_all THEN false END,
        'restricted', CASE WHEN bool_or(f.restricted) THEN true WHEN f_all THEN false END,
        'subject_age', CASE WHEN f_all AND min(f.age) = max(f.age) THEN min(f.age) END,
        'subject_is_policyholder', CASE WHEN f_all AND bool_or(f.holder) = bool_and(f.holder) THEN bool_or(f.holder) END,
        'policyholder_is_employer',
        CASE WHEN f_all AND bool_or(f.employer) = bool_and(f.employer) THEN bool_or(f.employer) END
    ) INTO found
    FROM (
        SELECT
            p.shielded AS threatened,
            EXISTS (
                SELECT FROM records."case" c
                WHERE c.subject_id = p.id AND c.kind = 'restriction' AND c.state = 'granted'
            ) AS restricted,
            extract(year FROM age((body ->> 'at')::date, p.birthdate))::integer AS age,
            EXISTS (SELECT FROM records.insurance_policy i WHERE i.policyholder_id = p.id) AS holder,
            EXISTS (
                SELECT FROM records.policy_coverage v
                JOIN records.insurance_policy i ON i.id = v.insurance_policy_id
                WHERE v.subject_id = p.id AND i.employer_policyholder IS NOT NULL
            ) AS employer,
            count(*) OVER () = cardinality(asked) AS f_all
        FROM records.person p WHERE p.id = ANY (asked)
    ) f
    GROUP BY f_all;
    RETURN coalesce(jsonb_strip_nulls(found), '{}');
END
$$;

-- What the policies of the wall ask, once per statement. Each compares token, family, categories, moment and
-- transaction: a token that is read, guessed or kept gives another session, role or moment nothing.
CREATE FUNCTION gate.subjects(family text, needed text[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.subjects FROM gate.open_grant g
    WHERE g.token = nullif(current_setting('zv.grant', true), '')::uuid
        AND g.family = subjects.family AND g.categories @> subjects.needed
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
$$;

CREATE FUNCTION gate.run(family text, needed text[]) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.run_id FROM gate.open_grant g
    WHERE g.token = nullif(current_setting('zv.grant', true), '')::uuid
        AND g.family = run.family AND g.categories @> run.needed
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
$$;

CREATE FUNCTION gate.holds(family text, needed text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM gate.open_grant g
        WHERE g.token = nullif(current_setting('zv.grant', true), '')::uuid
            AND g.family = holds.family AND g.categories @> holds.needed
            AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned()
    );
$$;

CREATE FUNCTION gate.categories(family text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.categories FROM gate.open_grant g
    WHERE g.token = nullif(current_setting('zv.grant', true), '')::uuid
        AND g.family = categories.family
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
$$;

CREATE FUNCTION gate.insurance_policies(family text, needed text[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY (
        SELECT v.insurance_policy_id FROM records.policy_coverage v
        WHERE v.subject_id = ANY ((SELECT gate.subjects(insurance_policies.family, insurance_policies.needed))::uuid[])
    );
$$;

CREATE FUNCTION gate.ledger_indexes(family text) RETURNS bytea[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.indexes FROM gate.open_grant g
    WHERE g.token = nullif(current_setting('zv.grant', true), '')::uuid
        AND g.family = ledger_indexes.family AND g.categories @> '{log}'
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
$$;

-- The entries of the ledger in which a person whom the grant is about is met: alone, among several, in a run.
CREATE FUNCTION gate.ledger_entries(family text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY (
        SELECT i.entry_id FROM ledger.intake i
        WHERE i.subject_index = ANY ((SELECT gate.ledger_indexes(ledger_entries.family))::bytea[])
        UNION
        SELECT r.entry_id FROM ledger.segment_row r
        WHERE r.subject_index = ANY ((SELECT gate.ledger_indexes(ledger_entries.family))::bytea[])
        UNION
        -- What was looked up or decided for a whole run concerns everyone whose row stands in that run.
        SELECT w.entry_id FROM ledger.intake w
        WHERE w.subject_index IS NULL AND w.run_id IN (
            SELECT i.run_id FROM ledger.segment_row r JOIN ledger.intake i ON i.entry_id = r.entry_id
            WHERE r.subject_index = ANY ((SELECT gate.ledger_indexes(ledger_entries.family))::bytea[])
        )
    );
$$;

-- The keys of what may be read of those entries. An entry about several named persons tells each that it was
-- there, and not on which facts: those are about the others too.
CREATE FUNCTION gate.ledger_keys(family text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY (
        SELECT i.personal_key FROM ledger.intake i
        WHERE i.entry_id = ANY ((SELECT gate.ledger_entries(ledger_keys.family))::uuid[])
            AND (i.subject_index IS NOT NULL OR i.run_id IS NOT NULL)
        UNION
        SELECT r.personal_key FROM ledger.segment_row r
        WHERE r.subject_index = ANY ((SELECT gate.ledger_indexes(ledger_keys.family))::bytea[])
    );
$$;

ALTER FUNCTION gate.proved OWNER TO zv_gate;
ALTER FUNCTION gate.enter OWNER TO zv_gate;
ALTER FUNCTION gate.open OWNER TO zv_gate;
ALTER FUNCTION gate.segment OWNER TO zv_gate;
ALTER FUNCTION gate.close OWNER TO zv_gate;
ALTER FUNCTION gate.actor_of OWNER TO zv_gate;
ALTER FUNCTION gate.subject_facts OWNER TO zv_gate;
ALTER FUNCTION gate.subjects OWNER TO zv_gate;
ALTER FUNCTION gate.run OWNER TO zv_gate;
ALTER FUNCTION gate.holds OWNER TO zv_gate;
ALTER FUNCTION gate.categories OWNER TO zv_gate;
ALTER FUNCTION gate.insurance_policies OWNER TO zv_gate;
ALTER FUNCTION gate.ledger_entries OWNER TO zv_gate;
ALTER FUNCTION gate.ledger_keys OWNER TO zv_gate;
ALTER FUNCTION gate.ledger_indexes OWNER TO zv_gate;
