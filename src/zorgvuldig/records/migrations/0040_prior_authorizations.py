"""Care that a label allowed somebody beforehand (machtigingen)."""

import uuid

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0039_service_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="PriorAuthorization",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=15)),
                (
                    "regime",
                    models.CharField(
                        choices=[
                            ("Zvw", "Zorgverzekeringswet"),
                            ("AV", "Aanvullende verzekering"),
                            ("Wlz", "Wet langdurige zorg"),
                        ],
                        max_length=3,
                    ),
                ),
                ("code_list", models.CharField(max_length=3)),
                ("service_code", models.CharField(max_length=20)),
                ("provider_agb", models.CharField(blank=True, max_length=8)),
                ("most", models.PositiveIntegerField(default=0)),
                ("valid_during", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("label", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.label")),
                (
                    "subject",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.person"),
                ),
            ],
            options={
                "db_table": '"records"."prior_authorization"',
                "indexes": [models.Index(fields=["subject"], name="prior_authorization_of_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("label", "number"), name="prior_authorization_number_once"
                    )
                ],
            },
        ),
    ]
