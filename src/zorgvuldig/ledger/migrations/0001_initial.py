"""The tables of the ledger. Rights and the gate's functions come in later migrations."""

from typing import Any

from django.db import migrations, models

import zorgvuldig.ledger.models

TABLES = """
CREATE TABLE ledger.intake (
    entry_id      uuid PRIMARY KEY,
    position      bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) UNIQUE,
    xid           xid8 NOT NULL DEFAULT pg_current_xact_id(),
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    leaf          bytea NOT NULL,
    personal      bytea,
    personal_key  uuid,
    subject_index bytea CHECK (length(subject_index) = 32),
    run_id        uuid,
    purpose       text NOT NULL,
    outcome       text NOT NULL CHECK (outcome IN ('permit', 'forbid', 'no-permit', 'gap')),
    CHECK ((personal IS NULL) = (personal_key IS NULL))
);
CREATE INDEX intake_xid ON ledger.intake (xid);
CREATE INDEX intake_subject ON ledger.intake (subject_index) WHERE subject_index IS NOT NULL;
CREATE INDEX intake_run ON ledger.intake (run_id) WHERE run_id IS NOT NULL;

-- No foreign key leads here: erasing a key must not ask leave of the log.
CREATE TABLE ledger.personal_key (
    id      uuid PRIMARY KEY,
    wrapped bytea NOT NULL
);

CREATE TABLE ledger.leaf (
    index     bigint PRIMARY KEY CHECK (index >= 0),
    entry_id  uuid NOT NULL UNIQUE REFERENCES ledger.intake (entry_id),
    leaf_hash bytea NOT NULL CHECK (length(leaf_hash) = 32)
);

CREATE TABLE ledger.node (
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 7),
    index bigint NOT NULL CHECK (index >= 0),
    hash  bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, index)
);

CREATE TABLE ledger.checkpoint (
    size    bigint PRIMARY KEY CHECK (size > 0),
    root    bytea NOT NULL CHECK (length(root) = 32),
    note    text NOT NULL,
    made_at timestamptz NOT NULL
);

CREATE TABLE ledger.segment_row (
    entry_id      uuid NOT NULL REFERENCES ledger.intake (entry_id),
    row_index     bigint NOT NULL CHECK (row_index >= 0),
    subject_index bytea CHECK (length(subject_index) = 32),
    content       bytea NOT NULL,
    personal      bytea,
    personal_key  uuid,
    PRIMARY KEY (entry_id, row_index),
    CHECK ((personal IS NULL) = (personal_key IS NULL))
);
CREATE INDEX segment_row_subject ON ledger.segment_row (subject_index) WHERE subject_index IS NOT NULL;

-- The hashes of the tree under a segment leaf (C2SP tlog-tiles layout): a path without reading others' rows.
CREATE TABLE ledger.segment_tile (
    entry_id uuid NOT NULL REFERENCES ledger.intake (entry_id),
    level    smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
    index    bigint NOT NULL CHECK (index >= 0),
    hashes   bytea NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (entry_id, level, index)
);

CREATE TABLE ledger.open_duty (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    entry_id            uuid NOT NULL REFERENCES ledger.intake (entry_id),
    duty                text NOT NULL,
    norm                text NOT NULL,
    text                text NOT NULL,
    due                 text,
    discharger          text NOT NULL,
    discharged_at       timestamptz,
    discharged_by_entry uuid REFERENCES ledger.intake (entry_id),
    CHECK ((discharged_at IS NULL) = (discharged_by_entry IS NULL))
);
CREATE INDEX open_duty_due ON ledger.open_duty (due) WHERE discharged_at IS NULL;

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger.% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""

APPEND_ONLY = ("intake", "leaf", "node", "checkpoint", "segment_row", "segment_tile")
TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
"""
UNDO = """
DROP TABLE ledger.open_duty, ledger.segment_tile, ledger.segment_row, ledger.checkpoint, ledger.node, ledger.leaf,
    ledger.personal_key, ledger.intake;
DROP FUNCTION ledger.refuse_change();
"""


def unmanaged(name: str, table: str, fields: list[tuple[str, Any]]) -> migrations.CreateModel:
    return migrations.CreateModel(name, fields, options={"db_table": f'"ledger"."{table}"', "managed": False})


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(TABLES + "".join(TRIGGER.format(table=table) for table in APPEND_ONLY), UNDO),
        unmanaged(
            "IntakeEntry",
            "intake",
            [
                ("entry_id", models.UUIDField(primary_key=True, serialize=False)),
                ("position", models.BigIntegerField()),
                ("xid", zorgvuldig.ledger.models.Xid8Field()),
                ("recorded_at", models.DateTimeField()),
                ("leaf", models.BinaryField()),
                ("personal", models.BinaryField(null=True)),
                ("personal_key", models.UUIDField(null=True)),
                ("subject_index", models.BinaryField(null=True)),
                ("run_id", models.UUIDField(null=True)),
                ("purpose", models.TextField()),
                ("outcome", models.TextField()),
            ],
        ),
        unmanaged(
            "PersonalKey",
            "personal_key",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("wrapped", models.BinaryField()),
            ],
        ),
        unmanaged(
            "Leaf",
            "leaf",
            [
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.UUIDField(unique=True)),
                ("leaf_hash", models.BinaryField()),
            ],
        ),
        unmanaged(
            "Node",
            "node",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
        ),
        unmanaged(
            "Checkpoint",
            "checkpoint",
            [
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("note", models.TextField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
        unmanaged(
            "SegmentRow",
            "segment_row",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "entry_id", "row_index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entry_id", models.UUIDField()),
                ("row_index", models.BigIntegerField()),
                ("subject_index", models.BinaryField(null=True)),
                ("content", models.BinaryField()),
                ("personal", models.BinaryField(null=True)),
                ("personal_key", models.UUIDField(null=True)),
            ],
        ),
        unmanaged(
            "SegmentTile",
            "segment_tile",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "entry_id",
                        "level",
                        "index",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("entry_id", models.UUIDField()),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
            ],
        ),
        unmanaged(
            "OpenDuty",
            "open_duty",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("entry_id", models.UUIDField()),
                ("duty", models.TextField()),
                ("norm", models.TextField()),
                ("text", models.TextField()),
                ("due", models.TextField(null=True)),
                ("discharger", models.TextField()),
                ("discharged_at", models.DateTimeField(null=True)),
                ("discharged_by_entry", models.UUIDField(null=True)),
            ],
        ),
    ]
