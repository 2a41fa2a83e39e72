"""Who works here, over time: roles, duties, declarations, reviews."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0005_one_run")]
    operations = []
