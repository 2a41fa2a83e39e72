"""Since when somebody is shielded, and that the person may ask for its end (notes on article 4.0.6)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0035_two_go_on")]
    operations = [
        migrations.AddField("person", "shielded_on", models.DateField(blank=True, null=True)),
        migrations.AlterField("shieldend", "letter_id", models.UUIDField(blank=True, null=True)),
    ]
