"""Whose session it is, since when and last seen when stand at the gate now; who was logged in logs in again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_factors")]
    operations = [
        migrations.RunSQL("DELETE FROM accounts_websession;", migrations.RunSQL.noop),
        *(
            migrations.RemoveField("WebSession", name)
            for name in ("account", "device", "began_at", "seen_at")
        ),
    ]
