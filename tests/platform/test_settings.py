"""The settings: light, strict, and the same everywhere but for one folder."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connections

from zorgvuldig.interfaces.database.facts import forget_session

HEAVY = ("duckdb", "ibis", "pyarrow", "pandas", "numpy", "scipy", "cedarpy", "typst", "rich.progress")
ASK = """
import json, sys, django
from django.conf import settings
django.setup()
if sys.argv[1] == "urls":
    import importlib; importlib.import_module(settings.ROOT_URLCONF)
names = ("DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT")
print(json.dumps({
    "modules": sorted(sys.modules),
    "aliases": sorted(settings.DATABASES),
    "pool": "pool" in settings.DATABASES["default"]["OPTIONS"],
    "hosts": settings.ALLOWED_HOSTS,
    **{name: getattr(settings, name) for name in names},
}))
"""


def ask(what="settings", **environment):
    done = subprocess.run(
        [sys.executable, "-c", ASK, what],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "zorgvuldig.interfaces.settings", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_django_starts_without_any_heavy_library():
    assert not set(HEAVY) & set(ask(ZORGVULDIG_PROCESS="web")["modules"])


@pytest.mark.parametrize(
    ("process", "aliases", "pool"),
    [
        ("web", ["default", "refusals"], True),
        ("worker", ["default", "refusals"], False),
        ("command", ["default", "refusals"], False),
        ("sequencer", ["default", "refusals", "sequencer"], False),
    ],
)
def test_each_kind_of_process_gets_its_own_connections(process, aliases, pool):
    told = ask(ZORGVULDIG_PROCESS=process)
    assert (told["aliases"], told["pool"]) == (aliases, pool)


def test_https_switches_on_everything_that_needs_it():
    told = ask(ZORGVULDIG_ORIGIN="https://mijn.verzekeraar.example")
    assert told["SESSION_COOKIE_SECURE"] is told["CSRF_COOKIE_SECURE"] is told["SECURE_SSL_REDIRECT"] is True
    assert told["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert "mijn.verzekeraar.example" in told["hosts"]


def test_nothing_ever_runs_in_debug():
    assert ask()["DEBUG"] is False


def test_only_the_work_of_a_request_is_one_transaction():
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is True
    assert not settings.DATABASES["refusals"].get("ATOMIC_REQUESTS")


def test_a_connection_given_back_to_the_pool_forgets_whose_it_was(database, test_server):
    facts = connections["default"].settings_dict
    with test_server.cluster.connect(role="zv_app", database=facts["NAME"]) as connection:
        connection.execute("SET ROLE zv_claims")
        connection.execute("SELECT set_config('zv.grant', 'left behind', false)")
        forget_session(connection)
        assert connection.execute("SELECT current_user, current_setting('zv.grant', true)").fetchone() in {
            ("zv_app", None),
            ("zv_app", ""),
        }
