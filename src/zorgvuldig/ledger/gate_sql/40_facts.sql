-- What must be known before any decision; each question is proved.

CREATE OR REPLACE FUNCTION gate.actor_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('actor', payload, proof);
    today date := (body ->> 'at')::date;
    found jsonb;
BEGIN
    SELECT jsonb_build_object(
        'kind', 'staff', 'id', s.id, 'role', g.name, 'unit', g.unit,
        'secrecy_ground', s.secrecy_ground, 'secrecy_declared_on', s.secrecy_declared_on,
        'trained_on', (
            SELECT max(t.completed_on) FROM records.training t
            WHERE t.staff_id = s.id AND t.kind = 'privacy' AND t.completed_on <= today
        ),
        'employed', s.employed_during @> today
    ) INTO found
    FROM records.staff_member s
    LEFT JOIN records.access_grant g
        ON g.staff_id = s.id AND g.kind = 'role' AND g.state IN ('granted', 'ended') AND g.valid_during @> today
    WHERE s.username = body ->> 'username';
    IF found IS NULL THEN
        SELECT jsonb_build_object('kind', 'subject', 'id', l.person_id) INTO found
        FROM records.account_link l WHERE l.username = body ->> 'username';
    END IF;
    IF found IS NULL THEN
        SELECT jsonb_build_object(
            'kind', 'party', 'id', coalesce(l.provider_id, l.partner_id),
            'role', CASE WHEN l.provider_id IS NULL THEN 'partner-contact' ELSE 'provider' END,
            'tied', l.valid_during @> today
        ) INTO found
        FROM records.party_login l WHERE l.username = body ->> 'username';
    END IF;
    RETURN found;
END
$$;

CREATE OR REPLACE FUNCTION gate.claim_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('claim', payload, proof);
BEGIN
    RETURN (
        SELECT jsonb_build_object('run_id', c.run_id, 'subject_id', c.subject_id)
        FROM records.claim c WHERE c.id = (body ->> 'claim')::uuid
    );
END
$$;

-- The one person whom these words fit, as a bare number; nobody when they fit several. Without it, who is
-- opened in an emergency could not be named in the decision about it.
CREATE OR REPLACE FUNCTION gate.person_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('person', payload, proof);
    met uuid[];
BEGIN
    met := ARRAY (
        SELECT p.id FROM records.person p
        WHERE p.birthdate = (body ->> 'birthdate')::date
            AND lower(p.family_name) = lower(body ->> 'family_name')
            AND (coalesce(body ->> 'postcode', '') = '' OR EXISTS (
                SELECT FROM records.person_address a
                WHERE a.subject_id = p.id AND a.valid_during @> (body ->> 'at')::date
                    AND replace(upper(a.postcode), ' ', '') = replace(upper(body ->> 'postcode'), ' ', '')
            ))
        LIMIT 2
    );
    RETURN jsonb_build_object('person', CASE WHEN cardinality(met) = 1 THEN met[1] END, 'met', cardinality(met));
END
$$;

-- When somebody last did each duty, for whoever looks whether it is still needed.
CREATE OR REPLACE FUNCTION gate.last_acts(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.proved('acts', payload, proof);
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_array(a.actor, a.duty, a.last)), '[]')
        FROM (SELECT actor, duty, max(done_at) AS last FROM gate.act GROUP BY actor, duty) a
    );
END
$$;

-- Facts about the persons of a request that rules may read. A person whom we do not know leaves a fact
-- unknown; of several persons the protective answer holds for all, and others only if they agree.
-- Of an earlier version, which read a restriction from a case.
DROP FUNCTION IF EXISTS gate.of_persons(uuid[], date);
CREATE OR REPLACE FUNCTION gate.of_persons(asked uuid[], wanted text[], aim text, today date) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found jsonb;
    closed uuid[] := gate.restricted_among(asked, wanted, aim, today);
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
            p.id = ANY (closed) AS restricted,
            extract(year FROM age(today, p.birthdate))::integer AS age,
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
    RETURN found;
END
$$;

-- Who of the staff this is; NULL for a person of another kind and for a service, which has a name and no number.
CREATE OR REPLACE FUNCTION gate.staff_member_of(said text) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF said ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN (SELECT s.id FROM records.staff_member s WHERE s.id = said::uuid);
    END IF;
    RETURN NULL;
END
$$;

-- Whether this person did the other duty of a pair before: on the same object, or about the same person.
CREATE OR REPLACE FUNCTION gate.did_the_other(acting uuid, done text, thing uuid, persons uuid[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM gate.act a JOIN gate.opposites(done) o ON o.duty = a.duty
        WHERE a.actor = acting
            AND (a.object = thing OR (o.on_person AND (a.subject = ANY (persons) OR a.object = ANY (persons))))
    );
$$;

-- One after another, whoever does something with the same thing or person: the second sees what the first did.
-- In one order; two things that share a row wait for each other, no more.
CREATE OR REPLACE FUNCTION gate.one_at_a_time(things uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted integer;
BEGIN
    FOR wanted IN
        SELECT DISTINCT (hashtextextended(t::text, 4) & 4095)::integer AS number
        FROM unnest(things) AS t WHERE t IS NOT NULL ORDER BY number
    LOOP
        PERFORM gate.take_turn(wanted);
    END LOOP;
END
$$;

-- What granting this would do to the one who gets it. A role ends every other grant, so only a duty adds up. Whoever
-- gets it was waited for before.
CREATE OR REPLACE FUNCTION gate.of_a_grant(acting uuid, asked uuid) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted record;
BEGIN
    SELECT g.* INTO wanted FROM (
        SELECT a.id, a.staff_id, a.kind, a.name, a.valid_during FROM records.access_grant a WHERE a.id = asked
    ) g;
    IF wanted IS NULL THEN
        RETURN '{}';
    END IF;
    RETURN jsonb_build_object(
        'own_matter', wanted.staff_id = acting,
        'conflicting_duties', wanted.kind = 'duty' AND EXISTS (
            SELECT FROM records.access_grant g, unnest(gate.duties_in(g.kind, g.name)) AS held
            JOIN gate.opposites(wanted.name) o ON o.duty = held
            WHERE g.staff_id = wanted.staff_id AND g.id <> wanted.id AND g.state IN ('granted', 'ended')
                AND g.valid_during && wanted.valid_during
        )
    );
END
$$;

-- What rules read of who does what to whom: duties held and done, and an emergency that is open.
CREATE OR REPLACE FUNCTION gate.of_the_act(acting uuid, act jsonb, persons uuid[], today date) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    thing uuid := (act ->> 'object')::uuid;
    on_a_grant boolean := coalesce(act ->> 'duty' IN ('grant-access', 'advise-access', 'review-access'), false);
    told jsonb := jsonb_build_object(
        'advised_same_person', EXISTS (
            SELECT FROM gate.act a WHERE a.actor = acting AND a.duty = 'advise' AND a.subject = ANY (persons)
        ),
        'break_glass_open', cardinality(persons) = 1 AND EXISTS (
            SELECT FROM records.break_glass b
            WHERE b.actor = acting AND b.person = persons[1] AND b.closed_at IS NULL
                AND b.opened_at <= clock_timestamp() AND clock_timestamp() < b.ends_at
        )
    );
BEGIN
    IF jsonb_typeof(act) IS DISTINCT FROM 'object' THEN
        RETURN told;
    END IF;
    -- At once, also for who would get the grant: in one order nobody waits for whoever waits for him.
    PERFORM gate.one_at_a_time(persons || thing || CASE WHEN on_a_grant THEN (
        SELECT a.staff_id FROM records.access_grant a WHERE a.id = thing
    ) END);
    told := told || jsonb_build_object(
        'conflicting_act', gate.did_the_other(acting, act ->> 'duty', thing, persons),
        'duty_held', EXISTS (
            SELECT FROM records.access_grant g
            WHERE g.staff_id = acting AND g.state IN ('granted', 'ended') AND g.valid_during @> today
                AND act ->> 'duty' = ANY (gate.duties_in(g.kind, g.name))
        )
    );
    IF on_a_grant THEN
        told := told || gate.of_a_grant(acting, thing);
    END IF;
    -- Whoever advises on it or ends it adds no duty to anyone.
    RETURN CASE WHEN act ->> 'duty' = 'grant-access' THEN told ELSE told - 'conflicting_duties' END;
END
$$;

-- A generic plan: the planner would else weigh these same small questions anew at every call, which takes longer
-- than to answer them. It holds for whatever is called inside too.
CREATE OR REPLACE FUNCTION gate.subject_facts(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    body jsonb := gate.proved('facts', payload, proof);
    asked uuid[] := ARRAY (SELECT DISTINCT jsonb_array_elements_text(body -> 'subjects')::uuid);
    today date := (body ->> 'at')::date;
    acting uuid := gate.staff_member_of(body ->> 'actor');
    told jsonb := '{}';
BEGIN
    -- First, because it waits for whoever is at work on the same thing; what follows sees what that one did.
    IF acting IS NOT NULL THEN
        told := gate.of_the_act(acting, body -> 'act', asked, today);
    END IF;
    IF body ->> 'role' = 'legal-representative' THEN
        told := told || gate.of_representation((body ->> 'actor')::uuid, asked, today);
    END IF;
    RETURN jsonb_strip_nulls(
        told || coalesce(gate.of_persons(
            asked, ARRAY (SELECT jsonb_array_elements_text(body -> 'data')), body ->> 'purpose', today
        ), '{}')
        || gate.of_wishes(asked, body ->> 'purpose', body ->> 'channel')
    );
END
$$;

-- Write down who did which duty on what; the last word on a pair of duties, whatever was decided before.
CREATE OR REPLACE FUNCTION gate.note_act(body jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    act jsonb := body -> 'entry' -> 'act';
    acting uuid := gate.staff_member_of(act ->> 'actor');
    thing uuid := (act ->> 'object')::uuid;
    persons uuid[] := ARRAY (SELECT jsonb_array_elements_text(body -> 'grant' -> 'subjects')::uuid);
BEGIN
    IF acting IS NULL THEN
        RETURN;
    END IF;
    IF thing IS NULL THEN
        RAISE EXCEPTION 'the gate refuses: an act without an object keeps no duties apart'
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM gate.one_at_a_time(persons || thing);
    IF gate.did_the_other(acting, act ->> 'duty', thing, persons) THEN
        RAISE EXCEPTION 'the gate refuses: this person did the other duty before'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO gate.act (entry_id, actor, duty, object, subject)
    VALUES (
        (body -> 'entry' ->> 'id')::uuid, acting, act ->> 'duty', thing,
        CASE WHEN cardinality(persons) = 1 THEN persons[1] END
    );
END
$$;
