"""Which account bears which username, where the login of the pages cannot write."""

from django.db import migrations

CREATE = """
CREATE TABLE gate.account_name (
    account  uuid PRIMARY KEY,
    username text NOT NULL UNIQUE CHECK (length(username) BETWEEN 1 AND 64)
);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0011_login_delays")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE gate.account_name;")]
