"""At run time the application's system user is the application, and nothing can make it more."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from zorgvuldig.interfaces.database import prepare, roles
from zorgvuldig.interfaces.database.accounts import PLAIN_ENVIRONMENT, application_account, sequencer_account
from zorgvuldig.interfaces.database.cluster import PORT, embedded_cluster
from zorgvuldig.interfaces.database.identities import BOOTSTRAP, MIGRATOR
from zorgvuldig.interfaces.database.servers import EmbeddedServer

pytestmark = pytest.mark.cluster
EVERYONE = ("postgres", BOOTSTRAP, roles.OWNER, MIGRATOR, "zv_gate", *sorted(roles.FAMILIES))


@pytest.fixture(scope="module")
def server(run_folder):
    """Give a prepared server as an installation has it, doors closed."""
    folder = Path(tempfile.mkdtemp(dir=run_folder))
    folder.chmod(0o755)
    ours = EmbeddedServer(embedded_cluster(folder, tuning={"fsync": "off", "shared_buffers": "16MB"}))
    prepare.prepare(ours, var=folder)
    yield ours
    ours.cluster.stop()


def logs_in(server, role, account):
    words = [
        "-X",
        "-h",
        server.cluster.socket,
        "-p",
        PORT,
        "-U",
        role,
        "-d",
        server.database,
        "-c",
        "SELECT 1",
    ]
    tried = subprocess.run(
        [server.cluster.binaries / "psql", *map(str, words)],
        check=False,
        cwd="/",
        env=PLAIN_ENVIRONMENT,
        capture_output=True,
        text=True,
        **account.words,
    )
    assert tried.returncode == 0 or "FATAL" in tried.stderr, tried.stderr
    return tried.returncode == 0


@pytest.mark.parametrize("role", EVERYONE)
def test_the_account_that_runs_commands_becomes_nobody_else(server, role):
    with pytest.raises(psycopg.OperationalError):
        server.cluster.connect(role=role, database=server.database)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs pages under another account")
@pytest.mark.parametrize(
    ("account", "own", "other"),
    [
        (application_account, "zv_app", "zv_sequencer"),
        (sequencer_account, "zv_sequencer", "zv_app"),
    ],
)
def test_each_working_account_has_one_login_and_no_other(server, account, own, other):
    assert logs_in(server, own, account())
    assert not any(logs_in(server, role, account()) for role in (other, BOOTSTRAP, MIGRATOR, roles.OWNER))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")
def test_the_account_that_runs_the_server_has_no_login_at_all(server):
    assert not any(logs_in(server, role, server.cluster.account) for role in ("zv_app", *EVERYONE))


@pytest.mark.parametrize("role", ["zv_app", "zv_sequencer", "zv_witness"])
@pytest.mark.parametrize("database", ["postgres", "template1", "template0"])
def test_no_working_login_enters_a_database_that_came_with_the_server(server, role, database):
    with pytest.raises(psycopg.OperationalError, match=r"permission denied|not currently accepting"):
        server.cluster.connect(role=role, database=database)
    # Whether the server lives is told all the same.
    assert server.cluster.answers()


@pytest.mark.parametrize(
    "statement",
    [
        f"SET ROLE {roles.OWNER}",
        f"SET ROLE {MIGRATOR}",
        f"SET ROLE {BOOTSTRAP}",
        "SET ROLE zv_gate",
        f"SET SESSION AUTHORIZATION {roles.OWNER}",
        "CREATE ROLE another",
        "CREATE TABLE web.another (id int)",
        "CREATE TABLE public.another (id int)",
        "CREATE TEMP TABLE another (id int)",
        "CREATE SCHEMA another",
        "ALTER SYSTEM SET row_security = off",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('pg_ident.conf')",
        "SELECT pg_reload_conf()",
        "SELECT pg_hba_file_rules()",
    ],
)
def test_the_application_login_can_do_none_of_these(server, statement):
    with (
        server.cluster.connect(role="zv_app", database=server.database) as connection,
        pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported)),
    ):
        connection.execute(statement)


def test_families_are_taken_on_one_at_a_time_and_never_inherited(server):
    with server.cluster.connect(role="zv_app", database=server.database) as connection:
        held = connection.execute(
            "SELECT rolname FROM pg_roles "
            "WHERE pg_has_role(current_user, oid, 'USAGE') AND rolname <> current_user"
        ).fetchall()
        assert held == []
        for family in roles.FAMILIES:
            connection.execute(f"SET ROLE {family}")
            connection.execute("RESET ROLE")


def test_the_migrator_logs_in_only_inside_its_block_and_its_session_ends_with_it(server):
    with server.migrator() as words:
        connection = server.cluster.connect(role=words["USER"], database=server.database)
        connection.execute(f"SET ROLE {roles.OWNER}")
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        server.cluster.connect(role=MIGRATOR, database=server.database)


def test_the_doors_close_also_when_the_work_inside_fails(server):
    with pytest.raises(ZeroDivisionError), server.highest():
        raise ZeroDivisionError
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        server.cluster.connect(role=BOOTSTRAP, database=server.database)


def test_a_maintenance_that_was_killed_leaves_no_open_door_behind_the_next_start(server):
    hold = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from zorgvuldig.interfaces.database.cluster import embedded_cluster\n"
        "with embedded_cluster(Path(sys.argv[1])).maintenance():\n"
        "    print('open', flush=True)\n"
        "    time.sleep(60)\n"
    )
    folder = server.cluster.home.parent
    with subprocess.Popen([sys.executable, "-c", hold, str(folder)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"open\n"
        holder.send_signal(signal.SIGKILL)
    server.cluster.start()
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        server.cluster.connect(role=BOOTSTRAP, database=server.database)


@pytest.mark.parametrize(
    ("grant", "undo"),
    [
        ("ALTER ROLE zv_app BYPASSRLS", "ALTER ROLE zv_app NOBYPASSRLS"),
        ("GRANT zv_owner TO zv_app", "REVOKE zv_owner FROM zv_app"),
        ("ALTER ROLE zv_claims CREATEROLE", "ALTER ROLE zv_claims NOCREATEROLE"),
    ],
)
def test_preparing_refuses_to_go_on_with_a_role_that_grew_too_mighty(server, grant, undo):
    with server.highest() as highest, highest.connect(server.database) as connection:
        connection.execute(grant)
        try:
            with pytest.raises(roles.RoleError, match="may do more than the wall allows"):
                roles.lay_roles(connection)
        finally:
            connection.execute(undo)
        roles.lay_roles(connection)
