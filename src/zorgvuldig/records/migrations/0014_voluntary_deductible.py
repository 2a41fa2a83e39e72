"""The voluntary deductible of a policy, and of a claim file whether it was received or taken over."""

from django.db import migrations, models

CAME_AS = [
    ("message", "Bericht van een zorgaanbieder"),
    ("history", "Overgenomen van een andere administratie"),
]


class Migration(migrations.Migration):
    dependencies = [("records", "0011_outbound_documents")]
    operations = [
        migrations.AddField(
            "insurancepolicy", "voluntary_deductible_cents", models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(
            "claimfile", "came_as", models.CharField(choices=CAME_AS, default="message", max_length=7)
        ),
    ]
