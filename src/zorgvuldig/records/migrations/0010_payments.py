"""What an insured person bears of a claim, what tells like care apart, and what is paid to whom."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0009_index_names")]
    operations = [
        *(
            migrations.AddField(model, "own_share_cents", models.BigIntegerField(default=0))
            for model in ("claim", "claimline", "claimfile")
        ),
        migrations.AddField(
            "claimline", "distinction", models.CharField(blank=True, default="", max_length=40)
        ),
        migrations.AddField("provider", "iban", models.CharField(blank=True, default="", max_length=34)),
        migrations.CreateModel(
            name="PaymentOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("run_id", models.UUIDField(db_index=True)),
                ("reference", models.CharField(max_length=35)),
                ("amount_cents", models.BigIntegerField()),
                ("execute_on", models.DateField()),
                (
                    "provider",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.provider"),
                ),
                (
                    "label",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.label"),
                ),
            ],
            options={
                "db_table": '"records"."payment_order"',
                "constraints": [
                    models.UniqueConstraint(fields=("run_id", "provider"), name="payment_order_once_per_run"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_cents__gt", 0)), name="payment_order_pays_something"
                    ),
                ],
            },
        ),
    ]
