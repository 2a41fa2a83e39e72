"""When a special circumstance was looked at again and still held (article 3.13)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0036_asked_after_shields")]
    operations = [
        migrations.AddField("rightsrequest", "prolonged_on", models.DateField(blank=True, null=True)),
    ]
