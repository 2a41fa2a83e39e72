"""The tables of the gate, in SQL (`gate.sql`); its functions are laid after every migration (`ledger.rights`)."""

from pathlib import Path

from django.db import migrations

UNDO = "DROP TABLE gate.open_grant, gate.proof_key;"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("records", "0001_tables")]
    operations = [
        migrations.RunSQL(Path(__file__).with_name("gate.sql").read_text(encoding="utf-8"), UNDO),
    ]
