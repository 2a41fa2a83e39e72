"""Once made the function that tells whose claim it is; since then `gate_sql` lays every function of the gate."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_gate"), ("records", "0003_run_decisions")]
    operations = []
