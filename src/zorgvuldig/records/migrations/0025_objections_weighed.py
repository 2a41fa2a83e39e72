"""When an objection was weighed, and the weighing (verzet, art. 5.3; business privacy statement)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0024_view_of_another")]
    operations = [
        migrations.AddField(
            model_name="objection",
            name="judged_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="objectiontext",
            name="weighing_sealed",
            field=models.BinaryField(null=True),
        ),
    ]
