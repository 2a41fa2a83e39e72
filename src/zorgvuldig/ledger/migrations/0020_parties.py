"""For which care provider or business partner a grant opens rows; empty for everyone else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0021_turn_of_runs")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE gate.open_grant ADD COLUMN parties uuid[] NOT NULL DEFAULT '{}';",
            "ALTER TABLE gate.open_grant DROP COLUMN parties;",
        )
    ]
