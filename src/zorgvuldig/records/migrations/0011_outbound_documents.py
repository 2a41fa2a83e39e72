"""The letters that leave, sealed, with what became of them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from zorgvuldig.records.models.documents import DocumentKind, DocumentRoute, DocumentState


class Migration(migrations.Migration):
    dependencies = [("records", "0010_payments")]
    operations = [
        migrations.CreateModel(
            name="OutboundDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(choices=DocumentKind.choices, max_length=20)),
                ("data_category", models.CharField(max_length=30)),
                ("purpose", models.CharField(max_length=40)),
                ("run_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("route", models.CharField(choices=DocumentRoute.choices, max_length=8)),
                ("state", models.CharField(choices=DocumentState.choices, default="made", max_length=8)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("made_by_entry", models.UUIDField()),
                ("sent_by_entry", models.UUIDField(blank=True, null=True)),
                ("sealed", models.BinaryField()),
                ("address_sealed", models.BinaryField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="records.person",
                    ),
                ),
            ],
            options={
                "db_table": '"records"."outbound_document"',
                "indexes": [models.Index(fields=["state", "made_at"], name="outbound_document_state")],
            },
        ),
    ]
