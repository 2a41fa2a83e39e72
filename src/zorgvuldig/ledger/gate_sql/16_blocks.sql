-- The rows of a bulk decision, in blocks of about a thousand: how they come in, and how one person's are found again.

-- They come packed: a few whole blocks (of each its indexes, then its commitments, its classes and its sealed parts),
-- then tiles. What was proved names the hash of exactly these bytes. Blocks follow one another in rows and in persons.
-- The leaf that holds their root is written last, in this transaction: without it the transaction cannot end.
CREATE OR REPLACE FUNCTION gate.segment_packed(payload text, proof bytea, packed bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('segment-packed', payload, proof);
    entered uuid := (body ->> 'entry_id')::uuid;
    rows bigint := (SELECT sum(c::integer) FROM jsonb_array_elements_text(body -> 'blocks') AS c);
    blocks_end integer := rows * ((body ->> 'width')::integer + 82);
BEGIN
    IF encode(sha256(packed), 'hex') IS DISTINCT FROM body ->> 'packed' THEN
        RAISE EXCEPTION 'the gate refuses: other rows than were proved' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM ledger.intake i WHERE i.entry_id = entered AND i.xid <> pg_current_xact_id()) THEN
        RAISE EXCEPTION 'the gate refuses: no segment of this transaction' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF jsonb_typeof(body -> 'segment') = 'object' THEN
        INSERT INTO ledger.personal_key (id, wrapped)
        VALUES ((body -> 'segment' ->> 'key')::uuid, decode(body -> 'segment' ->> 'wrapped', 'base64'));
        INSERT INTO ledger.decided_segment (entry_id, contents, personal_key, size)
        VALUES (
            entered, body -> 'segment' -> 'contents', (body -> 'segment' ->> 'key')::uuid,
            (body -> 'segment' ->> 'size')::bigint
        );
    END IF;
    PERFORM gate.enter_blocks(entered, body, packed);
    INSERT INTO ledger.segment_tile (entry_id, level, index, hashes)
    SELECT entered, t.level, t.index, substr(packed, blocks_end + 1 + (t.until - t.many) * 32, t.many * 32)
    FROM (
        SELECT
            (n.tile ->> 0)::smallint AS level,
            (n.tile ->> 1)::bigint AS index,
            (n.tile ->> 2)::integer AS many,
            (sum((n.tile ->> 2)::integer) OVER (ORDER BY n.place))::integer AS until
        FROM jsonb_array_elements(body -> 'tiles') WITH ORDINALITY AS n (tile, place)
    ) t;
END
$$;

CREATE OR REPLACE FUNCTION gate.enter_blocks(entered uuid, body jsonb, packed bytea) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    first bigint := (body ->> 'first')::bigint;
    width integer := (body ->> 'width')::integer;
    rows bigint := (SELECT sum(c::integer) FROM jsonb_array_elements_text(body -> 'blocks') AS c);
    hashes bigint := (SELECT coalesce(sum((t ->> 2)::integer), 0) FROM jsonb_array_elements(body -> 'tiles') AS t);
    next_row bigint := 0;
    last_before bytea;
BEGIN
    SELECT b.first_row + b.row_count, b.last_index INTO next_row, last_before
    FROM ledger.segment_block b WHERE b.entry_id = entered ORDER BY b.first_row DESC LIMIT 1;
    IF first IS DISTINCT FROM coalesce(next_row, 0)
        OR length(packed) IS DISTINCT FROM rows * (width + 82) + hashes * 32
        OR first + rows > (SELECT d.size FROM ledger.decided_segment d WHERE d.entry_id = entered)
    THEN
        RAISE EXCEPTION 'the gate refuses: blocks that do not follow one another'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO ledger.segment_block (
        entry_id, first_row, row_count, first_index, last_index, indexes, commitments, classes, sealed
    )
    SELECT
        entered, first + c.until - c.many, c.many,
        substr(packed, c.start, width),
        substr(packed, c.start + (c.many - 1) * width, width),
        substr(packed, c.start, c.many * width),
        substr(packed, c.start + c.many * width, c.many * 32),
        substr(packed, c.start + c.many * (width + 32), c.many * 2),
        substr(packed, c.start + c.many * (width + 34), c.many * 48)
    FROM (
        SELECT s.many, s.until, 1 + (s.until - s.many) * (width + 82) AS start
        FROM (
            SELECT n.many::integer, (sum(n.many::integer) OVER (ORDER BY n.place))::integer AS until
            FROM jsonb_array_elements_text(body -> 'blocks') WITH ORDINALITY AS n (many, place)
        ) s
    ) c;
    IF EXISTS (
        SELECT FROM (
            SELECT b.first_index, b.last_index, lag(b.last_index, 1, last_before) OVER (ORDER BY b.first_row) AS before
            FROM ledger.segment_block b WHERE b.entry_id = entered AND b.first_row >= first
        ) o
        WHERE o.first_index > o.last_index OR o.first_index <= o.before
    ) THEN
        RAISE EXCEPTION 'the gate refuses: blocks that are not in the order of their persons'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

-- The places in a block of rows under an index: by halves, then row by row. What is handed over stands in memory
-- whole, or each look would fetch it anew.
CREATE OR REPLACE FUNCTION gate.places_in(indexes bytea, width integer, sought bytea) RETURNS SETOF integer
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    many integer := length(indexes) / width;
    low integer := 0;
    high integer := many;
    middle integer;
BEGIN
    WHILE low < high LOOP
        middle := (low + high) / 2;
        IF substr(indexes, middle * width + 1, width) < sought THEN
            low := middle + 1;
        ELSE
            high := middle;
        END IF;
    END LOOP;
    WHILE low < many AND substr(indexes, low * width + 1, width) = sought LOOP
        RETURN NEXT low;
        low := low + 1;
    END LOOP;
END
$$;

-- Where rows under these indexes stand: of each bulk decision one block is looked at, the last that begins at the index
-- or before it.
CREATE OR REPLACE FUNCTION gate.met_in_blocks(sought bytea[]) RETURNS TABLE (
    entry_id uuid, first_row bigint, place integer
)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
    SELECT b.entry_id, b.first_row, p.place
    FROM ledger.decided_segment d
    CROSS JOIN (SELECT DISTINCT u.index FROM unnest(sought) AS u (index)) s
    CROSS JOIN LATERAL (
        SELECT o.entry_id, o.first_row, o.first_index, o.last_index, o.indexes FROM ledger.segment_block o
        WHERE o.entry_id = d.entry_id AND o.first_index <= s.index
        ORDER BY o.first_index DESC LIMIT 1
    ) b
    CROSS JOIN LATERAL gate.places_in(b.indexes || ''::bytea, length(b.first_index), s.index) AS p (place)
    WHERE b.last_index >= s.index;
$$;

-- Rows of bulk decisions under these indexes, each as a row of any segment. The verifying login and oversight, under its
-- grant, read all of them; under a grant about a person only that person's own indexes are looked for, in entries
-- that the person may see. A block is never given out: it is about others too.
CREATE OR REPLACE FUNCTION gate.decided_rows(sought bytea[]) RETURNS TABLE (
    entry_id uuid, row_index bigint, content bytea, sealed bytea, personal_key uuid
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    every boolean := session_user = 'zv_sequencer' OR gate.holds('zv_audit', '{log}');
    given bytea[] := sought;
    seen uuid[];
BEGIN
    IF NOT every THEN
        given := ARRAY (SELECT unnest(sought) INTERSECT SELECT unnest(gate.ledger_indexes('zv_rights')));
        seen := CASE WHEN cardinality(given) > 0 THEN gate.ledger_entries('zv_rights') END;
    END IF;
    RETURN QUERY
        SELECT
            b.entry_id,
            m.first_row + m.place,
            convert_to(
                (d.contents ->> (get_byte(b.kind, 0) << 8) + get_byte(b.kind, 1))
                || ',"row":' || m.first_row + m.place || ',"subject":"' || encode(b.commitment, 'hex') || '"}',
                'UTF8'
            ),
            b.opening,
            d.personal_key
        FROM gate.met_in_blocks(given) m
        JOIN ledger.decided_segment d ON d.entry_id = m.entry_id
        CROSS JOIN LATERAL (
            SELECT
                o.entry_id,
                substr(o.commitments, m.place * 32 + 1, 32) AS commitment,
                substr(o.classes, m.place * 2 + 1, 2) AS kind,
                substr(o.sealed, m.place * 48 + 1, 48) AS opening
            FROM ledger.segment_block o WHERE o.entry_id = m.entry_id AND o.first_row = m.first_row
        ) b
        WHERE every OR m.entry_id = ANY (seen);
END
$$;
