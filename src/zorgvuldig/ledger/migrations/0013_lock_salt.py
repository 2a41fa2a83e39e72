"""What keys the names of the gate's locks: drawn once for each database, and read by the gate alone."""

from django.db import migrations

SALT = "ALTER TABLE gate.sequencing ADD COLUMN lock_salt text NOT NULL DEFAULT gen_random_uuid()::text;"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_account_names")]
    operations = [migrations.RunSQL(SALT, "ALTER TABLE gate.sequencing DROP COLUMN lock_salt;")]
