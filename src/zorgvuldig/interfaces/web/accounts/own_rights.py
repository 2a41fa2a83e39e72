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
_NAMELESS = """
    SELECT a.id, a.username, b.account FROM accounts_account a JOIN gate.account_seal s ON s.account = a.id
    LEFT JOIN gate.account_name b ON b.username = a.username
    WHERE NOT EXISTS (SELECT FROM gate.account_name n WHERE n.account = a.id) ORDER BY a.username
"""
_SPOILED = (
    "its rows were changed by another hand than the application's, so nobody gets in by it and the name may "
    "not be its own. Find out whose it is and what was changed, then `zorgvuldig accounts invite {name} "
    "DESK` for its holder, or `zorgvuldig accounts end {name}`"
)
_TAKEN = (
    "its row bears that of account {bearer}, and nobody gets in by it. `zorgvuldig accounts invite {name} "
    "DESK` gives the name back to that one, made anew, and takes it off this one"
)


def apply(connection: BaseDatabaseWrapper) -> list[str]:
    """Take the rights to write away, and seal the accounts of an installation that has no seal yet.

    Gives a note for each account that has no name at the gate and cannot get one by itself: whoever upgrades
    must hear of it, for nobody gets in by it.
    """
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
        return _nameless(cursor)


def _lay_names(cursor: CursorWrapper) -> None:
    """Lay the name of each account that has none yet and whose seal holds, unless it is another's."""
    cursor.execute(_UNNAMED)
    for state, account, username, seal in cursor.fetchall():
        if digest_of(state) == bytes(seal):
            cursor.execute(
                # An upgrade does not fail by a row that was renamed to what another account bears by now.
                "INSERT INTO gate.account_name (account, username) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [account, username],
            )


def _nameless(cursor: CursorWrapper) -> list[str]:
    cursor.execute(_NAMELESS)
    notes = []
    for account, username, bearer in cursor.fetchall():
        # Quoted, for what a row says may have been written to deceive a terminal.
        why = (_SPOILED if bearer is None else _TAKEN).format(name=repr(username), bearer=bearer)
        notes.append(f"account {username!r} ({account}) has no name at the gate: {why} (docs/login.md).")
    return notes
