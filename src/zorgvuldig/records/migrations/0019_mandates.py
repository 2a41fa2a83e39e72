"""A mandate is ended at a moment, and may name somebody who is not insured here."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0018_person_hold")]
    operations = [
        migrations.AddField("mandate", "told", models.CharField(blank=True, default="", max_length=12)),
        migrations.AddField("mandate", "ended_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "mandate",
            "representative",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mandates_held",
                to="records.person",
            ),
        ),
        # The default was for the rows that stood.
        migrations.AlterField("mandate", "told", models.CharField(blank=True, max_length=12)),
    ]
