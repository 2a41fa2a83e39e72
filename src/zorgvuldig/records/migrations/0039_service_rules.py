"""What labels ask of care services, and how much of them they bear (voorwaarden van prestaties)."""

import uuid

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0038_shielded_persons"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceRule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code_list", models.CharField(max_length=3)),
                ("service_code", models.CharField(max_length=20)),
                ("authorization", models.CharField(max_length=3)),
                ("referral", models.CharField(max_length=3)),
                ("most_a_day", models.PositiveIntegerField()),
                ("most_a_year", models.PositiveIntegerField()),
                ("most_cents_a_year", models.PositiveBigIntegerField()),
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
                "db_table": '"records"."service_rule"',
                "indexes": [
                    models.Index(fields=["code_list", "service_code"], name="service_rule_of_a_service")
                ],
            },
        ),
    ]
