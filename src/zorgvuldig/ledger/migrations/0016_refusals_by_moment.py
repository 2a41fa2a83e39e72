"""An index of the refusals by their moment: oversight lists those of a quarter among all that was permitted."""

from django.db import migrations

CREATE = "CREATE INDEX intake_forbidden ON ledger.intake (recorded_at) WHERE outcome = 'forbid';"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0015_tries_at_the_gate")]
    operations = [migrations.RunSQL(CREATE, "DROP INDEX ledger.intake_forbidden;")]
