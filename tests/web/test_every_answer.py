"""Every answer of every address, whoever asks and whatever goes wrong, carries the whole set of headers."""

from __future__ import annotations

from email.utils import formatdate
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from test_headers import POLICY

from zorgvuldig.interfaces.web import rates
from zorgvuldig.interfaces.web.middleware import EVERY_ANSWER
from zorgvuldig.interfaces.web.routes import rows

ANY = UUID("00000000-0000-4000-8000-000000000001")
STATIC = "/static/web/base.css"
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
}
#: They tell what runs here, or soften what the others say.
NEVER = (
    "Server",
    "X-Powered-By",
    "X-Runtime",
    "Access-Control-Allow-Origin",
    "Content-Security-Policy-Report-Only",
    "Report-To",
    "NEL",
)
#: Sentences in a policy that let something in.
SOFT = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "data:", "blob:", "http:", "https:", "*", "report-")


def faults(answer):
    """Tell what an answer lacks or says too much."""
    headers = answer.headers
    found = [name for name, value in EXACT.items() if headers.get(name) != value]
    found += [name for name in NEVER if name in headers]
    policy = headers.get("Content-Security-Policy", "")
    if dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip()) != POLICY:
        found.append(f"policy {policy!r}")
    found += [word for word in SOFT if word in policy]
    permissions = headers.get("Permissions-Policy", "")
    if "camera=()" not in permissions or "*" in permissions:
        found.append("Permissions-Policy")
    if answer.status_code not in {200, 206, 304} and headers.get("Cache-Control") != "no-store":
        found.append(f"{answer.status_code} may be stored")
    return found


def crawl(client):
    """Ask every address with a verb that it takes and one that it does not."""
    for name, row in rows().items():
        path = reverse(name, kwargs=dict.fromkeys(row.objects, ANY))
        for verb in (*sorted(row.verbs - {"POST"}), "OPTIONS"):
            yield f"{verb} {name}", client.generic(verb, path)


@pytest.mark.parametrize("who", ["anonymous", "staff", "insured", "oversight"])
def test_every_address_answers_with_every_header_and_after_login_none_may_be_stored(
    who, client, at_desk, shown
):
    if who != "anonymous":
        client = at_desk(who)
    wrong, stored = {}, {}
    for told, answer in crawl(client):
        if found := faults(answer):
            wrong[told] = found
        if who != "anonymous" and answer.headers.get("Cache-Control") != "no-store":
            stored[told] = answer.headers.get("Cache-Control")
    assert wrong == {}
    assert stored == {}


def broken(monkeypatch, error):
    def fail(*_asked, **_more):
        raise error

    monkeypatch.setattr("zorgvuldig.interfaces.web.views.public.general_river", fail)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (302, {"path": "/medewerker/"}),
        (301, {"path": "/privacy"}),
        (400, {"path": "/", "headers": {"host": "elders.example"}}),
        (400, {"path": "/?onbekend=1"}),
        (400, {"path": "/", "headers": {"x-http-method-override": "DELETE"}}),
        (404, {"path": "/bestaat-niet/"}),
        (404, {"path": "/static/bestaat-niet.css"}),
        (404, {"path": "/mijn/inzage/geen-nummer/bewijs/"}),
        (414, {"path": "/?next=" + "a" * 3000}),
        (431, {"path": "/", "headers": {"x-long": "a" * 9000}}),
    ],
)
def test_whatever_is_refused_answers_with_every_header(database, client, status, words):
    answer = client.get(**words)
    assert answer.status_code == status
    assert faults(answer) == []


def test_too_large_a_body_is_answered_with_every_header(database, client):
    answer = client.generic(
        "POST", "/inloggen/", b"", "application/x-www-form-urlencoded", CONTENT_LENGTH="2000000"
    )
    assert answer.status_code == 413
    assert faults(answer) == []


def test_a_form_from_elsewhere_is_answered_with_every_header(database):
    answer = Client(enforce_csrf_checks=True).post("/inloggen/", {"login": "a"})
    assert answer.status_code == 403
    assert faults(answer) == []


def test_too_often_is_answered_with_every_header_and_the_time_to_wait(database, client, settings):
    settings.RATE_LIMITS = {"address": 0}
    answer = client.get("/")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= rates.WINDOW_SECONDS
    assert faults(answer) == []


@pytest.mark.parametrize(("error", "status"), [(ValueError("x"), 500), (OperationalError("x"), 503)])
def test_what_breaks_is_answered_with_every_header(database, client, monkeypatch, error, status):
    broken(monkeypatch, error)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == status
    assert faults(answer) == []


@pytest.mark.parametrize("verb", ["GET", "HEAD", "POST"])
def test_a_static_file_answers_with_every_header(database, client, verb):
    answer = client.generic(verb, STATIC)
    assert answer.status_code == (405 if verb == "POST" else 200)
    assert faults(answer) == []
    answer.close()


def test_a_file_that_did_not_change_answers_304_with_every_header(database, client):
    first = client.get(STATIC)
    first.close()
    for condition in (
        {"if-none-match": first.headers.get("ETag", "")},
        {"if-modified-since": first.headers.get("Last-Modified", formatdate(usegmt=True))},
    ):
        if not all(condition.values()):
            continue
        answer = client.get(STATIC, headers=condition)
        assert answer.status_code == 304
        assert faults(answer) == []


def secure(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_HSTS_PRELOAD = True


def test_over_plain_http_one_is_led_to_https_with_every_header(database, settings):
    secure(settings)
    answer = Client().get("/privacy/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/privacy/")
    assert faults(answer) == []


@pytest.mark.parametrize("path", ["/", "/medewerker/", "/bestaat-niet/", STATIC, "/?onbekend=1"])
def test_over_https_every_answer_demands_https_for_two_years(database, settings, path):
    secure(settings)
    answer = Client().get(path, secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    answer.close()


def test_a_download_is_never_shown_as_a_page(at_desk, shown):
    client = at_desk("insured")
    for path in ("/controleren/verifier.py", "/controleren/sleutel.txt"):
        answer = client.get(path)
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_logging_out_has_the_browser_forget_everything(at_desk, shown):
    answer = at_desk("staff").post("/uitloggen/")
    # Cookies go by name, so that the mark of a known device stays (docs/login.md).
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies["zv-session"].value == ""
    assert faults(answer) == []


def test_nothing_of_ours_asks_for_an_exception_to_the_policy():
    from_settings = django_settings.CONTENT_SECURITY_POLICY
    assert set(from_settings) == {"DIRECTIVES"}
    assert not hasattr(django_settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY")
    assert set(EXACT) <= set(EVERY_ANSWER)
