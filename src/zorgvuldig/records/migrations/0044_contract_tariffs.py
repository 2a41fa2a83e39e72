"""What labels agreed with providers, and what is usual where nothing was (contracttarieven, marktconform)."""

import uuid

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0040_prior_authorizations"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContractTariff",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("provider_agb", models.CharField(max_length=8)),
                ("code_list", models.CharField(max_length=3)),
                ("service_code", models.CharField(max_length=20)),
                ("amount_cents", models.BigIntegerField()),
                ("valid_during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("label", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.label")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.changeproposal"
                    ),
                ),
            ],
            options={
                "db_table": '"records"."contract_tariff"',
                "indexes": [
                    models.Index(fields=["provider_agb", "service_code"], name="contract_tariff_of_provider")
                ],
            },
        ),
        migrations.CreateModel(
            name="MarketRule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code_list", models.CharField(max_length=3)),
                ("service_code", models.CharField(max_length=20)),
                ("amount_cents", models.BigIntegerField()),
                ("valid_during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("label", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.label")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.changeproposal"
                    ),
                ),
            ],
            options={
                "db_table": '"records"."market_rule"',
                "indexes": [
                    models.Index(fields=["code_list", "service_code"], name="market_rule_of_a_service")
                ],
            },
        ),
    ]
