"""On which ground a request by right is refused, and until when at most (art. 5.2 c and 3.13)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0032_shield_ends")]
    operations = [
        migrations.AddField(
            model_name="rightsrequest",
            name="ground",
            field=models.CharField(blank=True, db_default="", max_length=16),
        ),
        migrations.AddField(
            model_name="rightsrequest",
            name="ground_until",
            field=models.DateField(blank=True, null=True),
        ),
    ]
