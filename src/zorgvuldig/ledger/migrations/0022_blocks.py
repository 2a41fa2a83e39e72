"""Rows of a bulk decision in blocks of about a thousand."""

from pathlib import Path

from django.db import migrations, models

UNDO = """
DROP TABLE ledger.segment_block, ledger.decided_segment;
ALTER TABLE ledger.segment_tile ALTER CONSTRAINT segment_tile_entry_id_fkey NOT DEFERRABLE;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0020_parties")]
    operations = [
        # The function that refuses changes may go on naming tables that are gone.
        migrations.RunSQL(Path(__file__).with_name("ledger_0022.sql").read_text(encoding="utf-8"), UNDO),
        migrations.CreateModel(
            "DecidedSegment",
            [
                ("entry_id", models.UUIDField(primary_key=True, serialize=False)),
                ("contents", models.JSONField()),
                ("personal_key", models.UUIDField()),
                ("size", models.BigIntegerField()),
            ],
            options={"db_table": '"ledger"."decided_segment"', "managed": False},
        ),
        migrations.CreateModel(
            "SegmentBlock",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "entry_id", "first_row", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entry_id", models.UUIDField()),
                ("first_row", models.BigIntegerField()),
                ("row_count", models.IntegerField()),
                ("first_index", models.BinaryField()),
                ("last_index", models.BinaryField()),
                ("indexes", models.BinaryField()),
                ("commitments", models.BinaryField()),
                ("classes", models.BinaryField()),
                ("sealed", models.BinaryField()),
            ],
            options={"db_table": '"ledger"."segment_block"', "managed": False},
        ),
    ]
