"""Holds on persons: nothing of them goes while one stands."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0017_wishes")]

    operations = [
        migrations.CreateModel(
            name="PersonHold",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reason", models.CharField(max_length=400)),
                ("placed_by", models.CharField(max_length=100)),
                ("placed_at", models.DateTimeField()),
                ("review_on", models.DateField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=100)),
                ("end_reason", models.CharField(blank=True, max_length=400)),
                (
                    "subject",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.person"),
                ),
            ],
            options={
                "db_table": '"records"."person_hold"',
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("subject",), name="one_hold_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_hold_has_its_reason"
                    ),
                ],
            },
        ),
    ]
