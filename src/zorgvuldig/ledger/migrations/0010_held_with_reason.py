"""Why an entry is kept beyond its term, and why no longer, each sealed under a key of its own."""

from django.db import migrations

REASONS = """
ALTER TABLE ledger.legal_hold
    ADD COLUMN reason bytea, ADD COLUMN reason_key uuid,
    ADD COLUMN lift_reason bytea, ADD COLUMN lift_key uuid;
"""
UNDO = """
ALTER TABLE ledger.legal_hold
    DROP COLUMN reason, DROP COLUMN reason_key, DROP COLUMN lift_reason, DROP COLUMN lift_key;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_unplaced")]
    operations = [migrations.RunSQL(REASONS, UNDO)]
