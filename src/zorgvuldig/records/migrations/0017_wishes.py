"""What a person allows and objects to: in force once, with the circumstances behind an objection sealed apart."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from zorgvuldig.records.models.consents import ObjectionState


class Migration(migrations.Migration):
    dependencies = [("records", "0015_letters_handed")]
    operations = [
        migrations.AlterField(
            "objection", "state", models.CharField(choices=ObjectionState.choices, max_length=10)
        ),
        migrations.CreateModel(
            name="ObjectionText",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "objection",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="records.objection"),
                ),
                (
                    "subject",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.person"),
                ),
                ("sealed", models.BinaryField()),
            ],
            options={"db_table": '"records"."objection_text"'},
        ),
        migrations.AddConstraint(
            "consent",
            models.UniqueConstraint(
                condition=models.Q(withdrawn_at=None),
                fields=("subject", "purpose", "scope"),
                name="consent_in_force_once",
            ),
        ),
        migrations.AddConstraint(
            "objection",
            models.UniqueConstraint(
                condition=models.Q(kind="marketing", state="upheld"),
                fields=("subject", "purpose", "channel"),
                name="objection_to_marketing_once",
            ),
        ),
        migrations.AddConstraint(
            "objection",
            models.UniqueConstraint(
                condition=models.Q(kind="relative", state="made"),
                fields=("subject", "purpose"),
                name="objection_weighed_once",
            ),
        ),
    ]
