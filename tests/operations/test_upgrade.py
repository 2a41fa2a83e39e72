"""An older database is brought up to date whole, and a newer one is left alone."""

import json
import lzma
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from zorgvuldig.interfaces.command_line import migrate as migrate_command
from zorgvuldig.interfaces.database.cluster import embedded_cluster
from zorgvuldig.interfaces.database.roles import lay_database_rights
from zorgvuldig.interfaces.database.servers import EmbeddedServer, ServerError

pytestmark = pytest.mark.cluster
OLDER = Path(__file__).with_name("older")
#: What the dump holds of each.
HELD = {
    "records.person": 60,
    "records.claim": 13,
    "records.claim_line": 13,
    "records.claim_diagnosis": 1,
    "records.data_key": 60,
    "ledger.intake": 39,
    "ledger.leaf": 39,
    "ledger.segment_row": 86,
    "ledger.personal_key": 123,
    "web.accounts_account": 14,
}
PERSON = "1d92ba08-b2b9-4bbd-b8c3-8f67929d3fc7"


class Installation:
    def __init__(self, var):
        self.var = var
        self.server = EmbeddedServer(embedded_cluster(var, tuning={"fsync": "off", "shared_buffers": "16MB"}))

    def tried(self, *words):
        return subprocess.run(
            [sys.executable, "-m", "zorgvuldig.interfaces.command_line", *map(str, words)],
            env={**os.environ, "ZORGVULDIG_VAR": str(self.var)},
            capture_output=True,
            text=True,
            check=False,
        )

    def command(self, *words):
        done = self.tried(*words)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done

    def asked(self, question):
        with self.server.highest() as highest, highest.connect("zorgvuldig") as connection:
            cursor = connection.execute(question)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def older(run_folder):
    """Give an installation as it was before, with the server of today."""
    # Of this process alone: another may hold a part of these tests.
    var = Path(tempfile.mkdtemp(dir=run_folder))
    var.chmod(0o755)
    (var / "keys").mkdir()
    for name, key in json.loads((OLDER / "keys.json").read_text()).items():
        (var / "keys" / name).write_bytes(bytes.fromhex(key))
        (var / "keys" / name).chmod(0o600)
    installation = Installation(var)
    installation.server.cluster.start()
    installation.command("database", "prepare")
    _put_in(installation)
    shutil.copy(OLDER / "ledger-key.txt", var)
    (var / "ledger").mkdir(exist_ok=True)
    shutil.copy(OLDER / "checkpoint.txt", var / "ledger" / "checkpoint")
    yield installation
    installation.server.cluster.stop()
    shutil.rmtree(installation.server.cluster.home)
    shutil.rmtree(var, ignore_errors=True)


def _put_in(installation):
    cluster = installation.server.cluster
    with installation.server.highest() as highest:
        with highest.connect("postgres") as connection:
            connection.execute("DROP DATABASE zorgvuldig WITH (FORCE)")
            connection.execute("CREATE DATABASE zorgvuldig TEMPLATE template0 ENCODING 'UTF8'")
            lay_database_rights(connection, database="zorgvuldig")
        done = subprocess.run(
            [
                cluster.binaries / "psql",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                f"--host={cluster.socket}",
                "--username=zv_bootstrap",
                "zorgvuldig",
            ],
            input=lzma.decompress((OLDER / "thread.sql.xz").read_bytes()),
            capture_output=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module")
def upgraded(older):
    """Give it brought up to date, with what the command said."""
    done = older.command("migrate", "--quiet")
    return older, done.stderr


def test_the_command_says_that_no_backup_was_made_first(upgraded):
    assert "no backup was made first" in upgraded[1]


@pytest.mark.parametrize("table", HELD)
def test_every_row_is_there_after_an_upgrade(upgraded, table):
    installation, _ = upgraded
    count = installation.asked(f"SELECT count(*) FROM {table}")  # noqa: S608 — a name of ours
    assert count == [(HELD[table],)]


def test_a_file_of_before_tells_whose_it_was_from_then_on(upgraded):
    installation, _ = upgraded
    told = installation.asked(
        "SELECT DISTINCT f.provider_id = c.provider_id FROM records.claim_file f "
        "JOIN records.claim c ON c.run_id = f.id WHERE c.provider_id IS NOT NULL"
    )
    assert told == [(True,)]


def test_the_ledger_of_before_holds_to_its_last_signed_state(upgraded):
    installation, _ = upgraded
    told = json.loads(installation.command("ledger", "verify", "--json").stdout)
    assert (told["valid"], told["leaves"], told["rows"], told["witnessed"]) == (True, 39, 86, True)


@pytest.mark.parametrize("proof", sorted(path.name for path in OLDER.glob("*.bewijs")))
def test_a_proof_that_was_handed_out_before_is_still_valid(upgraded, proof):
    installation, _ = upgraded
    key = installation.var / "ledger-key.txt"
    assert "GELDIG" in installation.command("ledger", "check", OLDER / proof, "--key", key).stdout


def test_what_was_sealed_before_opens_through_the_wall_of_today(upgraded, tmp_path):
    installation, _ = upgraded
    installation.command("ledger", "sequence")
    installation.command("ledger", "prove", "--subject", PERSON, "--out", tmp_path)
    index = json.loads((tmp_path / "index.json").read_text())
    # All of before, and this look.
    assert len(index["processings"]) >= 33


def test_no_table_stands_open_after_an_upgrade(upgraded):
    installation, _ = upgraded
    bare = installation.asked(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname IN ('records', 'ledger') AND c.relkind = 'r' "
        "AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
    )
    held = installation.asked(
        "SELECT table_schema, table_name FROM information_schema.role_table_grants "
        "WHERE grantee IN ('zv_app', 'PUBLIC') AND table_schema IN ('records', 'ledger', 'gate')"
    )
    assert (bare, held) == ([], [])


def test_upgrading_twice_changes_nothing(upgraded):
    installation, _ = upgraded
    before = installation.asked("SELECT app, name FROM web.django_migrations ORDER BY 1, 2")
    installation.command("migrate", "--quiet")
    assert installation.asked("SELECT app, name FROM web.django_migrations ORDER BY 1, 2") == before


def test_a_database_of_a_newer_program_is_refused_and_not_touched(upgraded):
    installation, _ = upgraded
    installation.asked(
        "INSERT INTO web.django_migrations (app, name, applied) VALUES ('ledger', '9999_to_come', now())"
    )
    try:
        done = installation.tried("migrate", "--quiet")
        assert done.returncode == 2
        assert "newer than the program: it knows ledger.9999_to_come" in done.stderr
    finally:
        installation.asked("DELETE FROM web.django_migrations WHERE name = '9999_to_come'")


def test_tables_do_not_change_under_pages_that_run_unless_told(monkeypatch):
    monkeypatch.setattr(migrate_command, "living", lambda _: [123])
    with pytest.raises(ServerError, match="--while-running"):
        migrate_command._need_quiet(told=False)
    migrate_command._need_quiet(told=True)
