"""Delays and notices stand at the gate now: what was not told yet goes along, counts begin anew."""

from django.db import migrations

MOVE = """
INSERT INTO gate.login_notice (account, kind, at)
SELECT account_id, kind, max(at) FROM accounts_loginnotice
WHERE told_at IS NULL AND kind IN ('password-changed', 'factor-added', 'factor-removed', 'recovery-codes-renewed',
    'recovery-code-used', 'second-factor-failed', 'new-device', 'session-pushed-out', 'identity-bound')
GROUP BY account_id, kind;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_sessions_at_the_gate"), ("ledger", "0011_login_delays")]
    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.DeleteModel("LoginNotice"),
        migrations.DeleteModel("LoginDelay"),
    ]
