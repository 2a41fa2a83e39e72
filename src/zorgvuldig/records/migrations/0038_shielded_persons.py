"""Find the few who are shielded without reading every person (notes on article 4.0.6)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0037_prolonged_grounds")]
    operations = [
        migrations.AddIndex(
            "person",
            models.Index(fields=["shielded_on"], name="person_shielded", condition=models.Q(shielded=True)),
        ),
    ]
