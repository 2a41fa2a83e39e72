"""The medical desk: the adviser and the functional unit get a desk of their own (GC-4.0.3)."""

from django.db import migrations, models

DESKS = [
    ("staff", "Medewerker"),
    ("medical", "Medisch adviseur en eenheid"),
    ("insured", "Verzekerde"),
    ("oversight", "Toezicht"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_delays_at_the_gate")]
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
