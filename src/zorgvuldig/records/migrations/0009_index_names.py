"""An index made under a later key names that key: eight bytes and one more before its 32."""

from django.db import migrations, models

INDEXES = (
    ("ledger.intake", "subject_index"),
    ("ledger.segment_row", "subject_index"),
    ("ledger.deferral", "actor_index"),
    ("ledger.deferral_review", "actor_index"),
)
NAMED = """
ALTER TABLE {table} DROP CONSTRAINT {name}_{column}_check;
ALTER TABLE {table} ADD CONSTRAINT {name}_{column}_check CHECK (length({column}) IN (32, 41));
"""
BARE = """
ALTER TABLE {table} DROP CONSTRAINT {name}_{column}_check;
ALTER TABLE {table} ADD CONSTRAINT {name}_{column}_check CHECK (length({column}) = 32);
"""


def _laid(words: str, table: str, column: str) -> str:
    return words.format(table=table, column=column, name=table.partition(".")[2])


class Migration(migrations.Migration):
    dependencies = [("records", "0008_keys"), ("ledger", "0004_witness")]
    operations = [
        *(
            migrations.RunSQL(_laid(NAMED, table, column), _laid(BARE, table, column))
            for table, column in INDEXES
        ),
        *(
            migrations.AlterField(model, "bsn_index", models.BinaryField(max_length=41, null=True))
            for model in ("claim", "person")
        ),
    ]
