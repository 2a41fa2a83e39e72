"""Where a run lands before the wall lets it in."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0006_staff")]
    operations = []
