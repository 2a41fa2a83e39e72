-- What the witness laid back under a checkpoint (C2SP tlog-cosignature); the line under the newest is renewed.
CREATE TABLE ledger.cosignature (
    size         bigint PRIMARY KEY REFERENCES ledger.checkpoint (size),
    line         text NOT NULL,
    witnessed_at timestamptz NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- An entry that the person does not see yet, and until when at the latest that is looked at again (art. 3.13).
CREATE TABLE ledger.deferral (
    entry_id    uuid PRIMARY KEY REFERENCES ledger.intake (entry_id),
    review_on   date NOT NULL,
    actor_index bytea NOT NULL CHECK (length(actor_index) = 32),
    reason      bytea NOT NULL,
    reason_key  uuid NOT NULL
);

-- Each look at a deferral: put off until another day, or released with words for the person.
CREATE TABLE ledger.deferral_review (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id    uuid NOT NULL REFERENCES ledger.deferral (entry_id),
    by_entry    uuid NOT NULL UNIQUE REFERENCES ledger.intake (entry_id),
    review_on   date,
    actor_index bytea NOT NULL CHECK (length(actor_index) = 32),
    reason      bytea NOT NULL,
    reason_key  uuid NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX deferral_review_entry ON ledger.deferral_review (entry_id);
CREATE UNIQUE INDEX deferral_released_once ON ledger.deferral_review (entry_id) WHERE review_on IS NULL;

-- An entry that must stay readable, whatever its age: a dispute, a claim, an order of a court.
CREATE TABLE ledger.legal_hold (
    id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    entry_id       uuid NOT NULL REFERENCES ledger.intake (entry_id),
    by_entry       uuid NOT NULL REFERENCES ledger.intake (entry_id),
    placed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    lifted_at      timestamptz,
    lifted_by_entry uuid REFERENCES ledger.intake (entry_id),
    CHECK ((lifted_at IS NULL) = (lifted_by_entry IS NULL))
);
CREATE UNIQUE INDEX legal_hold_once ON ledger.legal_hold (entry_id) WHERE lifted_at IS NULL;

-- The entries that say what was taken out of the log; they themselves stay.
CREATE TABLE ledger.pruning (
    entry_id uuid PRIMARY KEY REFERENCES ledger.intake (entry_id),
    before   timestamptz NOT NULL,
    entries  bigint NOT NULL CHECK (entries > 0),
    made_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Once its term is over an entry keeps its place and its hash, and loses what could be read.
ALTER TABLE ledger.intake ALTER COLUMN leaf DROP NOT NULL;
ALTER TABLE ledger.intake ALTER COLUMN purpose DROP NOT NULL;
ALTER TABLE ledger.intake ALTER COLUMN outcome DROP NOT NULL;
ALTER TABLE ledger.intake ADD CHECK (
    CASE WHEN leaf IS NULL
        THEN num_nonnulls(personal, personal_key, subject_index, run_id, purpose, outcome) = 0
        ELSE purpose IS NOT NULL AND outcome IS NOT NULL
    END
);
CREATE INDEX intake_readable ON ledger.intake (recorded_at) WHERE leaf IS NOT NULL;

CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only the function that prunes runs as this role, and it may touch no hash.
    IF current_user = 'zv_pruner' AND TG_OP <> 'TRUNCATE'
        AND TG_TABLE_NAME IN ('intake', 'segment_row', 'segment_tile')
    THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'ledger.% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

-- Dated own choices that functions of the gate go by; only the owner writes them (`ledger.parameters`).
CREATE TABLE gate.parameter (
    name       text NOT NULL,
    valid_from date NOT NULL,
    value      interval NOT NULL CHECK (value > interval '0'),
    PRIMARY KEY (name, valid_from)
);
