"""Logging in with two factors, staying logged in, and leaving."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from web_logins import PASSWORD, SECRET, log_in, one_time_code

from zorgvuldig.interfaces.web.accounts import sealing, session_rules
from zorgvuldig.interfaces.web.accounts.creation import create_account, new_totp_secret
from zorgvuldig.interfaces.web.accounts.models import Account
from zorgvuldig.interfaces.web.configuration import ABSOLUTE_SECONDS, IDLE_SECONDS, web_settings
from zorgvuldig.records.keys import KeyUnavailableError


def test_password_and_code_together_open_the_own_desk(accounts, shown, client):
    answer = log_in(client, "staff-account")
    assert answer.status_code == 302
    assert client.get(answer.url, follow=True).redirect_chain[-1][0] == "/medewerker/"


def test_a_password_alone_opens_nothing(accounts, shown, client):
    answer = client.post("/inloggen/", {"login": "staff-account", "password": PASSWORD})
    assert answer.url == "/inloggen/code/"
    assert client.get("/medewerker/").url.startswith("/inloggen/")


@pytest.mark.parametrize("code", ["000000", "", "12345", "abcdef"])
def test_a_wrong_code_is_told_and_opens_nothing(accounts, client, code):
    client.post("/inloggen/", {"login": "staff-account", "password": PASSWORD})
    answer = client.post("/inloggen/code/", {"code": code})
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert client.get("/medewerker/").status_code == 302


def test_a_code_is_good_for_one_time_only(accounts, client):
    code = one_time_code()
    assert log_in(client, "staff-account", code=code).status_code == 302
    assert log_in(Client(), "staff-account", code=code).status_code == 200


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(accounts):
    answers = [
        Client().post("/inloggen/", {"login": name, "password": "iets-anders-dan-het-is"}).content.decode()
        for name in ("staff-account", "niemand")
    ]
    told = [page.split('class="error-summary"')[1].split("</div>")[0] for page in answers]
    assert told[0] == told[1]


def test_the_sixth_wrong_password_has_to_wait_even_in_another_browser(accounts):
    for _ in range(5):
        Client().post("/inloggen/", {"login": "staff-account", "password": "mis"})
    answer = Client().post("/inloggen/", {"login": "staff-account", "password": PASSWORD})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()


def test_the_secret_of_the_second_factor_is_not_readable_in_the_database(accounts):
    stored = Authenticator.objects.get(user=accounts["staff"]).data["secret"]
    assert SECRET not in stored
    assert sealing.open_text(stored) == SECRET


def test_a_changed_secret_does_not_open(accounts):
    stored = sealing.seal_text(SECRET)
    changed = ("A" if stored[20] != "A" else "B").join((stored[:20], stored[21:]))
    with pytest.raises(sealing.WrappingError):
        sealing.open_text(changed)


def test_a_missing_key_file_says_what_to_do(monkeypatch, settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path
    with pytest.raises(KeyUnavailableError, match="database prepare"):
        sealing.seal_text("x")
    (tmp_path / "login-secrets").write_bytes(b"kort")
    (tmp_path / "login-secrets").chmod(0o600)
    with pytest.raises(KeyUnavailableError, match="should hold 32 bytes"):
        sealing.seal_text("x")


def test_making_an_account_again_renews_its_password_factor_and_desk(accounts, shown, client):
    secret = new_totp_secret()
    again = create_account("staff-account", "een-ander-lang-wachtwoord", secret, "oversight")
    assert again.pk == accounts["staff"].pk
    assert Account.objects.count() == len(accounts)
    client.post("/inloggen/", {"login": "staff-account", "password": "een-ander-lang-wachtwoord"})
    assert client.post("/inloggen/code/", {"code": one_time_code(secret)}).status_code == 302
    assert client.get("/balie/").url == "/toezicht/"


def test_an_unknown_desk_makes_no_account(database):
    with pytest.raises(ValueError, match="keuken"):
        create_account("kok", PASSWORD, SECRET, "keuken")
    assert not Account.objects.exists()


def test_an_account_that_is_switched_off_cannot_come_in(accounts, client):
    Account.objects.filter(username="staff-account").update(is_active=False)
    answer = client.post("/inloggen/", {"login": "staff-account", "password": PASSWORD})
    assert answer.status_code in {200, 302}
    assert client.get("/medewerker/").status_code == 302


def test_nobody_can_sign_up(client, database):
    for path in ("/inloggen/aanmelden/", "/accounts/signup/", "/signup/"):
        assert client.get(path).status_code == 404


def test_logging_out_takes_a_post_and_wipes_the_browser(at_desk, shown):
    client = at_desk("staff")
    assert client.get("/uitloggen/").status_code == 405
    assert client.get("/medewerker/").status_code == 200
    answer = client.post("/uitloggen/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert {answer.cookies[name]["max-age"] for name in ("zv-session", "zv-csrf")} == {0}
    assert client.get("/medewerker/").status_code == 302


def test_a_form_from_another_site_is_refused_with_a_page_of_ours(accounts):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/inloggen/", {"login": "staff-account", "password": PASSWORD})
    assert answer.status_code == 403
    assert "formulier is verlopen" in answer.content.decode()


def test_a_session_ends_after_twenty_idle_minutes(at_desk, shown, monkeypatch):
    client, really = at_desk("staff"), time.time
    assert IDLE_SECONDS == 20 * 60
    monkeypatch.setattr(time, "time", lambda: really() + IDLE_SECONDS - 60)
    assert client.get("/medewerker/").status_code == 200
    monkeypatch.setattr(time, "time", lambda: really() + 2 * IDLE_SECONDS)
    assert client.get("/medewerker/").url.startswith("/inloggen/")
    monkeypatch.undo()
    assert client.get("/medewerker/").url.startswith("/inloggen/")


def test_a_session_ends_after_ten_hours_however_busy(at_desk, shown, monkeypatch):
    client = at_desk("staff")
    monkeypatch.setattr(session_rules, "ABSOLUTE_SECONDS", -1)
    assert client.get("/medewerker/").url == "/inloggen/"
    monkeypatch.undo()
    assert client.get("/balie/").url == "/inloggen/"
    assert ABSOLUTE_SECONDS == 10 * 60 * 60


def test_a_session_without_second_factor_is_ended(accounts, shown, client):
    client.force_login(accounts["staff"])
    assert client.get("/medewerker/").url == "/inloggen/"
    assert "_auth_user_id" not in client.session


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(at_desk):
    cookie = at_desk("staff").cookies["zv-session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]  # the demo speaks http on localhost


def test_over_https_the_cookies_are_bound_to_the_host_and_hsts_is_sent():
    secure = web_settings(https=True)
    assert secure["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert secure["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert secure["SESSION_COOKIE_SECURE"]
    assert secure["CSRF_COOKIE_SECURE"]
    assert secure["SECURE_SSL_REDIRECT"]
    assert secure["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert "SESSION_COOKIE_DOMAIN" not in secure
    assert settings.SESSION_COOKIE_PATH == "/"


def test_a_login_that_belongs_to_nobody_gets_403_and_no_hint(at_desk):
    answer = at_desk("staff").get("/medewerker/")
    assert answer.status_code == 403
    assert "staff-account" not in answer.content.decode().split("<main")[1]


def test_after_login_one_comes_where_one_was_going(accounts, shown, client):
    asked = client.get("/mijn/inzage/")
    assert asked.url == "/inloggen/?next=/mijn/inzage/"
    form = client.get(asked.url).content.decode()
    assert '<input type="hidden" name="next" value="/mijn/inzage/"' in form
    client.post("/inloggen/", {"login": "insured-account", "password": PASSWORD, "next": "/mijn/inzage/"})
    assert client.post("/inloggen/code/", {"code": one_time_code()}).url == "/mijn/inzage/"


def test_login_never_leads_to_another_site(accounts, shown, client):
    client.post(
        "/inloggen/", {"login": "insured-account", "password": PASSWORD, "next": "https://elders.example/"}
    )
    assert client.post("/inloggen/code/", {"code": one_time_code()}).url == "/balie/"


def test_login_gives_a_new_session_key(accounts, shown, client):
    client.get("/inloggen/")
    client.post("/inloggen/", {"login": "staff-account", "password": PASSWORD})
    before = client.session.session_key
    client.post("/inloggen/code/", {"code": one_time_code()})
    assert client.session.session_key != before


def test_who_knocks_too_often_gets_a_page_that_says_to_wait(accounts):
    answers = [Client().post("/inloggen/", {"login": f"x{turn}", "password": "y"}) for turn in range(31)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "Even wachten" in answers[-1].content.decode()


def test_an_account_that_is_switched_off_is_told_so_on_a_page_of_ours(client, database):
    page = client.get("/inloggen/niet-actief/").content.decode()
    assert "Dit account is niet actief" in page
