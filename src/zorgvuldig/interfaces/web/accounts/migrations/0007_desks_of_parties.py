"""The desks of care providers and of business partners."""

from django.db import migrations, models

DESKS = [
    ("staff", "Medewerker"),
    ("medical", "Medisch adviseur en eenheid"),
    ("insured", "Verzekerde"),
    ("provider", "Zorgaanbieder"),
    ("partner", "Zakelijke relatie"),
    ("oversight", "Toezicht"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_medical_desk")]
    operations = [
        migrations.AlterField("account", "desk", models.CharField(choices=DESKS, max_length=16)),
        migrations.RemoveConstraint("account", "account_desk_known"),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=models.Q(("desk__in", [desk for desk, _words in DESKS])), name="account_desk_known"
            ),
        ),
    ]
