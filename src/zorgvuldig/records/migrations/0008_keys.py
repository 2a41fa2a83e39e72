"""More than one key at a time: which key wrapped what is found without a walk over everything."""

from django.db import migrations

WRAPPED_BY = """
CREATE INDEX {name} ON {table} ((
    CASE WHEN length(wrapped) >= 69 AND get_byte(wrapped, 0) = 2
        THEN encode(substring(wrapped FROM 2 FOR 8), 'hex') ELSE '' END
));
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0006_staff"), ("ledger", "0002_gate")]
    operations = [
        migrations.RunSQL(
            WRAPPED_BY.format(name="data_key_wrapped_by", table="records.data_key"),
            "DROP INDEX records.data_key_wrapped_by",
        ),
        migrations.RunSQL(
            WRAPPED_BY.format(name="personal_key_wrapped_by", table="ledger.personal_key"),
            "DROP INDEX ledger.personal_key_wrapped_by",
        ),
        # While the key that proves is changed there are two of them, and either proves.
        migrations.RunSQL(
            "ALTER TABLE gate.proof_key DROP COLUMN single",
            "ALTER TABLE gate.proof_key ADD COLUMN single boolean PRIMARY KEY DEFAULT true CHECK (single)",
        ),
    ]
