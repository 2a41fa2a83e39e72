"""From an invitation to an account that works, and changing one's own means of login."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from web_logins import PASSWORD, living, log_in, one_time_code

from zorgvuldig.interfaces.web.accounts import factors, lifecycle, passwords, recovery
from zorgvuldig.interfaces.web.accounts.forms import ConfirmForm
from zorgvuldig.interfaces.web.accounts.models import Account, SecurityEvent
from zorgvuldig.ledger import login_notices, login_sessions

NEW = "paarse olifant fietst nachtelijk"


def secret_on(page):
    return re.search(r'class="secret-text">([A-Z2-7 ]+)<', page.content.decode()).group(1).replace(" ", "")


def codes_on(page):
    return re.findall(r"<li>((?:[0-9A-Z]{4}-){5}[0-9A-Z]{4})</li>", page.content.decode())


def enrol(client, code, password=NEW):
    client.post("/inloggen/activeren/", {"code": code})
    client.post("/inloggen/activeren/wachtwoord/", {"username": "nieuw", "password": password})
    secret = secret_on(client.get("/inloggen/activeren/app/"))
    return secret, client.post("/inloggen/activeren/app/", {"code": one_time_code(secret)})


def confirm(client, code):
    return client.post("/account/bevestigen/", {"code": code, "next": "/account/"})


def next_code(monkeypatch, secret=None):
    """Give a code of the next half minute: each is good once."""
    words = [secret] if secret else []
    return one_time_code(*words, at=time.time() + 30)


def test_who_was_invited_sets_an_own_login_and_comes_in(database, client, shown):
    secret, done = enrol(client, lifecycle.invite("nieuw", "staff"))
    codes = codes_on(done)
    assert len(codes) == len(set(codes)) == 8
    account = Account.objects.get(username="nieuw")
    assert account.check_password(NEW)
    browser = Client()
    later = one_time_code(secret, at=time.time() + 30)
    assert log_in(browser, "nieuw", password=NEW, code=later).status_code == 302
    assert browser.get("/medewerker/").status_code == 200


def test_until_the_second_factor_answered_there_is_no_password_and_no_way_in(database, client):
    code = lifecycle.invite("nieuw", "staff")
    client.post("/inloggen/activeren/", {"code": code})
    client.post("/inloggen/activeren/wachtwoord/", {"username": "nieuw", "password": NEW})
    assert not Account.objects.get(username="nieuw").has_usable_password()
    assert client.post("/inloggen/activeren/app/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()
    assert Client().post("/inloggen/", {"login": "nieuw", "password": NEW}).status_code == 200
    assert client.get("/balie/").status_code == 302


def test_the_steps_of_an_enrolment_cannot_be_skipped(database, client):
    lifecycle.invite("nieuw", "staff")
    for step in ("wachtwoord", "app", "sleutel"):
        assert client.get(f"/inloggen/activeren/{step}/").url == "/inloggen/activeren/"
    code = lifecycle.invite("nieuw", "staff")
    client.post("/inloggen/activeren/", {"code": code})
    assert client.get("/inloggen/activeren/app/").url == "/inloggen/activeren/"


def test_a_code_is_good_for_one_enrolment(database, client):
    code = lifecycle.invite("nieuw", "staff")
    other = Client()
    other.post("/inloggen/activeren/", {"code": code})
    other.post(
        "/inloggen/activeren/wachtwoord/", {"username": "nieuw", "password": "een heel ander wachtwoord"}
    )
    enrol(client, code)
    assert other.get("/inloggen/activeren/app/").url == "/inloggen/activeren/"
    assert "klopt niet" in Client().post("/inloggen/activeren/", {"code": code}).content.decode()
    assert Account.objects.get(username="nieuw").check_password(NEW)


def test_guessing_codes_gets_slower(database):
    for _ in range(11):
        Client().post("/inloggen/activeren/", {"code": lifecycle.draw_code()})
    told = (
        Client().post("/inloggen/activeren/", {"code": lifecycle.invite("nieuw", "staff")}).content.decode()
    )
    assert "te vaak geprobeerd" in told
    assert SecurityEvent.objects.filter(kind="enrolment-failed").count() == 11


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("kort", "tekens"),
        ("elf-tekens1", "tekens"),
        ("Zilverlinde2026!", "raden"),
        ("W3lk0m@Zorgvuldig1", "raden"),
        ("nieuw-nieuw-1234", "raden"),
        ("qwertyuiop123456", "raden"),
        ("aaaaaaaaaaaaaaaa", "raden"),
        ("abcabcabcabcabc", "raden"),
        ("123456789012", "raden"),
        ("supernatural", "algemeen"),
    ],
)
def test_a_password_that_guessers_try_early_is_refused(database, client, password, told):
    client.post("/inloggen/activeren/", {"code": lifecycle.invite("nieuw", "staff")})
    page = client.post("/inloggen/activeren/wachtwoord/", {"username": "nieuw", "password": password})
    assert page.status_code == 200
    assert told in page.content.decode()


@pytest.mark.parametrize(
    "password",
    [
        NEW,
        "alleenkleineletterszonderiets",
        "48151623421984273",
        "x7#Q" * 3 + "blauwe kat",
        "ß√∂ƒ©∆¬≈ç∫µ∑€®†",
        "lang en breed " * 30 + "einde",
    ],
)
def test_no_rule_says_which_signs_a_password_must_have(password):
    assert not passwords.guessable(password, {"nieuw"})


def test_a_long_password_counts_to_its_last_sign(database):
    long = "paarse olifant " * 20 + "einde"
    account = Account(username="x", desk="staff", password=make_password(long))
    assert account.check_password(long)
    assert not account.check_password(long[:-1])
    assert not account.check_password(long.upper())


def test_changing_a_password_takes_a_factor_and_the_old_one_and_ends_other_sessions(
    at_desk, shown, monkeypatch
):
    client, other = at_desk("staff"), Client()
    other.cookies = Client().cookies
    log_in(other, "staff-account", code=next_code(monkeypatch))
    answer = client.post("/account/wachtwoord/", {"old_password": "mis", "password": NEW})
    assert answer.status_code == 200
    assert "niet uw wachtwoord van nu" in answer.content.decode()
    before = client.session.session_key
    answer = client.post("/account/wachtwoord/", {"old_password": PASSWORD, "password": NEW})
    assert answer.url == "/account/"
    assert client.session.session_key != before
    assert client.get("/medewerker/").status_code == 200
    assert other.get("/medewerker/").status_code == 302
    account = Account.objects.get(username="staff-account")
    assert "password-changed" in {each.kind for each in login_notices.waiting(account.pk)}


def test_what_touches_the_login_asks_again_after_five_minutes(at_desk, shown, monkeypatch):
    client = at_desk("staff")
    session = client.session
    for step in session["account_authentication_methods"]:
        step["at"] -= 6 * 60
    session.save()
    for path in ("wachtwoord", "app", "sleutel", "herstelcodes"):
        assert client.get(f"/account/{path}/").url == f"/account/bevestigen/?next=%2Faccount%2F{path}%2F"
    assert client.post("/account/verwijderen/", {"factor": "1"}).url.startswith("/account/bevestigen/")
    assert client.post("/account/apparaten/uitloggen/", {"session": "others"}).url.startswith("/account/bev")
    before = client.session.session_key
    assert confirm(client, "000000").status_code == 200
    assert confirm(client, one_time_code(at=time.time() + 30)).url == "/account/"
    assert client.session.session_key != before
    assert client.get("/account/wachtwoord/").status_code == 200


def test_who_confirms_in_two_windows_at_once_is_led_to_the_login(at_desk, monkeypatch):
    """The first renewed the key while the second was on its way."""
    client = at_desk("staff")
    before, save = client.session.session_key, ConfirmForm.save
    account = Account.objects.get(username="staff-account")

    def overtaken(form):
        save(form)
        login_sessions.end(account=account.pk)

    monkeypatch.setattr(ConfirmForm, "save", overtaken)
    answer = confirm(client, one_time_code(at=time.time() + 30))
    assert answer.url == "/inloggen/?next=/account/bevestigen/"
    # The browser may have got the new key already, and keeps it.
    assert not answer.cookies
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == before


@pytest.mark.parametrize(
    "credential",
    ["[]", '{"id": 1}', '"a"', '{"id": "a", "rawId": "a", "response": []}'],
)
def test_an_answer_of_a_new_key_that_nobody_can_read_is_refused_in_words(at_desk, shown, credential):
    client = at_desk("staff")
    client.get("/account/sleutel/")
    answer = client.post("/account/sleutel/", {"name": "bureau", "credential": credential})
    assert answer.status_code == 200
    assert "error-summary__title" in answer.content.decode()
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_confirming_never_leads_to_another_site(at_desk):
    client = at_desk("staff")
    answer = client.post(
        "/account/bevestigen/", {"code": one_time_code(at=time.time() + 30), "next": "//elders.example/"}
    )
    assert answer.url == "/account/"


def test_another_app_takes_the_place_of_the_first(at_desk, shown):
    client = at_desk("staff")
    secret = secret_on(client.get("/account/app/"))
    assert client.post("/account/app/", {"code": "000000"}).status_code == 200
    assert client.post("/account/app/", {"code": one_time_code(secret)}).url == "/account/"
    assert Authenticator.objects.filter(user__username="staff-account", type="totp").count() == 1
    assert log_in(Client(), "staff-account", code=one_time_code(at=time.time() + 30)).status_code == 200
    assert (
        log_in(Client(), "staff-account", code=one_time_code(secret, at=time.time() + 30)).status_code == 302
    )


def test_the_last_factor_stays(at_desk, shown):
    client = at_desk("staff")
    (factor,) = Authenticator.objects.filter(user__username="staff-account")
    assert "Verwijderen" not in client.get("/account/").content.decode()
    client.post("/account/verwijderen/", {"factor": str(factor.pk)})
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    assert "laatste tweede stap" in client.get("/account/").content.decode()


def test_recovery_codes_do_not_count_as_a_factor(at_desk, shown):
    client = at_desk("staff")
    client.post("/account/herstelcodes/")
    account = Account.objects.get(username="staff-account")
    with pytest.raises(factors.LastFactorError):
        factors.remove(account, factors.own_factors(account)[0].pk)
    assert factors.remove(account, 0) is None


def test_nobody_removes_the_factor_of_another(at_desk, shown):
    client = at_desk("staff")
    other = Authenticator.objects.get(user__username="insured-account")
    client.post("/account/verwijderen/", {"factor": str(other.pk)})
    assert Authenticator.objects.filter(pk=other.pk).exists()


def test_a_recovery_code_is_kept_hashed_good_once_and_told(at_desk, shown):
    codes = codes_on(at_desk("staff").post("/account/herstelcodes/"))
    kept = str(Authenticator.objects.get(user__username="staff-account", type="recovery_codes").data)
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    client = Client()
    assert log_in(client, "staff-account", code=codes[0].lower()).status_code == 302
    assert log_in(Client(), "staff-account", code=codes[0]).status_code == 200
    assert recovery.left(Account.objects.get(username="staff-account")) == 7
    again = Client()
    log_in(again, "staff-account", code=codes[1])
    assert "ingelogd met een herstelcode" in again.get("/account/").content.decode()


def test_new_recovery_codes_make_the_old_ones_worthless(at_desk, shown):
    client = at_desk("staff")
    old = codes_on(client.post("/account/herstelcodes/"))
    new = codes_on(client.post("/account/herstelcodes/"))
    assert not set(old) & set(new)
    assert log_in(Client(), "staff-account", code=old[0]).status_code == 200
    assert log_in(Client(), "staff-account", code=new[0]).status_code == 302


def test_a_code_of_the_app_never_works_a_second_time_not_even_a_minute_later(accounts, monkeypatch):
    now = int(time.time()) // 30
    code = one_time_code(at=now * 30)
    monkeypatch.setattr(factors, "yield_hotp_counters_from_time", lambda: iter((now - 1, now, now + 1)))
    assert log_in(Client(), "staff-account", code=code).status_code == 302
    monkeypatch.setattr(factors, "yield_hotp_counters_from_time", lambda: iter((now, now + 1, now + 2)))
    assert log_in(Client(), "staff-account", code=code).status_code == 200


def test_a_notice_is_told_once_at_the_next_login(at_desk, shown):
    at_desk("staff").post("/account/herstelcodes/")
    told = []
    for step in (1, 0):
        client = Client()
        code = (
            one_time_code(at=time.time() + 30)
            if step
            else recovery.renew(Account.objects.get(username="staff-account"))[0]
        )
        log_in(client, "staff-account", code=code)
        told.append("nieuwe herstelcodes gemaakt" in client.get("/account/").content.decode())
    assert told == [True, False]


def test_every_change_stands_in_the_log_of_logins_without_what_was_typed(at_desk, shown):
    client = at_desk("staff")
    codes = codes_on(client.post("/account/herstelcodes/"))
    client.post("/account/wachtwoord/", {"old_password": PASSWORD, "password": NEW})
    kinds = set(SecurityEvent.objects.values_list("kind", flat=True))
    assert {"logged-in", "recovery-codes-renewed", "password-changed"} <= kinds
    rows = str(list(SecurityEvent.objects.values()))
    assert not any(word in rows for word in (PASSWORD, NEW, "staff-account", *codes))
    assert len(living("staff-account")) == 1
