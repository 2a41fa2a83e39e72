"""The gate, in SQL (`gate.sql`); who may call what is laid after every migration (`ledger.rights`)."""

from pathlib import Path

from django.db import migrations

UNDO = """
DROP FUNCTION gate.open, gate.segment, gate.enter, gate.close, gate.actor_of, gate.subject_facts, gate.subjects,
    gate.run, gate.holds, gate.categories, gate.insurance_policies, gate.ledger_entries, gate.ledger_keys,
    gate.ledger_indexes, gate.proved;
DROP TABLE gate.open_grant, gate.proof_key;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("records", "0001_tables")]
    operations = [
        migrations.RunSQL(Path(__file__).with_name("gate.sql").read_text(encoding="utf-8"), UNDO),
    ]
