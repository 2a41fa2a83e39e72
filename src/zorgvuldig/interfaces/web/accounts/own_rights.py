"""What the pages' login may not do to its own tables, laid after every migration, as the owner.

And the first seals and names: an older installation gets them once, for its accounts as they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zorgvuldig.interfaces.web.accounts.seals import STATE, digest_of

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

#: Read by the pages, written by migrations alone: who empties the first stops every later migration.
ONLY_READ = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
)
#: The log of logins is written, and cleared, by the gate alone, which demands a proof. Who could delete from
#: it could lock it too, and guess while nothing is written.
_LOG = (
    "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON web.accounts_securityevent FROM zv_app",
    "GRANT USAGE ON SCHEMA web TO zv_gate",
    "GRANT SELECT, INSERT, DELETE ON web.accounts_securityevent TO zv_gate",
)
_UNSEALED = f"""
    {STATE}, a.id FROM accounts_account a WHERE NOT EXISTS (SELECT FROM gate.account_seal)
"""
_UNNAMED = f"""
    {STATE}, a.id, a.username, s.digest FROM accounts_account a JOIN gate.account_seal s ON s.account = a.id
    WHERE NOT EXISTS (SELECT FROM gate.account_name n WHERE n.account = a.id)
"""


def apply(connection: BaseDatabaseWrapper) -> None:
    """Take the rights to write away, and seal the accounts of an installation that has no seal yet."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in ONLY_READ:
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON web.{table} FROM zv_app")
        for statement in _LOG:
            cursor.execute(statement)
        cursor.execute(_UNSEALED)
        for state, account in cursor.fetchall():
            cursor.execute(
                "INSERT INTO gate.account_seal (account, digest) VALUES (%s, %s)", [account, digest_of(state)]
            )
        _lay_names(cursor)


def _lay_names(cursor: CursorWrapper) -> None:
    """Lay the name of each account that has none yet and whose seal holds; others are invited anew."""
    cursor.execute(_UNNAMED)
    for state, account, username, seal in cursor.fetchall():
        if digest_of(state) == bytes(seal):
            cursor.execute(
                "INSERT INTO gate.account_name (account, username) VALUES (%s, %s)", [account, username]
            )
