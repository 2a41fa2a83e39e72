"""Cosigned checkpoints, deferred notice, legal holds, pruning, and the parameters of the gate."""

from pathlib import Path
from typing import Any

from django.db import migrations, models

UNDO = """
DROP TABLE gate.parameter, ledger.pruning, ledger.legal_hold, ledger.deferral_review, ledger.deferral,
    ledger.cosignature;
"""


def unmanaged(name: str, table: str, fields: list[tuple[str, Any]]) -> migrations.CreateModel:
    return migrations.CreateModel(name, fields, options={"db_table": f'"ledger"."{table}"', "managed": False})


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_claim_place")]
    operations = [
        migrations.RunSQL(Path(__file__).with_name("ledger_0004.sql").read_text(encoding="utf-8"), UNDO),
        unmanaged(
            "Cosignature",
            "cosignature",
            [
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("line", models.TextField()),
                ("witnessed_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
            ],
        ),
        unmanaged(
            "DeferredEntry",
            "deferral",
            [
                ("entry_id", models.UUIDField(primary_key=True, serialize=False)),
                ("review_on", models.DateField()),
                ("actor_index", models.BinaryField()),
                ("reason", models.BinaryField()),
                ("reason_key", models.UUIDField()),
            ],
        ),
        unmanaged(
            "DeferralReview",
            "deferral_review",
            [
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.UUIDField()),
                ("by_entry", models.UUIDField()),
                ("review_on", models.DateField(null=True)),
                ("actor_index", models.BinaryField()),
                ("reason", models.BinaryField()),
                ("reason_key", models.UUIDField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
        unmanaged(
            "LegalHold",
            "legal_hold",
            [
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("entry_id", models.UUIDField()),
                ("by_entry", models.UUIDField()),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by_entry", models.UUIDField(null=True)),
            ],
        ),
        unmanaged(
            "Pruning",
            "pruning",
            [
                ("entry_id", models.UUIDField(primary_key=True, serialize=False)),
                ("before", models.DateTimeField()),
                ("entries", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
    ]
