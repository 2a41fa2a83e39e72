"""Who speaks SQL as the application's own login becomes nobody else by laying a row for one moment.

Each attack plays in connections of the attacker's own, beside a request that runs in another thread: a row is
laid where the request will read it, the request is stopped at a lock of the attacker's, and the row is put
back before the seal is compared.
"""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from types import SimpleNamespace

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.db import connection, connections
from django.test import Client
from web_keys import SoftwareKey
from web_logins import PASSWORD, living, log_in, one_time_code

from zorgvuldig.interfaces.command_line import privileged_run
from zorgvuldig.interfaces.web.accounts import (
    forms,
    lifecycle,
    linking,
    names,
    own_rights,
    seals,
    session_rules,
)
from zorgvuldig.interfaces.web.accounts.models import Account, Enrolment, SecurityEvent
from zorgvuldig.ledger.seals import account_named, close_seal, name_of

OWN, VICTIM = "staff-account", "oversight-account"
MINE = "een-heel-ander-lang-wachtwoord-9"
WAITS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE usename = 'zv_app' AND wait_event_type = 'Lock' AND datname = current_database()"
)


class QuickHasher(PBKDF2PasswordHasher):
    algorithm, iterations = "quick", 1


OTHER_HASHER = f"{__name__}.{QuickHasher.__name__}"


@pytest.fixture
def second(attacker):
    """Give the attacker a second connection, for a transaction that holds what a request will wait for."""
    with psycopg.connect(attacker.info.dsn, password=attacker.info.password) as session:
        yield session


@contextmanager
def stopped(attacker, second, hold, *, put_back):
    """Hold a lock for the block; put back what was laid once somebody waits for it, or the block ends."""
    second.execute(*hold)
    over = threading.Event()

    def release():
        while not over.wait(0.01) and not attacker.execute(WAITS).fetchone()[0]:
            pass
        put_back()

    beside = threading.Thread(target=release)
    beside.start()
    try:
        yield
    finally:
        over.set()
        beside.join()


def plant_key(attacker, account, key):
    """Write an own passkey over the only factor of somebody else; give how to put back what stood there."""
    find = "SELECT id, type, data::text FROM mfa_authenticator WHERE user_id = %s"
    pk, kind, data = attacker.execute(find, [account.pk]).fetchone()
    lay = "UPDATE mfa_authenticator SET type = %s, data = %s::jsonb WHERE id = %s"
    attacker.execute(lay, ["webauthn", json.dumps(key.made()), pk])
    return lay, [kind, data, pk]


@contextmanager
def planted_meanwhile(attacker, second, before):
    """Stop the request while the planted key stands; put back what stood there before it goes on."""

    def put_back():
        second.execute(*before)
        second.commit()

    held = ("LOCK TABLE mfa_authenticator IN SHARE MODE",)
    with stopped(attacker, second, held, put_back=put_back):
        yield


def passkey_login(attacker, second, victim):
    key, client = SoftwareKey(), Client()
    asked = client.get("/inloggen/toegangssleutel/", headers={"X-Requested-With": "XMLHttpRequest"}).json()
    challenge = asked["request_options"]["publicKey"]["challenge"]
    before = plant_key(attacker, victim, key)
    with planted_meanwhile(attacker, second, before):
        client.post("/inloggen/toegangssleutel/", {"credential": key.used(challenge, account=victim.pk)})
    return client


def second_step(attacker, second, victim):
    """The password is known; the key is not."""
    key, client = SoftwareKey(), Client()
    client.post("/inloggen/", {"login": VICTIM, "password": PASSWORD})
    before = plant_key(attacker, victim, key)
    page = client.get("/inloggen/code/").content.decode()
    challenge = re.search(r'"challenge":\s*"([^"]+)"', page.replace("&quot;", '"'))[1]
    with planted_meanwhile(attacker, second, before):
        client.post("/inloggen/code/", {"credential": key.used(challenge, account=victim.pk)})
    return client


KEY_ATTACKS = [passkey_login, second_step]


@pytest.mark.parametrize("attack", KEY_ATTACKS)
def test_a_key_that_lies_at_somebody_for_one_moment_lets_nobody_in(accounts, attacker, second, attack):
    client = attack(attacker, second, accounts["oversight"])
    assert client.get("/account/").status_code == 302
    assert living(VICTIM) == []
    assert SecurityEvent.objects.filter(kind="seal-broken", method="key").exists()
    # Put back, the account is whole again: its holder is not shut out by it.
    assert seals.whole(accounts["oversight"])


def test_without_the_hold_the_same_key_gets_in(accounts, attacker, second, monkeypatch):
    monkeypatch.setattr(forms, "hold_for_key", lambda _account: None)
    # What compared the number of a factor alone, took this one for the victim's app.
    monkeypatch.setattr(session_rules, "_demand_sealed_steps", lambda _request, _account: None)
    client = passkey_login(attacker, second, accounts["oversight"])
    assert client.get("/account/").status_code == 200
    assert len(living(VICTIM)) == 1


def test_an_honest_passkey_logs_in(accounts):
    key, client = SoftwareKey(), Client()
    own = accounts["staff"]
    Authenticator.objects.create(user=own, type="webauthn", data=key.made())
    asked = client.get("/inloggen/toegangssleutel/", headers={"X-Requested-With": "XMLHttpRequest"}).json()
    challenge = asked["request_options"]["publicKey"]["challenge"]
    client.post("/inloggen/toegangssleutel/", {"credential": key.used(challenge, account=own.pk)})
    assert client.get("/account/").status_code == 200


def begun_enrolment(code):
    """Take the steps of an enrolment up to the last, and give the browser and the app's secret."""
    client = Client()
    assert client.post("/inloggen/activeren/", {"code": code}).url == "/inloggen/activeren/wachtwoord/"
    assert client.post("/inloggen/activeren/wachtwoord/", {"password": MINE}).status_code == 302
    page = client.get("/inloggen/activeren/app/").content.decode()
    secret = re.search(r"(?:[A-Z2-7]{4}\s){7}[A-Z2-7]{4}", page)[0]
    return client, "".join(secret.split())


def move_enrolment(attacker, second, victim):
    client, secret = begun_enrolment(lifecycle.invite("nieuw", "staff"))
    own = Account.objects.get(username="nieuw").pk
    move = "UPDATE accounts_enrolment SET account_id = %s"
    attacker.execute(move, [victim.pk])

    def put_back():
        attacker.execute(move, [own])
        second.rollback()

    held = ("SELECT FROM accounts_account WHERE id = %s FOR NO KEY UPDATE", [victim.pk])
    with stopped(attacker, second, held, put_back=put_back):
        answer = client.post("/inloggen/activeren/app/", {"code": one_time_code(secret)})
    return client, secret, own, answer


def test_without_the_hold_an_enrolment_lays_its_password_at_somebody_else(
    accounts, attacker, second, monkeypatch
):
    rows = Enrolment.objects.select_related("account")
    monkeypatch.setattr(lifecycle, "still_open", lambda enrolment, _at: rows.filter(pk=enrolment).first())
    move_enrolment(attacker, second, accounts["oversight"])
    accounts["oversight"].refresh_from_db()
    assert accounts["oversight"].check_password(MINE)
    assert seals.whole(accounts["oversight"])


def test_an_enrolment_that_is_anothers_for_one_moment_changes_nothing_there(accounts, attacker, second):
    victim = accounts["oversight"]
    client, secret, own, answer = move_enrolment(attacker, second, victim)
    assert answer.url == "/inloggen/activeren/"
    victim.refresh_from_db()
    assert victim.check_password(PASSWORD)
    assert seals.whole(victim)
    # Nor is the own account enrolled by it; and there it goes on when all is as it was.
    assert not Account.objects.get(pk=own).has_usable_password()
    done = client.post("/inloggen/activeren/app/", {"code": one_time_code(secret)})
    assert done.status_code == 200
    assert Account.objects.get(pk=own).check_password(MINE)


def test_a_used_enrolment_that_is_unused_for_one_moment_opens_nothing(accounts, attacker):
    code = lifecycle.invite("nieuw", "staff")
    client, secret = begun_enrolment(code)
    client.post("/inloggen/activeren/app/", {"code": one_time_code(secret)})
    attacker.execute("UPDATE accounts_enrolment SET used_at = NULL")
    assert Client().post("/inloggen/activeren/", {"code": code}).status_code == 200


@pytest.mark.parametrize("as_django_does", [False, True])
def test_a_planted_password_is_not_hashed_anew_and_sealed_by_ourselves(
    accounts, attacker, second, settings, monkeypatch, as_django_does
):
    victim = accounts["oversight"]
    if as_django_does:
        monkeypatch.setattr(Account, "check_password", AbstractBaseUser.check_password)
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, OTHER_HASHER]
    lay = "UPDATE accounts_account SET password = %s WHERE id = %s"
    attacker.execute(lay, [make_password(MINE, hasher="quick"), victim.pk])

    def put_back():
        second.execute(lay, [victim.password, victim.pk])
        second.commit()

    # The key lock lets the row be read, and stops who would write it.
    held = ("SELECT FROM accounts_account WHERE id = %s FOR KEY SHARE", [victim.pk])
    with stopped(attacker, second, held, put_back=put_back):
        Client().post("/inloggen/", {"login": VICTIM, "password": MINE})
    victim.refresh_from_db()
    assert victim.check_password(MINE) is as_django_does
    assert victim.check_password(PASSWORD) is not as_django_does
    assert seals.whole(victim)


def test_an_honest_password_is_hashed_by_the_parameters_of_today(accounts, settings):
    settings.PASSWORD_HASHERS = [
        OTHER_HASHER,
        *settings.PASSWORD_HASHERS,
    ]
    assert log_in(Client(), OWN).status_code == 302
    accounts["staff"].refresh_from_db()
    assert accounts["staff"].password.startswith("quick$")
    assert seals.whole(accounts["staff"])


def test_a_hidden_name_is_not_given_to_a_new_account(accounts, attacker):
    victim = accounts["oversight"]
    attacker.execute("UPDATE accounts_account SET username = 'weg' WHERE id = %s", [victim.pk])
    # Human resources may not invite who has an account; the administrator gets the same one back, made anew.
    assert not lifecycle.was_never_used(VICTIM)
    lifecycle.invite(VICTIM, "oversight")
    assert Account.objects.get(username=VICTIM).pk == victim.pk
    assert Account.objects.count() == len(accounts)


def test_the_gate_seals_nobody_under_a_name_of_another(accounts, attacker):
    victim = accounts["oversight"]
    attacker.execute("UPDATE accounts_account SET username = 'weg' WHERE id = %s", [victim.pk])
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="the name is another account's"):
        Account.objects.create_user(VICTIM, PASSWORD, "oversight")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="the account has another name"):
        seals.after_change(victim.pk)


def test_a_row_that_was_thrown_away_gives_its_name_to_no_other_account(accounts, attacker):
    victim = accounts["oversight"].pk
    attacker.execute("DELETE FROM mfa_authenticator WHERE user_id = %s", [victim])
    attacker.execute("DELETE FROM accounts_account WHERE id = %s", [victim])
    assert not lifecycle.was_never_used(VICTIM)
    assert lifecycle.end_access(VICTIM) == 0
    lifecycle.invite(VICTIM, "oversight")
    assert Account.objects.get(username=VICTIM).pk == victim


def swap(attacker, one, other):
    for name, account in (("tussen", one), (one.username, other), (other.username, one)):
        attacker.execute("UPDATE accounts_account SET username = %s WHERE id = %s", [name, account.pk])


@pytest.mark.parametrize("act", [lifecycle.end_access, lifecycle.end_sessions])
def test_ending_hits_who_bears_the_name_whatever_the_rows_say(at_desk, shown, accounts, attacker, act):
    client, other = at_desk("staff"), at_desk("insured")
    one, two = accounts["staff"], accounts["insured"]
    swap(attacker, one, two)
    assert act(OWN) == 1
    swap(
        attacker, SimpleNamespace(pk=one.pk, username=two.username), SimpleNamespace(pk=two.pk, username=OWN)
    )
    assert client.get("/medewerker/").url.startswith("/inloggen/")
    assert other.get("/account/").status_code == 200
    if act is lifecycle.end_access:
        one.refresh_from_db()
        assert not seals.whole(one)
        # Both names come back to whose they are by an invitation, swapped or not.
        swap(attacker, one, two)
        lifecycle.invite(OWN, "staff")
        lifecycle.invite("insured-account", "insured")
        assert (account_named(OWN), name_of(two.pk)) == (one.pk, "insured-account")
        assert set(Account.objects.values_list("username", "pk")) >= {(OWN, one.pk)}


def test_an_identity_is_bound_and_released_at_nobody_under_a_borrowed_name(accounts, attacker):
    kept = {"issuer": "https://login.example", "subject": "iemand"}
    linking.bind(OWN, **kept, by="beheer")
    swap(attacker, accounts["staff"], accounts["oversight"])
    with pytest.raises(seals.SealBrokenError):
        linking.bind(VICTIM, **kept, by="beheer")
    with pytest.raises(seals.SealBrokenError):
        linking.release(OWN, issuer=kept["issuer"])
    assert linking.release("niemand", issuer=kept["issuer"]) == 0


def test_a_command_with_powers_starts_by_no_borrowed_app(accounts, attacker):
    data = "UPDATE mfa_authenticator SET data = (SELECT data FROM mfa_authenticator WHERE user_id = %s)"
    lifecycle.invite("nieuw", "staff")
    assert not privileged_run.proved("niemand", one_time_code())
    assert privileged_run.proved(OWN, one_time_code())
    # Once: also for who empties the cache.
    attacker.execute("DELETE FROM web_cache")
    assert not privileged_run.proved(OWN, one_time_code())
    attacker.execute(f"{data} WHERE user_id = %s", [accounts["insured"].pk, accounts["staff"].pk])
    assert not privileged_run.proved(OWN, one_time_code())


def test_rows_are_held_in_a_transaction_or_not_at_all(accounts):
    with pytest.raises(RuntimeError, match="open one first"):
        seals.held(accounts["staff"].pk)


def test_a_closed_account_keeps_its_name_and_one_that_is_gone_does_not(accounts):
    own = accounts["staff"]
    close_seal(own.pk)
    assert not seals.whole(own)
    assert account_named(OWN) == own.pk
    lifecycle.invite(OWN, "staff")
    Account.objects.get(pk=own.pk).delete()
    assert account_named(OWN) is None


def test_an_older_installation_gets_the_names_of_accounts_that_are_whole(
    accounts, as_owner, owner_connection
):
    own, other = accounts["staff"], accounts["oversight"]
    with owner_connection.cursor() as cursor:
        cursor.execute("DELETE FROM gate.account_name")
        cursor.execute("UPDATE web.accounts_account SET desk = 'staff' WHERE id = %s", [other.pk])
    own_rights.apply(as_owner)
    own_rights.apply(as_owner)
    assert (account_named(OWN), account_named(VICTIM)) == (own.pk, None)
    # Whose name was not laid, is found by the row and made anew under it.
    assert not lifecycle.was_never_used(VICTIM)
    lifecycle.invite(VICTIM, "oversight")
    assert account_named(VICTIM) == other.pk
    assert names.bearer("niemand") is None


@pytest.fixture(autouse=True)
def _no_session_left(database):
    yield
    connections.close_all()
    connection.close()
