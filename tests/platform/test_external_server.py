"""A server that somebody else keeps: the URL's role prepares it, passwords open the two working logins."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from zorgvuldig.interfaces.database import binaries
from zorgvuldig.interfaces.database.accounts import own_account
from zorgvuldig.interfaces.database.cluster import PORT, embedded_cluster
from zorgvuldig.interfaces.database.facts import django_databases, read_facts
from zorgvuldig.interfaces.database.identities import BOOTSTRAP, MIGRATOR
from zorgvuldig.interfaces.database.prepare import prepare, start, stop
from zorgvuldig.interfaces.database.servers import ExternalServer, ServerError, find_server

pytestmark = pytest.mark.cluster
DEBIAN = Path("/usr/lib/postgresql/15/bin")
KEEPER, SECRET = "zv_keeper", "not a secret: made for a test"
RULES = (
    "local all {keeper},zv_app,zv_sequencer,zv_migrator scram-sha-256\nlocal all all peer map=zorgvuldig\n"
)
IDENTITIES = 'zorgvuldig "{account}" {bootstrap}\n'
FOLDERS = ["", *([str(DEBIAN)] if DEBIAN.exists() else [])]


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: "15" if folder else "wheel")
def external(request, run_folder):
    """Give a server in which a role without superuser's power may make roles and databases."""
    folder = Path(tempfile.mkdtemp(dir=run_folder))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        if request.param:
            patch.setenv("ZORGVULDIG_PG_BIN", request.param)
        ours = embedded_cluster(folder, tuning={"fsync": "off", "shared_buffers": "16MB"})
    ours.start()
    with ours.maintenance(), ours.connect(role=BOOTSTRAP, database="postgres") as connection:
        connection.execute(f"CREATE ROLE {KEEPER} LOGIN CREATEROLE CREATEDB PASSWORD '{SECRET}'")
    # From here on this server is somebody else's: passwords, and a superuser that is not ours to use.
    ours._write("pg_hba.conf", RULES.format(keeper=KEEPER))
    ours._write("pg_ident.conf", IDENTITIES.format(account=own_account().name, bootstrap=BOOTSTRAP))
    ours._reload()
    ours._await_login(possible=True)
    yield ours
    ours.stop()


@pytest.fixture(scope="module")
def url(external):
    return f"postgresql://{KEEPER}:{quote(SECRET)}@/insurer?host={quote(str(external.socket))}&port={PORT}"


@pytest.fixture(scope="module")
def installation(url, run_folder):
    """Give an installation folder that was prepared on the external server."""
    var = Path(tempfile.mkdtemp(dir=run_folder))
    var.chmod(0o755)
    prepare(find_server(var=var, url=url), var=var)
    return var


def command(*words, var, **environment):
    return subprocess.run(
        [sys.executable, "-m", "zorgvuldig.interfaces.command_line", *words],
        env={**os.environ, "ZORGVULDIG_VAR": str(var), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def login(external, role, password):
    return psycopg.connect(
        host=str(external.socket), port=PORT, user=role, password=password, dbname="insurer", autocommit=True
    )


def test_the_working_logins_get_passwords_that_only_their_own_note_holds(installation, external):
    application = read_facts(installation / "database.json")
    sequencer = read_facts(installation / "database-sequencer.json")
    assert set(application.passwords) == {"zv_app"}
    assert set(sequencer.passwords) == {"zv_sequencer"}
    for name in ("database.json", "database-sequencer.json"):
        assert (installation / name).stat().st_mode & 0o777 == 0o600
    login(external, "zv_app", application.passwords["zv_app"]).close()
    login(external, "zv_sequencer", sequencer.passwords["zv_sequencer"]).close()


def test_the_note_never_holds_the_word_of_the_role_that_made_it(installation):
    for file in installation.glob("*.json"):
        text = json.dumps(json.loads(file.read_text()))
        assert SECRET not in text
        assert KEEPER not in text


def test_migrations_run_and_the_migrator_is_shut_out_again(installation, url, external):
    done = command("migrate", "--quiet", var=installation, DATABASE_URL=url)
    assert (done.returncode, done.stderr) == (0, "")
    password = read_facts(installation / "database.json").passwords["zv_app"]
    with login(external, "zv_app", password) as connection:
        assert connection.execute("SELECT count(*) FROM web.django_migrations").fetchone()[0] > 50
    with external.connect(role=BOOTSTRAP, database="insurer") as connection:
        state = connection.execute(
            "SELECT rolcanlogin, rolpassword IS NULL FROM pg_authid WHERE rolname = %s", [MIGRATOR]
        ).fetchone()
    assert state == (False, True)


def test_migrating_without_the_url_says_what_is_missing(installation):
    done = command("migrate", var=installation)
    assert done.returncode == 2
    assert "set DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_preparing_again_changes_passwords_and_nothing_else(installation, url, external):
    before = read_facts(installation / "database.json")
    prepare(find_server(var=installation, url=url), var=installation)
    after = read_facts(installation / "database.json")
    assert (before.host, before.name, before.kind) == (after.host, after.name, after.kind)
    with pytest.raises(psycopg.OperationalError):
        login(external, "zv_app", before.passwords["zv_app"])
    login(external, "zv_app", after.passwords["zv_app"]).close()


def test_the_role_of_the_url_is_no_owner_when_it_is_done(installation, external):
    with login(external, KEEPER, SECRET) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SET ROLE zv_owner; SELECT * FROM records.person")


def test_a_database_thrown_away_is_made_again_empty(installation, url, external):
    prepare(find_server(var=installation, url=url), var=installation, anew=True)
    with external.connect(role=BOOTSTRAP, database="insurer") as connection:
        assert connection.execute("SELECT to_regclass('web.django_migrations')").fetchone() == (None,)


def test_starting_and_stopping_leave_a_server_of_others_alone(installation, url, external):
    server = find_server(var=installation, url=url)
    start(server, var=installation)
    stop(server)
    login(external, KEEPER, SECRET).close()


def test_a_wrong_password_is_told_without_showing_the_url(external):
    wrong = ExternalServer(f"postgresql://{KEEPER}:wrong@/insurer?host={quote(str(external.socket))}")
    assert "wrong" not in repr(wrong)
    with pytest.raises(ServerError, match="DATABASE_URL does not open a database") as told, wrong.highest():
        pass
    assert ":wrong@" not in str(told.value)


def test_a_server_of_an_older_version_is_refused(external, url, monkeypatch):
    version = binaries.major_version(external.binaries)
    monkeypatch.setattr("zorgvuldig.interfaces.database.servers.LOWEST_VERSION", (version + 1) * 10_000)
    with pytest.raises(ServerError, match=f"runs PostgreSQL {version}"), ExternalServer(url).highest():
        pass


@pytest.mark.parametrize(
    ("version", "sent"), [(0, False), (150_018, False), (170_000, True), (180_004, True)]
)
def test_a_setting_that_an_older_server_does_not_know_is_not_sent(version, sent):
    facts = replace(ExternalServer("postgresql://db.example/insurer").facts({}), version=version)
    options = django_databases(facts, sequencer=False, pool=True)["default"]["OPTIONS"]["options"]
    assert ("transaction_timeout" in options) == sent


def test_words_for_the_transport_stay_with_the_connection():
    facts = ExternalServer("postgresql://k:s@db.example:5433/insurer?sslmode=verify-full").facts(
        {"zv_app": "x"}
    )
    assert (facts.host, facts.port, facts.name) == ("db.example", "5433", "insurer")
    assert dict(facts.parameters) == {"sslmode": "verify-full"}
    assert facts.words(role="zv_app")["password"] == "x"
    assert "password" not in facts.words(role="zv_sequencer")
