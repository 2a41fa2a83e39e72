"""Rows of a claim are found by claim and run: who lets a claim go would else read the whole run, row by row."""

import django.db.models.deletion
from django.db import migrations, models

_TABLES = {"claimline": "claim_line", "claimtext": "claim_text", "linereason": "line_reason"}


def _found(model: str, table: str) -> list[migrations.operations.base.Operation]:
    return [
        migrations.AddIndex(
            model_name=model,
            index=models.Index(fields=["claim", "run_id"], name=f"{table}_of_its_claim"),
        ),
        migrations.AlterField(
            model_name=model,
            name="claim",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="records.claim"
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("records", "0030_terms_of_cases")]
    operations = [step for model, table in _TABLES.items() for step in _found(model, table)]
