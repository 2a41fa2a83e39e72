"""Who laid a legal hold, as a keyed index: another lifts it. Of holds from before this is not known."""

from django.db import migrations

CREATE = """
ALTER TABLE ledger.legal_hold ADD COLUMN actor_index bytea CHECK (length(actor_index) IN (32, 41));
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0016_refusals_by_moment")]
    operations = [migrations.RunSQL(CREATE, "ALTER TABLE ledger.legal_hold DROP COLUMN actor_index;")]
