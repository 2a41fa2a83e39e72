"""What every answer says to the browser."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from django.db import DatabaseError, connection

PUBLIC = ("/", "/privacy/", "/controleren/", "/inloggen/")
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


@pytest.mark.parametrize("path", [*PUBLIC, "/er-is-niets/", "/healthz"])
def test_the_content_policy_lets_in_nothing_from_elsewhere_and_nothing_inline(database, client, path):
    policy = client.get(path).headers["Content-Security-Policy"]
    assert dict(part.strip().split(" ", 1) for part in policy.split(";")) == POLICY


@pytest.mark.parametrize("path", PUBLIC)
def test_the_other_headers_are_strict(database, client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Server" not in headers
    assert "X-Powered-By" not in headers


@pytest.mark.parametrize(
    ("desk", "path"), [("staff", "/medewerker/"), ("insured", "/mijn/inzage/"), ("oversight", "/toezicht/")]
)
def test_what_is_shown_after_login_is_never_stored(at_desk, shown, desk, path):
    assert at_desk(desk).get(path).headers["Cache-Control"] == "no-store"


def test_a_refusal_after_login_is_not_stored_either(at_desk, shown):
    assert at_desk("staff").get("/toezicht/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_holds_a_script_or_style_of_its_own(database, client, path):
    page = client.get(path).content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", page)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_asks_for_anything_from_another_host(database, client, path):
    page = client.get(path).content.decode()
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)


def test_healthz_says_well_without_telling_more(database, client):
    answer = client.get("/healthz")
    assert answer.json() == {"status": "ok"}
    assert "no-cache" in answer.headers["Cache-Control"]


def test_healthz_says_unavailable_when_the_database_is_gone(database, client, monkeypatch):
    def gone():
        raise DatabaseError("connection lost to /some/place")

    monkeypatch.setattr(connection, "cursor", gone)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable"}


def test_search_engines_are_kept_out(database, client):
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_the_stylesheets_are_served_by_ourselves(database, client):
    for name in re.findall(r'href="(/static/[^"]+)"', client.get("/").content.decode()):
        answer = client.get(name)
        assert answer.status_code == 200, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert b"".join(answer.streaming_content)
        answer.close()


def test_the_published_key_and_the_verifier_are_there_to_take_away(database, client):
    key = client.get("/controleren/sleutel.txt")
    assert key.headers["Content-Disposition"] == 'attachment; filename="sleutel.txt"'
    assert re.fullmatch(rb"\S+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+\n", key.content)
    assert key.content.decode().strip() in client.get("/controleren/").content.decode()
    program = client.get("/controleren/verifier.py").content
    assert program == (resources.files("zorgvuldig.ledger") / "verifier.py").read_bytes()


def test_without_a_published_key_the_page_stands_without_it(database, client, settings, tmp_path):
    settings.VAR_FOLDER = tmp_path
    assert client.get("/controleren/sleutel.txt").status_code == 404
    page = client.get("/controleren/")
    assert page.status_code == 200
    assert "sleutel.txt" not in page.content.decode().split("<pre")[1].split("</pre>")[1]


def test_a_request_for_another_host_gets_a_neutral_page(database, client):
    answer = client.get("/", headers={"host": "elders.example"})
    assert answer.status_code == 400
    assert "Dat hebben wij niet begrepen" in answer.content.decode()
    assert "elders" not in answer.content.decode()
