"""Fewer trips through the gate."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_witness")]
    operations = []
