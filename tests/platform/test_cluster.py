"""The embedded server: what it is made of, and what it survives."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from zorgvuldig.interfaces.database import binaries, cluster, home, leftovers, server_folder
from zorgvuldig.interfaces.database.accounts import may, server_account
from zorgvuldig.interfaces.database.binaries import BinariesError
from zorgvuldig.interfaces.database.cluster import Cluster, ClusterError, embedded_cluster
from zorgvuldig.interfaces.database.identities import BOOTSTRAP, open_map

pytestmark = pytest.mark.cluster
FAST = {"fsync": "off", "shared_buffers": "16MB"}
DEBIAN = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def var(open_folder):
    """Give an installation folder that the server's account may enter."""
    return open_folder


@pytest.fixture
def own_cluster(var):
    """Give a cluster of its own, stopped at the end."""
    ours = embedded_cluster(var, tuning=FAST)
    yield ours
    ours.stop()


def asked(ours: Cluster, question: str) -> object:
    with ours.maintenance(), ours.connect(role=BOOTSTRAP, database="postgres") as connection:
        row = connection.execute(question).fetchone()
        return row and row[0]


def postmaster(ours: Cluster) -> int:
    return int((ours.data / "postmaster.pid").read_text().split()[0])


def test_the_server_is_made_as_promised(own_cluster):
    own_cluster.start()
    promised = {
        "listen_addresses": "",
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "row_security": "on",
        "lc_messages": "C",
    }
    with own_cluster.maintenance(), own_cluster.connect(role=BOOTSTRAP, database="postgres") as connection:
        made = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in promised}
    assert made == promised


def test_the_log_of_the_server_never_holds_a_value_that_a_statement_carried(own_cluster):
    own_cluster.start()
    with own_cluster.maintenance(), own_cluster.connect(role=BOOTSTRAP, database="postgres") as connection:
        connection.execute("CREATE TABLE people (name text PRIMARY KEY, age int CHECK (age > 0))")
        for statement in ("VALUES ('Wilgeninga', -1)", "VALUES ('Wilgeninga', 1), ('Wilgeninga', 2)"):
            with pytest.raises(psycopg.errors.IntegrityError, match="Wilgeninga"):
                connection.execute(f"INSERT INTO people {statement}")
        with pytest.raises(psycopg.errors.DataError, match="Wilgeninga"):
            connection.execute("SELECT 'Wilgeninga'::integer")
    told = own_cluster.log.read_text()
    assert "ready to accept connections" in told
    assert "Wilgeninga" not in told


def test_committed_rows_survive_a_killed_server(var):
    ours = embedded_cluster(var)
    ours.start()
    with ours.maintenance(), ours.connect(role=BOOTSTRAP, database="postgres") as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000)")
    os.kill(postmaster(ours), signal.SIGKILL)
    ours.start()
    try:
        assert asked(ours, "SELECT count(*) FROM kept") == 1000
    finally:
        ours.stop()


def test_a_killed_launcher_leaves_a_server_that_the_next_one_uses(own_cluster, var):
    launcher = subprocess.Popen(
        [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "database", "start"],
        env={**os.environ, "ZORGVULDIG_VAR": str(var)},
    )
    while not (own_cluster.data / "postmaster.pid").exists():
        time.sleep(0.01)
    launcher.kill()
    launcher.wait()
    own_cluster.start()
    assert own_cluster.answers()


def test_starting_and_stopping_twice_changes_nothing(own_cluster):
    own_cluster.start()
    first = postmaster(own_cluster)
    own_cluster.start()
    assert postmaster(own_cluster) == first
    own_cluster.stop()
    own_cluster.stop()
    assert not own_cluster.answers()


def test_launchers_that_start_at_once_share_one_server(own_cluster, var):
    words = [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "database", "start"]
    launchers = [subprocess.Popen(words, env={**os.environ, "ZORGVULDIG_VAR": str(var)}) for _ in range(3)]
    assert [launcher.wait() for launcher in launchers] == [0, 0, 0]
    assert own_cluster.answers()
    assert len([pid for pid in leftovers.workers(own_cluster.data) if pid == postmaster(own_cluster)]) == 1


def test_a_server_whose_socket_was_swept_away_is_started_again(own_cluster):
    own_cluster.start()
    for file in own_cluster.socket.iterdir():
        file.unlink()
    own_cluster.start()
    assert own_cluster.answers()


def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(own_cluster):
    own_cluster.start()
    file = own_cluster.data / "postmaster.pid"
    lines = file.read_text().splitlines()
    own_cluster.stop()
    stranger = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **own_cluster.account.words)
    try:
        file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        own_cluster._give(file)
        own_cluster.start()
        assert own_cluster.answers()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_data_folder_that_was_left_half_made_is_made_again(own_cluster):
    draft = own_cluster.home / "data.draft"
    draft.mkdir()
    (draft / "rubbish").touch()
    own_cluster.start()
    assert own_cluster.answers()
    assert not draft.exists()


def test_a_link_planted_in_the_data_folder_is_never_followed(own_cluster, tmp_path):
    own_cluster.start()
    precious = tmp_path / "precious"
    precious.write_text("untouched")
    planted = own_cluster.data / "pg_ident.conf.draft"
    planted.symlink_to(precious)
    with own_cluster.maintenance():
        pass
    assert precious.read_text() == "untouched"
    assert precious.stat().st_uid == os.geteuid()
    assert not planted.is_symlink()


def test_a_long_path_gets_a_short_folder_for_its_socket(var):
    deep = var / ("long" * 30)
    deep.mkdir()
    ours = embedded_cluster(deep, tuning=FAST)
    try:
        ours.start()
        assert len(os.fsencode(ours.socket)) <= server_folder.LONGEST_FOLDER
        assert ours.socket == Cluster(ours.home, ours.account, ours.binaries).socket
        assert ours.answers()
    finally:
        ours.stop()
        shutil.rmtree(ours.socket)


def test_data_of_another_version_are_refused_with_what_to_do(own_cluster):
    own_cluster.start()
    own_cluster.stop()
    (own_cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(ClusterError, match=r"made by PostgreSQL 14.*ZORGVULDIG_PG_BIN"):
        own_cluster.start()
    (own_cluster.data / "PG_VERSION").write_text(f"{binaries.major_version(own_cluster.binaries)}\n")


def test_a_server_that_cannot_start_says_why(own_cluster, monkeypatch):
    own_cluster.start()
    own_cluster.stop()
    monkeypatch.setattr(cluster, "START_SECONDS", 0.2)
    broken = Cluster(own_cluster.home, own_cluster.account, own_cluster.binaries, {"work_mem": "nonsense"})
    with pytest.raises(ClusterError, match=r"did not start.*work_mem|did not start"):
        broken.start()


@pytest.mark.skipif(not DEBIAN.exists(), reason="Debian's PostgreSQL 15 is not installed here")
def test_programs_of_another_folder_are_a_drop_in(var, monkeypatch):
    monkeypatch.setenv("ZORGVULDIG_PG_BIN", str(DEBIAN))
    ours = embedded_cluster(var, tuning=FAST)
    try:
        ours.start()
        assert str(asked(ours, "SHOW server_version")).startswith("15.")
    finally:
        ours.stop()


def test_a_folder_without_the_programs_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ZORGVULDIG_PG_BIN", str(tmp_path))
    with pytest.raises(BinariesError, match=r"lacks postgres, initdb, pg_ctl"):
        binaries.find_binaries()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")
def test_programs_closed_to_the_server_account_are_copied_and_work(var, open_folder, monkeypatch):
    closed = open_folder / "closed"
    closed.mkdir()
    wheel = binaries._wheel()
    shutil.copytree(wheel / binaries.WHEEL_TREE, closed / wheel.name / binaries.WHEEL_TREE, symlinks=True)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), closed / f"{wheel.name}.libs")
    closed.chmod(0o700)
    monkeypatch.setattr(binaries, "_wheel", lambda: closed / wheel.name)
    ours = embedded_cluster(var, tuning=FAST)
    try:
        assert ours.binaries.is_relative_to(ours.home)
        ours.start()
        assert ours.answers()
        assert closed.stat().st_mode & 0o777 == 0o700
        assert embedded_cluster(var).binaries == ours.binaries
    finally:
        ours.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")
def test_a_closed_installation_folder_stays_closed_and_its_data_live_elsewhere(open_folder, monkeypatch):
    outside = open_folder / "outside"
    outside.mkdir()
    monkeypatch.setattr(home, "OUTSIDE", outside / "zorgvuldig")
    closed = open_folder / "closed"
    closed.mkdir()
    closed.chmod(0o700)
    ours = embedded_cluster(closed / "var", tuning=FAST)
    try:
        ours.start()
        assert ours.home.is_relative_to(outside)
        assert (ours.home / "belongs-to").read_text().strip() == str(closed / "var")
        assert closed.stat().st_mode & 0o777 == 0o700
        assert not may(server_account(), "x", closed / "var")
    finally:
        ours.stop()


def test_doors_that_a_killed_maintenance_left_open_are_closed_at_the_next_start(own_cluster):
    own_cluster.start()
    own_cluster._write("pg_ident.conf", open_map())
    own_cluster._reload()
    own_cluster._await_login(possible=True)
    with own_cluster.connect(role=BOOTSTRAP, database="postgres") as intruder:
        own_cluster.start()
        with pytest.raises(psycopg.OperationalError):
            intruder.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        own_cluster.connect(role=BOOTSTRAP, database="postgres")


def test_a_second_command_waits_for_the_lock_and_then_gives_up_with_a_word(own_cluster, monkeypatch):
    monkeypatch.setattr(cluster, "LOCK_SECONDS", 0.1)
    with own_cluster._lock(), pytest.raises(ClusterError, match="Another command holds"):
        own_cluster.start()


def test_another_account_is_told_whose_installation_it_is(own_cluster, monkeypatch):
    def refuse(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    told = r"lock cannot be opened by user \d+: user \d+ began"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        with pytest.raises(ClusterError, match=told):
            own_cluster.stop()


def test_nothing_answers_where_no_server_ever_was(tmp_path):
    assert not Cluster(tmp_path, server_account(), Path("/nonexistent")).answers()
    with pytest.raises(psycopg.OperationalError):
        Cluster(tmp_path, server_account(), Path("/nonexistent")).connect(role="zv_app", database="postgres")
