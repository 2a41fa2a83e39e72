-- What is past its own term while whose it is stays (bewaartermijn per stuk): answered requests, closed cases, signals,
-- files of care providers with what came of them, and parties with whom the relation ended. Each counts from its own
-- event. The periods come from the norms by class, as in 81_retention.sql.

-- Of a kind of item, what is past its term on a day: what it is, of whom, which class, which category of data a row of
-- it names, and the day it counts from. `among` looks at some items only. Nothing of a person on whom a hold stands.
CREATE OR REPLACE FUNCTION gate.items_beyond(what text, day date, terms jsonb, among uuid[])
RETURNS TABLE (item uuid, subject uuid, class text, category text, since date)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    zone CONSTANT text := 'Europe/Amsterdam';
    kept_case CONSTANT interval := terms ->> 'case';
    kept CONSTANT interval := terms ->> 'insurance';
    kept_party CONSTANT interval := terms ->> 'partner-relation';
BEGIN
    CASE what
    WHEN 'request' THEN
        -- Not while data are restricted by it, and not before every earlier receiver was told.
        RETURN QUERY SELECT q.id, q.subject_id, 'case', q.data_category::text, coalesce(q.answered_on, q.received_on)
            FROM records.rights_request q
            WHERE q.state NOT IN ('received', 'extended') AND (among IS NULL OR q.id = ANY (among))
                AND (coalesce(q.answered_on, q.received_on) + kept_case)::date < day
                AND NOT gate.restricts(
                    q.kind, q.state, q.told_state, q.channel, q.identified_on, q.lifted_on, day
                )
                AND NOT EXISTS (
                    SELECT FROM records.receiver_to_tell r
                    WHERE r.request_id = q.id AND r.told_on IS NULL AND r.impossible_because = ''
                )
                AND NOT EXISTS (
                    SELECT FROM records.person_hold h WHERE h.subject_id = q.subject_id AND h.ended_at IS NULL
                );
    WHEN 'case' THEN
        RETURN QUERY SELECT s.id, s.subject_id, s.term::text, s.data_category::text,
                gate.counted_from(s.term, s.closed_on, s.last_changed_on)
            FROM records."case" s
            WHERE s.closed_on IS NOT NULL AND (among IS NULL OR s.id = ANY (among))
                AND (gate.counted_from(s.term, s.closed_on, s.last_changed_on) + (terms ->> s.term)::interval)::date < day
                AND NOT EXISTS (
                    SELECT FROM records.person_hold h WHERE h.subject_id = s.subject_id AND h.ended_at IS NULL
                );
    WHEN 'signal' THEN
        RETURN QUERY SELECT s.id, s.subject_id, 'case', s.data_category::text, (s.taken_in_at AT TIME ZONE zone)::date
            FROM records.signal s
            WHERE (among IS NULL OR s.id = ANY (among))
                AND ((s.taken_in_at AT TIME ZONE zone)::date + kept_case)::date < day
                AND NOT EXISTS (
                    SELECT FROM records.person_hold h WHERE h.subject_id = s.subject_id AND h.ended_at IS NULL
                );
    WHEN 'shield-end' THEN
        RETURN QUERY SELECT e.id, e.subject_id, 'case', e.data_category::text, coalesce(e.settled_on, e.dropped_on)
            FROM records.shield_end e
            WHERE (among IS NULL OR e.id = ANY (among))
                AND (coalesce(e.settled_on, e.dropped_on) + kept_case)::date < day
                AND NOT EXISTS (
                    SELECT FROM records.person_hold h WHERE h.subject_id = e.subject_id AND h.ended_at IS NULL
                );
    WHEN 'party-request' THEN
        RETURN QUERY SELECT q.id, NULL::uuid, 'case', 'contract', coalesce(q.answered_on, q.received_on)
            FROM records.party_request q
            WHERE q.state NOT IN ('received', 'extended') AND (among IS NULL OR q.id = ANY (among))
                AND (coalesce(q.answered_on, q.received_on) + kept_case)::date < day;
    WHEN 'strangers' THEN
        -- Claims of people who are not insured here: no insurance ends, so the term counts from the day they came.
        RETURN QUERY SELECT f.id, NULL::uuid, 'insurance', 'claim', (f.received_at AT TIME ZONE zone)::date
            FROM records.claim_file f
            WHERE (among IS NULL OR f.id = ANY (among))
                AND ((f.received_at AT TIME ZONE zone)::date + kept)::date < day
                AND EXISTS (SELECT FROM records.claim c WHERE c.run_id = f.id AND c.subject_id IS NULL);
    WHEN 'file' THEN
        -- A file stays as long as a claim of a person that came with it.
        RETURN QUERY SELECT f.id, NULL::uuid, 'insurance', 'claim', (f.received_at AT TIME ZONE zone)::date
            FROM records.claim_file f
            WHERE (among IS NULL OR f.id = ANY (among))
                AND ((f.received_at AT TIME ZONE zone)::date + kept)::date < day
                AND NOT EXISTS (SELECT FROM records.claim c WHERE c.run_id = f.id AND c.subject_id IS NOT NULL)
                AND NOT EXISTS (
                    SELECT FROM records.outbound_document d WHERE d.run_id = f.id AND d.subject_id IS NOT NULL
                );
    WHEN 'provider' THEN
        -- The relation ends with the last contract, registration and login, or with the last file and payment.
        RETURN QUERY SELECT p.id, NULL::uuid, 'partner-relation', 'professional', e.ended
            FROM records.provider p CROSS JOIN LATERAL (
                SELECT max(x.day) AS ended FROM (
                    SELECT coalesce(upper(c.valid_during) - 1, 'infinity') AS day
                    FROM records.provider_contract c WHERE c.provider_id = p.id
                    UNION ALL SELECT coalesce(upper(q.valid_during) - 1, 'infinity')
                    FROM records.provider_qualification q WHERE q.provider_id = p.id
                    UNION ALL SELECT coalesce(upper(l.valid_during) - 1, 'infinity')
                    FROM records.party_login l WHERE l.provider_id = p.id
                ) x
            ) e
            WHERE (among IS NULL OR p.id = ANY (among)) AND isfinite(e.ended) AND (e.ended + kept_party)::date < day
                AND NOT EXISTS (SELECT FROM records.claim c WHERE c.provider_id = p.id)
                AND NOT EXISTS (SELECT FROM records.claim_file f WHERE f.provider_id = p.id)
                AND NOT EXISTS (SELECT FROM records.payment_order o WHERE o.provider_id = p.id)
                AND NOT EXISTS (
                    SELECT FROM records.party_request q WHERE q.party_id = p.id
                        AND (q.state IN ('received', 'extended') OR (q.answered_on + kept_case)::date >= day)
                );
    WHEN 'partner' THEN
        RETURN QUERY SELECT b.id, NULL::uuid, 'partner-relation', 'professional', e.ended
            FROM records.business_partner b CROSS JOIN LATERAL (
                SELECT max(x.day) AS ended FROM (
                    SELECT coalesce(upper(c.valid_during) - 1, 'infinity') AS day
                    FROM records.partner_contract c WHERE c.partner_id = b.id
                    UNION ALL SELECT coalesce(upper(l.valid_during) - 1, 'infinity')
                    FROM records.party_login l WHERE l.partner_id = b.id
                ) x
            ) e
            WHERE (among IS NULL OR b.id = ANY (among)) AND isfinite(e.ended) AND (e.ended + kept_party)::date < day
                AND NOT EXISTS (
                    SELECT FROM records.party_request q WHERE q.party_id = b.id
                        AND (q.state IN ('received', 'extended') OR (q.answered_on + kept_case)::date >= day)
                );
    END CASE;
END
$$;

-- What an item is made of: table by table, whatever refers before what it refers to.
CREATE OR REPLACE FUNCTION gate.parts_of(what text) RETURNS TABLE (place int, part text, tie text, besides text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT v.place, v.part, v.tie, v.besides FROM (VALUES
        ('request', 1, 'receiver_to_tell', 'request_id', ''),
        ('request', 2, 'rights_request', 'id', ''),
        ('case', 1, 'case_step', 'case_id', ''),
        ('case', 2, 'case', 'id', ''),
        ('signal', 1, 'signal', 'id', ''),
        ('shield-end', 1, 'shield_end', 'id', ''),
        ('party-request', 1, 'party_request', 'id', ''),
        ('strangers', 1, 'line_reason', 'run_id', 'subject_id IS NULL'),
        ('strangers', 2, 'claim_text', 'run_id', 'subject_id IS NULL'),
        ('strangers', 3, 'claim_diagnosis', 'run_id', 'subject_id IS NULL'),
        ('strangers', 4, 'claim_line', 'run_id', 'subject_id IS NULL'),
        ('strangers', 5, 'claim', 'run_id', 'subject_id IS NULL'),
        ('file', 1, 'outbound_document', 'run_id', 'subject_id IS NULL'),
        ('file', 2, 'return_message', 'run_id', ''),
        ('file', 3, 'run_letters', 'run_id', ''),
        ('file', 4, 'payment_order', 'run_id', ''),
        ('file', 5, 'claim_file', 'id', ''),
        ('provider', 1, 'party_request', 'party_id', ''),
        ('provider', 2, 'party_login', 'provider_id', ''),
        ('provider', 3, 'provider_contract', 'provider_id', ''),
        ('provider', 4, 'provider_qualification', 'provider_id', ''),
        ('provider', 5, 'provider', 'id', ''),
        ('partner', 1, 'party_request', 'party_id', ''),
        ('partner', 2, 'party_login', 'partner_id', ''),
        ('partner', 3, 'partner_contract', 'partner_id', ''),
        ('partner', 4, 'business_partner', 'id', '')
    ) AS v (what, place, part, tie, besides) WHERE v.what = parts_of.what;
$$;

-- The first so many items of a kind that are past their term, the oldest first; or, asked for a count, how many there
-- are by class, of whoever does not go as a whole.
CREATE OR REPLACE FUNCTION gate.items_due(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('items-due', payload, proof);
    what text := body ->> 'what';
    day date := body ->> 'day';
    terms jsonb := body -> 'terms';
BEGIN
    IF (body ->> 'most')::int IS NULL THEN
        RETURN (
            SELECT jsonb_object_agg(k.class, k.n) FROM (
                SELECT b.class, count(*) AS n FROM gate.items_beyond(what, day, terms, NULL) b
                WHERE b.subject IS NULL OR b.subject NOT IN (
                    SELECT g.subject FROM gate.beyond_term(day, terms, NULL) g WHERE g.kept IS NULL
                )
                GROUP BY 1
            ) k
        );
    END IF;
    RETURN (
        SELECT jsonb_build_object('items', jsonb_agg(jsonb_build_array(f.item, f.subject, f.class, f.category, f.since)))
        FROM (
            SELECT * FROM gate.items_beyond(what, day, terms, NULL) b
            ORDER BY b.class, b.category, b.since, b.item LIMIT (body ->> 'most')::int
        ) f
    );
END
$$;

-- Which logins belong to these persons or parties: they go with whose they are.
CREATE OR REPLACE FUNCTION gate.logins_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('logins-of', payload, proof);
    whose uuid[] := ARRAY (SELECT jsonb_array_elements_text(body -> 'whose')::uuid);
BEGIN
    RETURN jsonb_build_object('names', (
        SELECT jsonb_agg(n.username) FROM (
            SELECT a.username FROM records.account_link a WHERE a.person_id = ANY (whose)
            UNION SELECT l.username FROM records.party_login l
            WHERE l.provider_id = ANY (whose) OR l.partner_id = ANY (whose)
        ) n
    ));
END
$$;

-- Erase items of one kind, under a grant to erase that names whom they concern and what they tell; all or none. Looks again which
-- are past their term, for a hold or a new contract may have come since, and that nothing of them is left.
CREATE OR REPLACE FUNCTION gate.erase_items(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('erase-items', payload, proof);
    what text := body ->> 'what';
    items uuid[] := ARRAY (SELECT jsonb_array_elements_text(body -> 'items')::uuid);
    met uuid[];
    named text[];
    step record;
    gone bigint;
    told jsonb := '{}';
BEGIN
    SELECT g.subjects, g.categories INTO met, named FROM gate.open_grant g
    WHERE g.token = gate.token() AND g.family = 'zv_retention' AND g.purpose = 'retention'
        AND g.expires_at > clock_timestamp() AND g.xid = pg_current_xact_id_if_assigned();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the gate refuses: no grant to erase' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (
        SELECT count(*) FROM gate.items_beyond(what, (body ->> 'day')::date, body -> 'terms', items) b
        WHERE (b.subject IS NULL OR b.subject = ANY (met)) AND b.category = ANY (named)
    ) <> cardinality(items) THEN
        RAISE EXCEPTION 'the gate refuses: an item is kept since, or is not of this grant' USING ERRCODE = 'ZV003';
    END IF;
    FOR step IN SELECT p.part, p.tie, p.besides FROM gate.parts_of(what) p ORDER BY p.place LOOP
        EXECUTE format(
            'DELETE FROM records.%I WHERE %I = ANY ($1)%s',
            step.part, step.tie, CASE WHEN step.besides = '' THEN '' ELSE ' AND ' || step.besides END
        ) USING items;
        GET DIAGNOSTICS gone = ROW_COUNT;
        IF gone > 0 THEN
            told := told || jsonb_build_object(step.part, coalesce((told ->> step.part)::bigint, 0) + gone);
        END IF;
        EXECUTE format(
            'SELECT count(*) FROM records.%I WHERE %I = ANY ($1)%s',
            step.part, step.tie, CASE WHEN step.besides = '' THEN '' ELSE ' AND ' || step.besides END
        ) INTO gone USING items;
        IF gone > 0 THEN
            RAISE EXCEPTION 'the gate refuses: rows of % still stand after erasing', step.part USING ERRCODE = 'ZV003';
        END IF;
    END LOOP;
    RETURN told;
END
$$;
