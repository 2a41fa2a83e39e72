"""Whose rows a grant leaves closed because their use is restricted; none where a lawful use stands (GDPR art. 18)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0022_blocks")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE gate.open_grant ADD COLUMN closed uuid[] NOT NULL DEFAULT '{}';",
            "ALTER TABLE gate.open_grant DROP COLUMN closed;",
        )
    ]
