"""A PostgreSQL cluster for every test process, a migrated template in it, a fresh copy for a test that asks.

A copy costs a tenth of a second, so no test has to undo what another wrote: rows are really committed,
on as many connections as the program uses, under the program's own roles. Ask for `database` to use
Django's connections, and for `owner_connection` to plant or to attack with all power. Test processes share
no cluster, for transactions of one database hold up the sequencer of another.
"""

import contextlib
import copy
import gc
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import psycopg
import pytest
from hypothesis import HealthCheck, settings

from zorgvuldig.interfaces.supervision import started_at

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
FOLDER_WORD = "ZORGVULDIG_TEST_FOLDER"
PREFIX = "zv-tests-"
# A copy of a database is hundreds of small files, which memory takes five times as fast as a disk.
MEMORY = Path("/dev/shm")  # noqa: S108 — the folder in it is made by mkdtemp
ROOM = 4 * 1024**3
UNMEASURED = {
    *("claims", "house", "identity", "operations", "platform", "synthetic", "vektis"),
    *("test_decision_mutations.py", "test_decision_scenarios.py", "test_invariants.py"),
    *("test_access.py", "test_asvs.py", "test_browser.py", "test_every_answer.py"),
    *("test_login_browser.py", "test_pages.py", "test_thread.py"),
}
# What begins first is measured, for what is read once in a process is read there.
LONGEST = {"test_every_page.py"}
LOOPBACK = ("127.", "::1", "localhost")
TUNING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "100",
}


def _place() -> str:
    """Choose memory where there is room for a run's databases, and otherwise where temporary files go."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return str(MEMORY)
    return tempfile.gettempdir()


def _new_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_place()))
    # The server may run under another account, which must be able to pass through.
    folder.chmod(0o755)
    (folder / "owner").write_text(f"{os.getpid()} {started_at(os.getpid())}", encoding="utf-8")
    return folder


# Before Django reads its settings: every path of the program points into this run's own folder.
FOLDER = Path(os.environ.setdefault(FOLDER_WORD, "") or _new_folder())
os.environ[FOLDER_WORD] = str(FOLDER)
os.environ["ZORGVULDIG_VAR"] = str(FOLDER / WORKER)
os.environ["ZORGVULDIG_PROCESS"] = "sequencer"
# Commands run inside of the tests' own process, which would keep the limit on its memory for good.
os.environ["ZORGVULDIG_MEMORY"] = "1000000"
os.environ["DJANGO_SETTINGS_MODULE"] = "zorgvuldig.interfaces.settings"
os.environ.pop("DATABASE_URL", None)
django.setup()
# A worker process inherits this environment; with the word it would read its settings before this file ran.
del os.environ["DJANGO_SETTINGS_MODULE"]

from django.db import connections  # noqa: E402 — after the environment
from django.test.client import MULTIPART_CONTENT, RequestFactory  # noqa: E402 — after the environment
from django.utils.http import urlencode  # noqa: E402 — after the environment

from proofs.wall.world import World, plant  # noqa: E402 — after the environment
from zorgvuldig.interfaces.database import prepare, roles  # noqa: E402 — after the environment
from zorgvuldig.interfaces.database.cluster import Cluster, embedded_cluster  # noqa: E402 — after the environment
from zorgvuldig.interfaces.database.facts import write_facts  # noqa: E402 — after the environment
from zorgvuldig.interfaces.database.identities import BOOTSTRAP, MIGRATOR, open_map  # noqa: E402 — after the environment
from zorgvuldig.interfaces.database.servers import EmbeddedServer  # noqa: E402 — after the environment
from zorgvuldig.ledger import traces  # noqa: E402 — after the environment

VAR = FOLDER / WORKER
TEMPLATE = "zorgvuldig"


def _send_forms_as_browsers_do() -> None:
    """Let the test client send a form without files as pages do: the row of an address takes no other."""
    given = RequestFactory.post

    def post(
        self: RequestFactory,
        path: str,
        data: Any = None,
        content_type: str = MULTIPART_CONTENT,
        **more: Any,
    ) -> Any:
        fields = data if isinstance(data, dict) else {}
        if content_type == MULTIPART_CONTENT and not any(hasattr(each, "read") for each in fields.values()):
            data, content_type = urlencode(fields, doseq=True), "application/x-www-form-urlencoded"
        return given(self, path, data, content_type, **more)

    RequestFactory.post = post  # type: ignore[method-assign] # for the length of the tests


_send_forms_as_browsers_do()


def pytest_configure() -> None:
    """Clear what killed runs left behind, once per run; how fast the machine is, is nowhere tested."""
    settings.register_profile(
        "unhurried", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("unhurried")
    if WORKER == "main":
        kept = (
            folder for place in {_place(), tempfile.gettempdir()} for folder in Path(place).glob(f"{PREFIX}*")
        )
        for folder in kept:
            with contextlib.suppress(OSError, ValueError):
                process, _, started = (folder / "owner").read_text(encoding="utf-8").partition(" ")
                if folder.stat().st_uid == os.geteuid() and started_at(int(process)) != started:
                    _remove(folder)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no branches where the rooms held to every branch are only passed through: it takes a fifth.

    The tests of decisions go to one process, for each that has them writes the same rules out anew.
    """
    here = Path(__file__).parent
    for item in items:
        path = item.path.relative_to(here)
        if path.parts[0] in UNMEASURED or path.name in UNMEASURED:
            item.add_marker("no_cover")
        if path.parts[0] == "decisions":
            item.add_marker(pytest.mark.xdist_group("decisions"))
    # What takes minutes begins first: at the end one process would do it while the other waits.
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_collection_finish() -> None:
    """Look seldom for what can be thrown away: nearly all stays to the end, and looking took a quarter."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure() -> None:
    """End the run's cluster and its folder."""
    if WORKER == "main" or "PYTEST_XDIST_WORKER" not in os.environ:
        _remove(FOLDER)


def _remove(folder: Path) -> None:
    for var in folder.glob("*/started"):
        cluster = embedded_cluster(var.parent)
        cluster.stop()
        shutil.rmtree(cluster.home)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def test_server() -> EmbeddedServer:
    """Give this process's server with its migrated template."""
    VAR.mkdir(exist_ok=True)
    (VAR / "started").touch()
    server = EmbeddedServer(embedded_cluster(VAR, tuning=TUNING), TEMPLATE)
    prepare.prepare(server, var=VAR)
    _migrate()
    _leave_open(server.cluster)
    return server


def _migrate() -> None:
    """Migrate by the program's own command, as an installation does."""
    done = subprocess.run(
        [sys.executable, "-m", "zorgvuldig.interfaces.command_line", "migrate"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"migrations failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


def _leave_open(cluster: Cluster) -> None:
    """Let tests log in as superuser: what the program itself never allows at run time."""
    cluster._write("pg_ident.conf", open_map())
    cluster._reload()
    cluster._await_login(possible=True)


@pytest.fixture(scope="session")
def django_db_setup(
    test_server: EmbeddedServer,
    django_test_environment: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """Point Django at this worker's database; tests marked `django_db` share one copy and roll back."""
    with django_db_blocker.unblock():
        _fresh_copy(test_server)
        yield
        _close_connections()


@pytest.fixture
def template(request: pytest.FixtureRequest) -> str:
    """Name the database that a test's own is copied from: the small insurer's, where the test asks for it."""
    if "world" not in request.fixturenames:
        return TEMPLATE
    kept: str = request.getfixturevalue("small_insurer")[0]
    return kept


@pytest.fixture
def world(database: None, small_insurer: tuple[str, World]) -> World:
    """Give the small insurer that stands in this test's database; what a test changes of it is its own."""
    return copy.deepcopy(small_insurer[1])


@pytest.fixture
def database(
    template: str,
    test_server: EmbeddedServer,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """Give this test a database of its own, reached by Django under the program's own roles."""
    with django_db_blocker.unblock():
        _fresh_copy(test_server, template)
        yield
        _close_connections()


@pytest.fixture
def db(database: None) -> None:
    """Stand in for pytest-django's fixture: nothing to roll back."""


@pytest.fixture
def transactional_db(database: None) -> None:
    """Stand in for pytest-django's fixture, which would empty tables with rights that the program lacks."""


@pytest.fixture
def owner_connection(
    database: None,
    test_server: EmbeddedServer,
) -> Iterator[psycopg.Connection[Any]]:
    """Give a superuser's connection to the test's database, in autocommit."""
    with test_server.cluster.connect(role=BOOTSTRAP, database=_database_name()) as connection:
        yield connection


def _database_name() -> str:
    return f"{TEMPLATE}_{WORKER}"


@pytest.fixture
def once_built(test_server: EmbeddedServer, database: None) -> Callable[[str, Callable[[], object]], None]:
    """Build something in this test's database the first time, and give later tests a copy of it.

    Ask for it before `owner_connection`: a copy takes the place of the database that was open.
    """

    def ready(name: str, build: Callable[[], object]) -> None:
        kept = f"{_database_name()}_{name}"
        with test_server.cluster.connect(role=BOOTSTRAP, database="postgres") as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept]).fetchone()
        if found:
            _fresh_copy(test_server, kept)
            return
        build()
        _keep(test_server, kept)

    return ready


@pytest.fixture(scope="session")
def small_insurer(
    test_server: EmbeddedServer,
    django_db_setup: None,
    django_db_blocker: Any,
) -> tuple[str, World]:
    """Plant the small insurer of the drills once, and name the database to copy."""
    kept = f"{_database_name()}_small_insurer"
    with django_db_blocker.unblock():
        _fresh_copy(test_server)
        world = plant({"USER": BOOTSTRAP})
        _keep(test_server, kept)
    return kept, world


# A copy in which nothing was written serves the next test too. While no transaction of this cluster got a
# number, none wrote, not even the next number of a sequence; and nobody is left who might.
STATE = """
SELECT pg_snapshot_xmax(pg_current_snapshot())::text, d.oid,
    (SELECT count(*) FROM pg_stat_activity a WHERE a.datid = d.oid)
FROM pg_database d WHERE d.datname = %s
"""
_untouched: dict[str, tuple[Any, ...] | None] = {}


def _keep(server: EmbeddedServer, kept: str) -> None:
    _close_connections()
    with server.cluster.connect(role=BOOTSTRAP, database="postgres") as connection:
        connection.execute(f'CREATE DATABASE "{kept}" TEMPLATE "{_database_name()}" STRATEGY FILE_COPY')


def _fresh_copy(server: EmbeddedServer, template: str = TEMPLATE) -> None:
    _close_connections()
    # What an earlier test opened and undid waits to be written into a database that is gone.
    traces.forget()
    name = _database_name()
    with server.cluster.connect(role=BOOTSTRAP, database="postgres") as connection:
        if template not in _untouched or _untouched[template] != connection.execute(STATE, [name]).fetchone():
            _untouched.clear()
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
            roles.lay_database_rights(connection, database=name)
            _untouched[template] = connection.execute(STATE, [name]).fetchone()
    facts = EmbeddedServer(server.cluster, name).facts({})
    write_facts(VAR / "database.json", facts)
    for alias in connections.settings.values():
        alias.update(NAME=facts.name, HOST=facts.host, PORT=facts.port)


def _close_connections() -> None:
    connections.close_all()


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """Give the folder of this run, which other accounts may enter."""
    return FOLDER


@pytest.fixture
def open_folder() -> Path:
    """Give a new folder that other accounts may enter, as pytest's own may not; it goes with the run."""
    folder = Path(tempfile.mkdtemp(dir=FOLDER))
    folder.chmod(0o755)
    return folder


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    really = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"A test tried to reach {address}: tests stay on this machine.")
        really(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def as_owner(database):
    """Django's connection as an installation migrates: it acts as the owner of the tables."""
    settings = connections.settings
    options = {**settings["default"]["OPTIONS"], "options": "-c role=zv_owner -c search_path=web"}
    settings["owner"] = {**settings["default"], "USER": MIGRATOR, "OPTIONS": options}
    yield connections["owner"]
    connections["owner"].close()
    del connections["owner"], settings["owner"]


@pytest.fixture
def port() -> int:
    """Give a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
