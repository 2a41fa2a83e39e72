"""One more row to wait for: that of runs of claims, which settle one after another."""

from django.db import migrations

# Beside the rows that things share by a hash, so that nobody who acts on a person waits for a run.
WIDER = """
ALTER TABLE gate.turn DROP CONSTRAINT turn_number_check, ADD CHECK (number BETWEEN 0 AND 4096);
INSERT INTO gate.turn VALUES (4096);
"""
NARROWER = """
DELETE FROM gate.turn WHERE number = 4096;
ALTER TABLE gate.turn DROP CONSTRAINT turn_number_check, ADD CHECK (number BETWEEN 0 AND 4095);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0018_entries_by_moment")]
    operations = [migrations.RunSQL(WIDER, NARROWER)]
