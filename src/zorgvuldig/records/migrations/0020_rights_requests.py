"""Requests by which a person uses a right over the own data (verzoeken, art. 5.2)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from zorgvuldig.records.models.requests import RequestKind, RequestState


class Migration(migrations.Migration):
    dependencies = [("records", "0019_mandates")]
    operations = [
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("data_category", models.CharField(default="correspondence", max_length=30)),
                ("kind", models.CharField(choices=RequestKind.choices, max_length=14)),
                ("received_on", models.DateField()),
                ("aim_on", models.DateField()),
                ("due_on", models.DateField()),
                ("state", models.CharField(choices=RequestState.choices, default="received", max_length=9)),
                ("asked_sealed", models.BinaryField()),
                ("extended_on", models.DateField(blank=True, null=True)),
                ("extension_reason", models.CharField(blank=True, max_length=400)),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("answer_sealed", models.BinaryField(null=True)),
                (
                    "subject",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.person"),
                ),
            ],
            options={
                "db_table": '"records"."rights_request"',
                "indexes": [models.Index(fields=["state", "due_on"], name="rights_request_clock")],
            },
        ),
    ]
