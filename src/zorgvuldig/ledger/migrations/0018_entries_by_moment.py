"""Indexes by which oversight counts a period and pages through what was not permitted, however long the log."""

from django.db import migrations

# Counts of a period come from the index alone; of what was not permitted there is little, so its index is small.
CREATE = """
CREATE INDEX intake_moment ON ledger.intake (recorded_at) INCLUDE (purpose, outcome);
CREATE INDEX intake_not_permitted ON ledger.intake (outcome, position) WHERE outcome <> 'permit';
"""
REMOVE = "DROP INDEX ledger.intake_moment, ledger.intake_not_permitted;"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0017_hold_laid_by")]
    operations = [migrations.RunSQL(CREATE, REMOVE)]
