-- What the policies of the wall ask, once per statement. Each compares token, family, categories, moment and
-- transaction: a token that is read, guessed or kept gives another session, role or moment nothing. In SQL and not
-- in plpgsql: with that, a read of a large table cost four times as much (drill `b16-speed`).
CREATE OR REPLACE FUNCTION gate.subjects(family text, needed text[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.subjects FROM gate.open_grant g
    WHERE g.token = gate.token()
        AND g.family = subjects.family AND g.categories @> subjects.needed
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
$$;

CREATE OR REPLACE FUNCTION gate.run(family text, needed text[]) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.run_id FROM gate.open_grant g
    WHERE g.token = gate.token()
        AND g.family = run.family AND g.categories @> run.needed
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
$$;

CREATE OR REPLACE FUNCTION gate.holds(family text, needed text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM gate.open_grant g
        WHERE g.token = gate.token()
            AND g.family = holds.family AND g.categories @> holds.needed
            AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned()
    );
$$;

-- Whose rows stay closed because their use is restricted, where a run or a shared policy would open them.
CREATE OR REPLACE FUNCTION gate.closed_to(family text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.closed FROM gate.open_grant g
    WHERE g.token = gate.token()
        AND g.family = closed_to.family
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
$$;

CREATE OR REPLACE FUNCTION gate.categories(family text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.categories FROM gate.open_grant g
    WHERE g.token = gate.token()
        AND g.family = categories.family
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
$$;

CREATE OR REPLACE FUNCTION gate.insurance_policies(family text, needed text[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY (
        SELECT v.insurance_policy_id FROM records.policy_coverage v
        WHERE v.subject_id = ANY ((SELECT gate.subjects(insurance_policies.family, insurance_policies.needed))::uuid[])
    );
$$;

-- For whom somebody logged in: a care provider or a business partner, and nobody else's rows.
CREATE OR REPLACE FUNCTION gate.parties(family text, needed text[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.parties FROM gate.open_grant g
    WHERE g.token = gate.token()
        AND g.family = parties.family AND g.categories @> parties.needed
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
$$;

-- The runs in which a file of that care provider came in.
CREATE OR REPLACE FUNCTION gate.runs_of_parties(family text, needed text[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY (
        SELECT f.id FROM records.claim_file f
        WHERE f.provider_id = ANY ((SELECT gate.parties(runs_of_parties.family, runs_of_parties.needed))::uuid[])
    );
$$;
