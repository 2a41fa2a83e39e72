"""Rows that two acts on the same thing wait for, instead of numbers that every login sees and can take.

Not logged to disk: a row says nothing but its number, and the gate lays again what a crash took away. In an order
that nobody knows: while somebody waits, `pg_locks` tells where in the table the row lies.
"""

from django.db import migrations

CREATE = """
CREATE UNLOGGED TABLE gate.turn (
    number integer PRIMARY KEY CHECK (number BETWEEN 0 AND 4095)
);
INSERT INTO gate.turn SELECT n FROM generate_series(0, 4095) AS n ORDER BY gen_random_uuid();
"""
SALT = "ALTER TABLE gate.sequencing ADD COLUMN lock_salt text NOT NULL DEFAULT gen_random_uuid()::text;"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0013_lock_salt")]
    operations = [
        migrations.RunSQL(CREATE, "DROP TABLE gate.turn;"),
        migrations.RunSQL("ALTER TABLE gate.sequencing DROP COLUMN lock_salt;", SALT),
    ]
