"""Requests by which a care provider or business partner uses a right (business privacy statement)."""

import uuid

from django.db import migrations, models

from zorgvuldig.records.models.party_requests import PartyKind, PartyRight
from zorgvuldig.records.models.requests import RequestState


class Migration(migrations.Migration):
    dependencies = [("records", "0021_requests_in_full")]
    operations = [
        migrations.CreateModel(
            name="PartyRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("data_category", models.CharField(default="contract", max_length=30)),
                ("party_id", models.UUIDField(db_index=True)),
                ("party_kind", models.CharField(choices=PartyKind.choices, max_length=8)),
                ("kind", models.CharField(choices=PartyRight.choices, max_length=13)),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                ("state", models.CharField(choices=RequestState.choices, default="received", max_length=9)),
                ("asked", models.TextField()),
                ("extended_on", models.DateField(blank=True, null=True)),
                ("extension_reason", models.CharField(blank=True, max_length=400)),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
            ],
            options={
                "db_table": '"records"."party_request"',
                "indexes": [models.Index(fields=["state", "due_on"], name="party_request_clock")],
            },
        ),
    ]
