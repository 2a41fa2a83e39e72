"""What guessing at logins costs and what holders were not told yet, where the login of the pages cannot write."""

from django.db import migrations

CREATE = """
CREATE TABLE gate.login_delay (
    key      text PRIMARY KEY CHECK (length(key) <= 64),
    failures integer NOT NULL CHECK (failures >= 0),
    last_at  timestamptz NOT NULL,
    until    timestamptz NOT NULL
);
CREATE INDEX login_delay_last_at ON gate.login_delay (last_at);
CREATE TABLE gate.login_notice (
    account uuid,
    kind    text CHECK (length(kind) <= 40),
    id      uuid NOT NULL DEFAULT gen_random_uuid(),
    at      timestamptz NOT NULL,
    PRIMARY KEY (account, kind)
);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_held_with_reason")]
    operations = [
        migrations.RunSQL(CREATE, "DROP TABLE gate.login_delay; DROP TABLE gate.login_notice;"),
    ]
