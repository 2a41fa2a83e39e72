"""The seal of everything that lets an account in, kept where the login of the pages cannot write."""

from django.db import migrations

CREATE = """
CREATE TABLE gate.account_seal (
    account uuid PRIMARY KEY,
    digest  bytea NOT NULL CHECK (length(digest) = 32)
);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_acts")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE gate.account_seal;")]
