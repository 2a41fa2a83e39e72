"""Who did which duty about whom: conflicts of duties at the act."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_trips")]
    operations = []
