"""Data keys under more than one wrapping key."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0007_staging")]
    operations = []
