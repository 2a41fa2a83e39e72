"""When a letter on the safe route was handed over, and of which runs the letters were written."""

import uuid

from django.db import migrations, models

from zorgvuldig.records.models.documents import DocumentState


class Migration(migrations.Migration):
    dependencies = [("records", "0013_parties")]
    operations = [
        migrations.AddField("outbounddocument", "handed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("outbounddocument", "handed_by_entry", models.UUIDField(blank=True, null=True)),
        migrations.AlterField(
            "outbounddocument",
            "state",
            models.CharField(choices=DocumentState.choices, default="made", max_length=8),
        ),
        migrations.CreateModel(
            name="RunLetters",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("run_id", models.UUIDField(unique=True)),
                ("written", models.PositiveIntegerField()),
                ("refused", models.PositiveIntegerField()),
                ("written_by_entry", models.UUIDField()),
            ],
            options={"db_table": '"records"."run_letters"'},
        ),
    ]
