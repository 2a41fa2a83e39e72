-- Whose login a national scheme's answer is. Asked with the blind indexes of a number (under either key, while the
-- key is changed), never with the number.

-- Gives {"username"} of the person's login, which is made once under the name that is offered; {"refused"} with
-- why ("under-16", "several"); or null when nobody here has that number.
CREATE OR REPLACE FUNCTION gate.person_of_login(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('login', payload, proof);
    persons uuid[];
    born date;
    linked text;
BEGIN
    SELECT array_agg(p.id), max(p.birthdate) INTO persons, born
    FROM records.person p
    WHERE p.bsn_index = ANY (
        ARRAY (SELECT decode(n, 'hex') FROM jsonb_array_elements_text(body -> 'indexes') AS n)
    );
    IF persons IS NULL THEN
        RETURN NULL;
    END IF;
    -- From sixteen on one decides alone about one's own data; below that the one with authority asks.
    IF born > (body ->> 'at')::date - interval '16 years' THEN
        RETURN jsonb_build_object('refused', 'under-16');
    END IF;
    SELECT min(l.username) INTO linked FROM records.account_link l WHERE l.person_id = ANY (persons);
    IF linked IS NOT NULL THEN
        RETURN jsonb_build_object('username', linked);
    END IF;
    -- Two entities of the insurer may know one person, each with a file of its own: that is for a human.
    IF cardinality(persons) > 1 THEN
        RETURN jsonb_build_object('refused', 'several');
    END IF;
    INSERT INTO records.account_link (id, username, person_id)
    VALUES (gen_random_uuid(), body ->> 'username', persons[1])
    ON CONFLICT (person_id) DO NOTHING;
    -- Of two browsers at once one made the link, and both get it.
    SELECT l.username INTO STRICT linked FROM records.account_link l WHERE l.person_id = persons[1];
    RETURN jsonb_build_object('username', linked);
END
$$;
