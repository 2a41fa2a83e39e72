"""What belongs to a claim came in with it: a line, diagnosis, text or reason hangs on a claim of its own run."""

from django.db import migrations

BELONGING = ("claim_line", "claim_diagnosis", "claim_text", "line_reason")
TIED = "ALTER TABLE records.claim ADD CONSTRAINT claim_in_its_run UNIQUE (id, run_id);" + "".join(
    f"""
    ALTER TABLE records.{table} ADD CONSTRAINT {table}_in_the_run_of_its_claim
        FOREIGN KEY (claim_id, run_id) REFERENCES records.claim (id, run_id) DEFERRABLE INITIALLY DEFERRED;
    """
    for table in BELONGING
)
UNTIED = "".join(
    f"ALTER TABLE records.{table} DROP CONSTRAINT {table}_in_the_run_of_its_claim;" for table in BELONGING
)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_published_tables")]
    operations = [
        migrations.RunSQL(TIED, UNTIED + "ALTER TABLE records.claim DROP CONSTRAINT claim_in_its_run;"),
    ]
