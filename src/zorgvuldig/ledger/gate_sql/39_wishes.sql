-- What a person allowed and objected to, read anew for every decision: a consent that was withdrawn or an objection
-- that was made a moment ago stops the very next one, also within a run that began before.

-- Facts about the wishes of the persons of a request, for one purpose and one way of reaching them. Of several persons
-- the protective answer holds for all. Without a way an objection to any way counts. A privacy statement is no objection
-- to the purpose: it keeps the diagnosis out of a claim.
CREATE OR REPLACE FUNCTION gate.of_wishes(asked uuid[], wanted text, way text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- What is attached to a message goes the way of the message.
    means text := replace(way, 'email-attachment', 'email-body');
    stands boolean[];
    told jsonb;
BEGIN
    -- Whoever handles a wish tells of it; and of persons whom we do not know, nothing is known.
    IF cardinality(asked) = 0 OR wanted = 'data-subject-rights'
        OR (SELECT count(*) FROM records.person p WHERE p.id = ANY (asked)) <> cardinality(asked) THEN
        RETURN '{}';
    END IF;
    SELECT jsonb_build_object('objection_relative', coalesce(
        (ARRAY['rejected', 'pending', 'upheld'])[max(
            CASE o.state WHEN 'upheld' THEN 3 WHEN 'rejected' THEN 1 ELSE 2 END
        )], 'none'
    )) INTO told
    FROM records.objection o
    WHERE o.subject_id = ANY (asked) AND o.kind = 'relative' AND o.purpose = wanted
        AND o.state <> 'withdrawn' AND o.channel <> 'privacy-statement';
    -- For each person whether a consent stands; NULL when there never was one.
    stands := ARRAY (
        SELECT bool_or(c.withdrawn_at IS NULL) FILTER (WHERE c.id IS NOT NULL)
        FROM unnest(asked) AS a (person)
        LEFT JOIN records.consent c ON c.subject_id = a.person AND c.purpose = wanted
            AND (wanted <> 'marketing' OR means IS NULL OR c.scope = means)
        GROUP BY a.person
    );
    IF wanted = 'marketing' THEN
        RETURN told || jsonb_build_object(
            'marketing_objection', EXISTS (
                SELECT FROM records.objection o
                WHERE o.subject_id = ANY (asked) AND o.kind = 'marketing' AND o.purpose = wanted
                    AND o.state NOT IN ('rejected', 'withdrawn')
                    AND (means IS NULL OR o.channel IN ('', 'all', means))
            ),
            'consent_withdrawn', false = ANY (stands) IS TRUE,
            'opt_in', CASE WHEN means IS NOT NULL THEN true = ALL (stands) IS TRUE END
        );
    END IF;
    IF array_position(stands, NULL) IS NULL THEN
        RETURN told || jsonb_build_object(
            'explicit_consent', true = ALL (stands), 'consent_withdrawn', false = ANY (stands)
        );
    END IF;
    RETURN told || jsonb_build_object('consent_withdrawn', CASE WHEN false = ANY (stands) THEN true END);
END
$$;
