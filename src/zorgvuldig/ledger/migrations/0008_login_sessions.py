"""What makes a session of the pages alive, kept where the login of the pages cannot write."""

from django.db import migrations

CREATE = """
CREATE TABLE gate.login_session (
    key     bytea PRIMARY KEY CHECK (length(key) = 32),
    account uuid NOT NULL,
    device  text NOT NULL CHECK (length(device) <= 60),
    began   timestamptz NOT NULL,
    seen    timestamptz NOT NULL,
    ended   timestamptz
);
CREATE INDEX login_session_account ON gate.login_session (account);
CREATE INDEX login_session_began ON gate.login_session (began);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_account_seals")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE gate.login_session;")]
