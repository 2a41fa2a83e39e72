"""Up to which moment every committed entry has its place: what the gate holds against its clock."""

from django.db import migrations

CREATE = """
CREATE TABLE gate.sequencing (
    single       boolean PRIMARY KEY DEFAULT true CHECK (single),
    -- Every entry that was committed before has its place; none before the sequencer ran for the first time.
    placed_until timestamptz,
    -- Below this transaction number everything has its place, in this life of the database server.
    floor        xid8 NOT NULL DEFAULT '0',
    life         text NOT NULL DEFAULT '',
    -- What the administrator of the server laid down for everybody, as the sequencer's session meets it.
    durability   text NOT NULL DEFAULT 'on'
        CHECK (durability IN ('off', 'local', 'remote_write', 'on', 'remote_apply'))
);
INSERT INTO gate.sequencing DEFAULT VALUES;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_login_sessions")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE gate.sequencing;")]
