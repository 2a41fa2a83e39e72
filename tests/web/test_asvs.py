"""The twenty checks drawn from OWASP ASVS 5.0.0, by number; each names where the whole of it stands.

What another test holds in full is named here and not repeated; a test here fails when that one goes away.
"""

from __future__ import annotations

import ast
import importlib.util
import logging
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from web_logins import PASSWORD, log_in

from zorgvuldig.interfaces.web import configuration
from zorgvuldig.interfaces.web.routes import rows

ROOT = Path(__file__).parents[2]
#: Number of the check, the requirement, and where it is shown: a test module, a drill, or what it waits for.
CHECKS = {
    1: ("8.2.1", "proofs/b08_matrix.py"),
    2: ("8.2.2", "proofs/b09_swap.py"),
    3: ("8.2.3", "tests/wall/test_attacks.py"),
    4: ("8.3.2", "tests/web/test_asvs.py"),
    5: ("8.3.3", "tests/processing/test_the_door.py"),
    6: ("2.3.1", "tests/access_control"),
    7: ("2.3.3", "tests/processing/test_the_door.py"),
    8: ("2.3.5", "tests/access_control"),
    9: ("15.3.3", "tests/web/test_request_bounds.py"),
    10: ("15.4.2", "tests/ledger/test_sequencing.py"),
    11: ("14.2.1", "tests/web/test_request_bounds.py"),
    12: ("14.3.2", "tests/web/test_every_answer.py"),
    13: ("14.3.1", "tests/web/test_every_answer.py"),
    14: ("14.2.8", "no address takes a file yet"),
    15: ("3.3.1", "tests/web/test_asvs.py"),
    16: ("3.4.1", "tests/web/test_every_answer.py"),
    17: ("16.3.2", "proofs/b13_explained.py"),
    18: ("16.4.1", "tests/web/test_asvs.py"),
    19: ("16.5.1", "tests/web/test_error_pages.py"),
    20: ("15.1.2", "requirements.txt with hashes; an SBOM waits for the release"),
}


def test_there_are_twenty_checks_and_each_stands_where_it_says():
    assert sorted(CHECKS) == list(range(1, 21))
    lacking = {
        number: place
        for number, (_, place) in CHECKS.items()
        if place.startswith(("tests/", "proofs/")) and not (ROOT / place).exists()
    }
    assert lacking == {}


def test_3_no_page_hands_a_field_of_a_model_to_a_form_by_itself():
    """15.3.3: forms are written field by field; a form made of a whole model would take in new ones."""
    for file in (ROOT / "src/zorgvuldig/interfaces/web").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert "__all__'" not in text.replace("__all__ =", "")
        assert "modelform_factory" not in text


def test_4_a_right_that_was_taken_away_is_gone_at_the_next_request(at_desk, shown, monkeypatch):
    from zorgvuldig.interfaces.web import desks  # noqa: PLC0415 — patched here alone
    from zorgvuldig.ledger.actors import UnknownActorError  # noqa: PLC0415 — as above

    client = at_desk("staff")
    assert client.get("/medewerker/").status_code == 200

    def gone(*_login):
        raise UnknownActorError("not employed")

    monkeypatch.setattr(desks, "actor_of", gone)
    assert client.get("/medewerker/").status_code in {302, 403}


def test_9_a_form_takes_no_field_that_its_row_does_not_name(database, client):
    assert client.post("/inloggen/", {"login": "a", "password": "b", "is_active": "1"}).status_code == 400


def test_14_only_these_addresses_take_a_file_and_each_says_how_large():
    """5.1.1, 5.2.1: a file is bounded by its row before it is read, and named where it is taken."""
    taking = {name: row for name, row in rows().items() if row.files}
    assert set(taking) == {"maintenance_new", "provider_hand_in"}
    for name, row in taking.items():
        assert 0 < row.body <= 12_000_000, name


def test_15_cookies_are_bound_to_the_host_out_of_reach_of_scripts_and_of_other_sites():
    over_https = configuration.web_settings(https=True)
    for kind in ("SESSION", "CSRF"):
        assert str(over_https[f"{kind}_COOKIE_NAME"]).startswith("__Host-")
        assert over_https[f"{kind}_COOKIE_SECURE"] is True
        assert over_https[f"{kind}_COOKIE_HTTPONLY"] is True
        assert over_https[f"{kind}_COOKIE_SAMESITE"] in {"Lax", "Strict"}
        assert f"{kind}_COOKIE_DOMAIN" not in over_https
    assert not getattr(django_settings, "SESSION_COOKIE_DOMAIN", None)


def test_15_the_cookie_of_a_login_is_a_new_one(accounts, client):
    client.get("/inloggen/")
    client.post("/inloggen/", {"login": accounts["staff"].username, "password": PASSWORD})
    half = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    other = Client()
    log_in(other, accounts["staff"].username)
    assert other.cookies[django_settings.SESSION_COOKIE_NAME].value != half
    assert other.cookies[django_settings.SESSION_COOKIE_NAME]["httponly"]


@pytest.mark.parametrize("name", sorted(name for name, row in rows().items() if "POST" in row.verbs))
def test_every_form_needs_the_token_of_its_own_page(database, name):
    """3.5.1: no form of ours is taken from another site."""
    from django.urls import reverse  # noqa: PLC0415 — of this test alone

    path = reverse(name, kwargs=dict.fromkeys(rows()[name].objects, "00000000-0000-4000-8000-000000000001"))
    # Systems have no forms and no session: without a token of their own they are unknown.
    refused = 401 if rows()[name].desk == "systems" else 403
    assert Client(enforce_csrf_checks=True).post(path).status_code == refused


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\x1b[2J", "\x00", "\u2028", "\u0085"])
def test_18_nothing_that_is_sent_begins_a_row_of_its_own_in_a_log(database, client, caplog, sign):
    caplog.set_level(logging.DEBUG)
    forged = f"x{sign}ERROR forged row"
    client.post("/inloggen/", {"login": forged, "password": forged})
    client.get("/toezicht/besluiten/", {"doel": forged})
    client.get("/", headers={"user-agent": forged, "referer": forged, "x-request-id": forged})
    assert not any("forged row" in record.getMessage() for record in caplog.records)


def test_19_the_program_does_not_run_with_its_errors_shown():
    assert django_settings.DEBUG is False
    assert django_settings.TEMPLATES[0]["OPTIONS"].get("debug", False) is False


def test_20_every_package_is_locked_to_its_content():
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    named = re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==", locked, re.MULTILINE | re.IGNORECASE)
    assert len(named) > 10
    for part in re.split(r"\n(?=[A-Za-z0-9])", locked.strip()):
        assert "--hash=sha256:" in part, part.splitlines()[0]
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]


def test_nothing_is_marked_as_safe_outside_of_the_two_places_that_draw():
    """NCSC U/WA.04: output is escaped; whoever switches that off stands in this list."""
    allowed = {"templatetags/desk.py", "charts.py", "river.py"}
    web = ROOT / "src/zorgvuldig/interfaces/web"
    marked = {
        str(file.relative_to(web))
        for file in web.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id in {"mark_safe", "SafeString"}
    }
    assert marked <= allowed
    for page in web.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape off", text), page.name


def test_the_deployment_check_of_the_framework_has_nothing_to_say():
    """API8:2023: `check --deploy` over https, with warnings as errors."""
    assert importlib.util.find_spec("django")
    program = (
        "import os, django; django.setup();"
        "from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={
            "DJANGO_SETTINGS_MODULE": "zorgvuldig.interfaces.settings",
            "ZORGVULDIG_ORIGIN": "https://mijn.zilverlinde.example",
            "ZORGVULDIG_VAR": str(django_settings.VAR_FOLDER),
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT / "src"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
