"""Where one is logged in, what ends it, and what guessing costs."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.db import connections
from django.test import Client, RequestFactory
from web_logins import PASSWORD, living, log_in, one_time_code

from zorgvuldig.interfaces.web.accounts import devices, lifecycle, throttle
from zorgvuldig.interfaces.web.accounts.login_settings import MOST_SESSIONS
from zorgvuldig.interfaces.web.accounts.models import SecurityEvent
from zorgvuldig.interfaces.web.accounts.throttle import Lane, TooOftenError

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def moments(monkeypatch):
    """Give codes that were not used yet: each login takes the next half minute."""
    start = time.time()
    clock = {"at": start}
    monkeypatch.setattr(time, "time", lambda: clock["at"])

    def another(client, username="staff-account"):
        clock["at"] += 31
        answer = log_in(client, username, code=one_time_code(at=clock["at"]))
        assert answer.status_code == 302
        return client

    return another


def test_one_sees_where_one_is_logged_in_and_no_place(accounts, shown, moments):
    first = moments(Client(HTTP_USER_AGENT=FIREFOX))
    moments(Client())
    page = first.get("/account/apparaten/").content.decode()
    assert "Firefox op Windows" in page
    assert page.count("dit apparaat") == 1
    assert page.count('<li class="means__item">') == 2
    assert "127.0.0.1" not in page


def test_one_ends_one_other_session_or_all(accounts, shown, moments):
    here, second, third = (moments(Client()) for _ in range(3))
    page = here.get("/account/apparaten/").content.decode()
    handle = page.split('name="session" value="')[1].split('"')[0]
    here.post("/account/apparaten/uitloggen/", {"session": handle})
    assert len(living("staff-account")) == 2
    here.post("/account/apparaten/uitloggen/", {"session": "others"})
    assert [each.get("/medewerker/").status_code for each in (here, second, third)] == [200, 302, 302]


@pytest.mark.parametrize("chosen", ["", "a", "0" * 24, "%" * 24])
def test_what_is_no_session_of_ones_own_ends_nothing(accounts, shown, moments, chosen):
    staff, other = moments(Client()), moments(Client(), "insured-account")
    staff.post("/account/apparaten/uitloggen/", {"session": chosen})
    assert other.get("/mijn/declaraties/").status_code == 200
    assert staff.get("/medewerker/").status_code == 200


def test_nobody_ends_the_session_of_another(accounts, shown, moments):
    staff, other = moments(Client()), moments(Client(), "insured-account")
    theirs = living("insured-account")[0].key[:24]
    staff.post("/account/apparaten/uitloggen/", {"session": theirs})
    assert other.get("/mijn/declaraties/").status_code == 200


def test_one_session_too_many_ends_the_oldest_and_tells(accounts, shown, moments):
    browsers = [moments(Client()) for _ in range(MOST_SESSIONS + 1)]
    statuses = [browser.get("/medewerker/").status_code for browser in browsers]
    assert statuses == [302, *[200] * MOST_SESSIONS]
    assert "te veel tegelijk" in moments(Client()).get("/account/").content.decode()


def test_what_a_session_holds_cannot_be_taken_over_by_its_row(at_desk):
    client = at_desk("staff")
    row = living("staff-account")[0]
    thief = Client()
    thief.cookies["zv-session"] = row.key
    assert thief.get("/balie/").status_code == 302
    assert client.get("/balie/").status_code == 302


def test_a_made_up_session_key_is_never_taken_on(accounts):
    client = Client()
    client.cookies["zv-session"] = "a" * 32
    client.post("/inloggen/", {"login": "staff-account", "password": PASSWORD})
    assert client.cookies["zv-session"].value != "a" * 32


def test_delays_grow_and_never_pass_their_most(database, owner_connection):
    lane, waits = Lane("x", free=2, first=5, most=40), []
    for _ in range(8):
        owner_connection.execute("UPDATE gate.login_delay SET until = now() - interval '1 second'")
        throttle.take([lane])
        (wait,) = owner_connection.execute("SELECT until - last_at FROM gate.login_delay").fetchone()
        waits.append(round(wait.total_seconds()))
    assert waits == [0, 0, 5, 10, 20, 40, 40, 40]


def test_an_hour_without_attempts_is_forgotten(database, owner_connection):
    lane = Lane("x", free=1)
    throttle.take([lane])
    throttle.take([lane])
    owner_connection.execute(
        "UPDATE gate.login_delay SET last_at = now() - interval '61 minutes', until = now()"
    )
    throttle.take([lane])
    assert owner_connection.execute("SELECT failures FROM gate.login_delay").fetchone() == (1,)


def test_a_hundred_guesses_at_once_are_a_hundred(database):
    taken = []

    def guess():
        try:
            throttle.take([Lane("x", free=4)])
            taken.append(1)
        except TooOftenError:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 5


def test_a_refused_attempt_counts_for_no_other_lane(database, owner_connection):
    closed, open_lane = Lane("closed", free=0), Lane("open", free=5)
    throttle.take([closed])
    throttle.take([closed])
    with pytest.raises(TooOftenError) as refusal:
        throttle.take([open_lane, closed])
    assert 1 <= refusal.value.seconds <= 10
    failures = owner_connection.execute("SELECT failures FROM gate.login_delay WHERE key = 'open'")
    assert failures.fetchone() == (0,)


def test_a_guesser_slows_strangers_down_and_not_the_holder(accounts, shown, moments):
    holder = moments(Client())
    holder.post("/uitloggen/")
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(7):
        guesser.post("/inloggen/", {"login": "staff-account", "password": "mis"})
    told = guesser.post("/inloggen/", {"login": "staff-account", "password": PASSWORD}).content.decode()
    assert "te vaak geprobeerd" in told
    assert holder.post("/inloggen/", {"login": "staff-account", "password": PASSWORD}).status_code == 302
    stranger = Client(REMOTE_ADDR="203.0.113.200")
    assert stranger.post("/inloggen/", {"login": "staff-account", "password": PASSWORD}).status_code == 302


def test_who_knows_a_password_slows_strangers_at_the_code_and_not_the_holder(accounts, moments):
    holder = moments(Client())
    holder.post("/uitloggen/")
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    guesser.post("/inloggen/", {"login": "staff-account", "password": PASSWORD})
    for _ in range(7):
        told = guesser.post("/inloggen/code/", {"code": "000000"}).content.decode()
    assert "te vaak geprobeerd" in told
    holder.post("/inloggen/", {"login": "staff-account", "password": PASSWORD})
    told = holder.post("/inloggen/code/", {"code": "000000"}).content.decode()
    assert "te vaak geprobeerd" not in told
    # A known browser is not free to guess either.
    for _ in range(7):
        told = holder.post("/inloggen/code/", {"code": "000000"}).content.decode()
    assert "te vaak geprobeerd" in told


def test_guessing_from_many_addresses_slows_too_but_shortly(accounts, owner_connection):
    for last in range(32):
        Client(REMOTE_ADDR=f"203.0.113.{last}").post(
            "/inloggen/", {"login": "staff-account", "password": "mis"}
        )
    (waiting,) = owner_connection.execute(
        "SELECT until - now() FROM gate.login_delay WHERE key LIKE 'a:%'"
    ).fetchone()
    assert timedelta(0) < waiting <= timedelta(seconds=30)


def test_a_wrong_name_is_slowed_as_a_right_one_is(database):
    for _ in range(5):
        Client().post("/inloggen/", {"login": "niemand", "password": "mis"})
    told = Client().post("/inloggen/", {"login": "niemand", "password": "mis"}).content.decode()
    assert "te vaak geprobeerd" in told


@pytest.mark.parametrize("name", ["staff-account", "niemand", "uitgenodigd"])
def test_every_attempt_hashes_exactly_one_password(accounts, monkeypatch, name):
    lifecycle.invite("uitgenodigd", "staff")
    hashed = []
    really = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *words: hashed.append(1) or really(self, *words)
    )
    Client().post("/inloggen/", {"login": name, "password": "mis"})
    assert len(hashed) == 1


def test_guessing_codes_gets_slower_and_the_holder_is_told(accounts, shown, moments, owner_connection):
    guesser = Client()
    guesser.post("/inloggen/", {"login": "staff-account", "password": PASSWORD})
    for _ in range(5):
        guesser.post("/inloggen/code/", {"code": "000000"})
    told = guesser.post("/inloggen/code/", {"code": one_time_code()}).content.decode()
    assert "te vaak geprobeerd" in told
    owner_connection.execute("DELETE FROM gate.login_delay")
    assert "kende iemand uw wachtwoord" in moments(Client()).get("/account/").content.decode()


def test_a_typed_name_never_reaches_the_log_whatever_it_holds(database, caplog):
    Client().post("/inloggen/", {"login": "root 2026-11-22 AANVALLER ingelogd", "password": "x"})
    row = SecurityEvent.objects.get(kind="password-failed")
    assert "AANVALLER" not in f"{row.__dict__}{caplog.text}"
    assert len(row.account_pseudonym) == len(row.origin_pseudonym) == 32
    answer = Client().post("/inloggen/", {"login": "een\r\ntwee", "password": "x"})
    assert answer.status_code == 400


def test_the_whole_life_of_a_login_stands_in_the_log(accounts, shown, moments):
    client = moments(Client())
    client.post("/uitloggen/")
    Client().post("/inloggen/", {"login": "staff-account", "password": "mis"})
    rows = list(SecurityEvent.objects.order_by("pk").values_list("kind", "method"))
    assert rows == [("logged-in", "totp"), ("logged-out", ""), ("password-failed", "")]
    assert len(set(SecurityEvent.objects.values_list("account_pseudonym", flat=True))) == 1


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (FIREFOX, "Firefox op Windows"),
        ("Mozilla/5.0 (iPhone) AppleWebKit Version/19 Safari/604", "Safari op een iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/143 Safari/537", "Chrome op Linux"),
        ("<script>\r\n", "Een browser op een onbekend toestel"),
    ],
)
def test_a_browser_is_described_in_our_own_words(told, expected):
    assert devices.described(RequestFactory().get("/", HTTP_USER_AGENT=told)) == expected


def test_a_mark_of_a_browser_that_we_did_not_sign_counts_for_nothing():
    request = RequestFactory().get("/")
    for value in ("", "eyJ4Ijoi", "x:y:z"):
        request.COOKIES[devices.cookie_name()] = value
        assert devices.known_device(request, "staff-account") == ""


def test_logging_out_leaves_the_mark_of_the_browser_and_no_session(accounts, shown, moments):
    client = moments(Client())
    assert client.cookies["zv-device"]["httponly"]
    assert client.cookies["zv-device"]["samesite"] == "Strict"
    client.post("/uitloggen/")
    assert client.cookies["zv-session"].value == ""
    assert client.cookies["zv-device"].value
