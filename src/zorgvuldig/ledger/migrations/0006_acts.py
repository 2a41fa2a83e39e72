"""Who did which duty about whom: conflicts of duties at the act."""

from django.db import migrations

ACTS = """
CREATE TABLE gate.act (
    entry_id uuid PRIMARY KEY,
    actor    uuid NOT NULL,
    duty     text NOT NULL,
    object   uuid NOT NULL,
    subject  uuid,
    done_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX act_on_object ON gate.act (object, actor);
CREATE INDEX act_about_person ON gate.act (subject, actor) WHERE subject IS NOT NULL;
CREATE INDEX act_of_someone ON gate.act (actor, duty, done_at);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_witness")]
    operations = [migrations.RunSQL(ACTS, "DROP TABLE gate.act;")]
