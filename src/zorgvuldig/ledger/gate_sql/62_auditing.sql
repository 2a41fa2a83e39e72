-- One entry by its number, for oversight. Under row security PostgreSQL looks at a grant before it may look in an
-- index, row by row through the whole log; here the grant is looked at first, and the index serves.
CREATE OR REPLACE FUNCTION gate.entry_of(asked uuid) RETURNS TABLE (
    entry_id uuid, "position" bigint, leaf bytea, personal bytea, personal_key uuid, wrapped bytea, index bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT gate.holds('zv_audit', '{log}') THEN
        RAISE EXCEPTION 'the gate refuses: no grant opens this' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT i.entry_id, i.position, i.leaf, i.personal, i.personal_key, k.wrapped, l.index
        FROM ledger.intake i
        LEFT JOIN ledger.leaf l ON l.entry_id = i.entry_id
        LEFT JOIN ledger.personal_key k ON k.id = i.personal_key
        WHERE i.entry_id = asked AND i.leaf IS NOT NULL;
END
$$;
