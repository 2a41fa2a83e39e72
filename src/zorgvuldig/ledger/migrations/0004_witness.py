"""Cosigned checkpoints, deferred notice and pruning."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_claim_place")]
    operations = []
