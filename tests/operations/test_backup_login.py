"""The login that copies can copy, and nothing else."""

import pytest

from zorgvuldig.interfaces.database import backups
from zorgvuldig.interfaces.database.backups import BackupError
from zorgvuldig.interfaces.database.facts import ConnectionFacts, write_facts
from zorgvuldig.interfaces.database.identities import BACKUP, locked_map
from zorgvuldig.interfaces.database.keeping import own_server, seen_of_archiving
from zorgvuldig.interfaces.database.servers import EmbeddedServer, ServerError


def test_the_login_that_copies_reads_no_table_and_changes_nothing(owner_connection):
    backups._lay_backup_login(owner_connection)
    backups._lay_backup_login(owner_connection)
    might = owner_connection.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication "
        "FROM pg_roles WHERE rolname = %s",
        [BACKUP],
    ).fetchone()
    assert might == (False, False, False, False, True)
    touched = owner_connection.execute(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname IN ('records', 'ledger', 'gate', 'web') AND c.relkind IN ('r', 'p', 'v') AND "
        "has_table_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')",
        [BACKUP],
    ).fetchone()
    connects = owner_connection.execute(
        "SELECT has_database_privilege(%s, current_database(), 'CONNECT')", [BACKUP]
    ).fetchone()
    member = owner_connection.execute(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = %s",
        [BACKUP],
    ).fetchone()
    assert (touched, connects, member) == ((0,), (False,), (0,))


def test_the_login_map_lets_one_account_copy(test_server):
    lines = [line for line in locked_map().splitlines() if line.endswith(BACKUP)]
    assert lines == [f'zorgvuldig "{test_server.cluster.account.name}" {BACKUP}']


def test_an_archive_cannot_be_switched_on_under_a_server_that_was_started_without(owner_connection):
    class Without:
        def execute(self, *_):
            return self

        def fetchone(self):
            return ("off",)

    with pytest.raises(BackupError, match="database start"):
        backups._need_archiving(Without())
    backups._need_archiving(owner_connection)


def test_backups_of_an_external_server_are_its_keepers_and_what_is_seen_there_is_told(
    database, test_server, tmp_path
):
    facts = EmbeddedServer(test_server.cluster).facts({})
    assert "archive_mode on" in seen_of_archiving(facts)
    write_facts(tmp_path / "database.json", ConnectionFacts("external", facts.host, facts.port, facts.name))
    with pytest.raises(ServerError, match="keeper's to back up"):
        own_server(tmp_path)
