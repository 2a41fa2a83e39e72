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
