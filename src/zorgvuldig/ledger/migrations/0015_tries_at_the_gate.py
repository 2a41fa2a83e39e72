"""A notice of a second factor that is being judged: one for each try, apart from those that stand."""

from django.db import migrations

# The index for `account` takes over what the old primary key was sought by.
CREATE = """
ALTER TABLE gate.login_notice ADD COLUMN under_way boolean NOT NULL DEFAULT false;
ALTER TABLE gate.login_notice DROP CONSTRAINT login_notice_pkey, ADD PRIMARY KEY (id);
ALTER TABLE gate.login_notice ALTER COLUMN account SET NOT NULL, ALTER COLUMN kind SET NOT NULL;
CREATE UNIQUE INDEX login_notice_one_of_a_kind ON gate.login_notice (account, kind) WHERE NOT under_way;
CREATE INDEX login_notice_account ON gate.login_notice (account);
"""
REMOVE = """
DELETE FROM gate.login_notice WHERE under_way;
DROP INDEX gate.login_notice_one_of_a_kind, gate.login_notice_account;
ALTER TABLE gate.login_notice DROP COLUMN under_way, DROP CONSTRAINT login_notice_pkey,
    ADD PRIMARY KEY (account, kind);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0014_turns")]
    operations = [migrations.RunSQL(CREATE, REMOVE)]
