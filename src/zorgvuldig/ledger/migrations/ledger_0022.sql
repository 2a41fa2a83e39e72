-- Its rows come in while the rest of their tree is still hashed; the leaf, with the root over all of them, comes last in
-- the same transaction. So what stands under an entry asks for it when the transaction ends.
ALTER TABLE ledger.segment_tile ALTER CONSTRAINT segment_tile_entry_id_fkey DEFERRABLE INITIALLY DEFERRED;

-- A bulk decision: what is said of each class, and the one key under which its rows are sealed.
CREATE TABLE ledger.decided_segment (
    entry_id     uuid PRIMARY KEY REFERENCES ledger.intake (entry_id) DEFERRABLE INITIALLY DEFERRED,
    -- The canonical bytes of a row of each class, up to its number.
    contents     jsonb NOT NULL CHECK (jsonb_typeof(contents) = 'array'),
    personal_key uuid NOT NULL,
    size         bigint NOT NULL CHECK (size > 0)
);

-- Its rows, about a thousand to a block, in the order of the indexes of their persons. The rows of one person stand in
-- one block.
CREATE TABLE ledger.segment_block (
    entry_id    uuid NOT NULL REFERENCES ledger.decided_segment (entry_id),
    first_row   bigint NOT NULL CHECK (first_row >= 0),
    row_count   integer NOT NULL CHECK (row_count > 0),
    first_index bytea NOT NULL CHECK (length(first_index) IN (32, 41)),
    last_index  bytea NOT NULL CHECK (length(last_index) = length(first_index)),
    indexes     bytea NOT NULL CHECK (length(indexes) = length(first_index) * row_count),
    commitments bytea NOT NULL CHECK (length(commitments) = 32 * row_count),
    classes     bytea NOT NULL CHECK (length(classes) = 2 * row_count),
    sealed      bytea NOT NULL CHECK (length(sealed) = 48 * row_count),
    PRIMARY KEY (entry_id, first_row)
);
CREATE INDEX segment_block_person ON ledger.segment_block (entry_id, first_index);
-- Hashes and sealed bytes do not shrink, and a slice of them is read without the rest.
ALTER TABLE ledger.segment_block
    ALTER COLUMN indexes SET STORAGE EXTERNAL,
    ALTER COLUMN commitments SET STORAGE EXTERNAL,
    ALTER COLUMN classes SET STORAGE EXTERNAL,
    ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.decided_segment
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.segment_block
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only the function that prunes runs as this role, and it may touch no hash.
    IF current_user = 'zv_pruner' AND TG_OP <> 'TRUNCATE'
        AND TG_TABLE_NAME IN ('intake', 'segment_row', 'segment_tile', 'decided_segment', 'segment_block')
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'ledger.% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
