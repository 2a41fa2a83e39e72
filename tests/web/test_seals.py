"""Who writes in the tables of logins with the application's own password becomes nobody else by it."""

from __future__ import annotations

import ast
import json
import secrets
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg.errors
import pytest
from allauth.mfa.models import Authenticator
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone
from web_logins import living, log_in, one_time_code

import zorgvuldig.interfaces
from zorgvuldig.interfaces.web.accounts import factors, lifecycle, linking, own_rights, seals, session_rules
from zorgvuldig.interfaces.web.accounts.creation import create_account, new_totp_secret
from zorgvuldig.interfaces.web.accounts.models import Account, Enrolment, SecurityEvent, WebSession
from zorgvuldig.interfaces.web.accounts.sealing_changes import DECIDES
from zorgvuldig.interfaces.web.accounts.session_store import kept_key
from zorgvuldig.ledger.seals import lift_seal

OWN, OTHER = "staff-account", "oversight-account"
OTHERS_SECRET = new_totp_secret()
PLANTED_KEY = (
    "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%s, 'webauthn', '{}', now())"
)
CODE = "0000-1111-2222-3333-4444-5555"


@pytest.fixture
def other(accounts):
    """Give somebody else's account, with a password and a code app that the attacker does not know."""
    return create_account(OTHER, "een-ander-lang-wachtwoord-van-haar", OTHERS_SECRET, "oversight")


def run(statement, *words):
    """Run SQL as the login of the pages, as who stole its password would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, words)


def refused(answer):
    """Tell whether a login led nowhere but to the login page."""
    return answer.status_code != 302 or answer.url.startswith("/inloggen/")


def everything_that_stands(account):
    """Believe the rows as they are: what a control does without the seal."""
    rows = {(str(row.pk), bytes(row.code_digest).hex()) for row in account.enrolments.all()}
    return SimpleNamespace(enrolments=rows)


def swap_usernames(own, other):
    run("UPDATE accounts_account SET username = 'x' WHERE id = %s", own.pk)
    run("UPDATE accounts_account SET username = %s WHERE id = %s", OWN, other.pk)
    run("UPDATE accounts_account SET username = %s WHERE id = %s", OTHER, own.pk)
    return log_in(Client(), OTHER)


def move_to_the_others_desk(own, other):
    run("UPDATE accounts_account SET desk = 'oversight' WHERE id = %s", own.pk)
    return log_in(Client(), OWN)


def copy_password_and_app(own, other):
    run("UPDATE accounts_account SET password = %s WHERE id = %s", own.password, other.pk)
    run(
        "UPDATE mfa_authenticator SET data = (SELECT data FROM mfa_authenticator WHERE user_id = %s) "
        "WHERE user_id = %s",
        own.pk,
        other.pk,
    )
    return log_in(Client(), OTHER)


def add_the_own_app_to_the_other(own, other):
    run("UPDATE accounts_account SET password = %s WHERE id = %s", own.password, other.pk)
    run("DELETE FROM mfa_authenticator WHERE user_id = %s", other.pk)
    run(
        "INSERT INTO mfa_authenticator (user_id, type, data, created_at) "
        "SELECT %s, type, data, now() FROM mfa_authenticator WHERE user_id = %s",
        other.pk,
        own.pk,
    )
    return log_in(Client(), OTHER)


ATTACKS = [swap_usernames, move_to_the_others_desk, copy_password_and_app, add_the_own_app_to_the_other]


@pytest.mark.parametrize("attack", ATTACKS)
def test_rows_changed_by_another_hand_let_nobody_in(accounts, other, attack):
    answer = attack(accounts["staff"], other)
    assert refused(answer)
    assert SecurityEvent.objects.filter(kind="seal-broken").exists()
    assert not living(OWN)
    assert not living(OTHER)


# A swapped name is refused a second time, by the gate that keeps the names: see the attacks by timing.
@pytest.mark.parametrize("attack", ATTACKS[1:])
def test_without_the_seals_the_same_attack_gets_in(accounts, other, attack, monkeypatch):
    monkeypatch.setattr(seals, "whole", lambda _account: True)
    monkeypatch.setattr(seals, "demand", lambda _account: None)
    monkeypatch.setattr(seals, "held", lambda _account: None)
    answer = attack(accounts["staff"], other)
    assert answer.status_code == 302
    assert answer.url == "/balie/"


def test_a_session_ends_at_the_next_request_when_its_account_was_rewritten(at_desk, shown, accounts, other):
    client = at_desk("staff")
    assert client.get("/medewerker/").status_code == 200
    run("UPDATE accounts_account SET desk = 'oversight' WHERE id = %s", accounts["staff"].pk)
    assert client.get("/toezicht/").url == "/inloggen/"
    assert not living(OWN)


def test_a_factor_planted_at_a_running_sessions_account_ends_it(at_desk, shown, accounts):
    client = at_desk("staff")
    run(
        PLANTED_KEY,
        accounts["staff"].pk,
    )
    assert client.get("/medewerker/").url == "/inloggen/"


def test_an_honest_change_never_seals_what_was_planted(accounts):
    own = accounts["staff"]
    run(
        PLANTED_KEY,
        own.pk,
    )
    with pytest.raises(seals.SealBrokenError):
        factors.use_code(own, one_time_code())
    with pytest.raises(seals.SealBrokenError):
        own.save()
    with pytest.raises(seals.SealBrokenError):
        linking.bind(OWN, issuer="https://login.example", subject="somebody", by="beheer")
    assert not seals.whole(own)


def test_what_was_ended_and_put_back_by_hand_stays_ended(accounts):
    own = accounts["staff"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_active, password FROM accounts_account WHERE id = %s", [own.pk])
        before = cursor.fetchone()
    lifecycle.end_access(OWN)
    run("UPDATE accounts_account SET is_active = %s, password = %s WHERE id = %s", *before, own.pk)
    # Not even a seal that held before: the whole of the row is as it was, and its seal is of a later moment.
    own.refresh_from_db()
    assert own.is_active
    assert not seals.whole(own)
    assert refused(log_in(Client(), OWN))


def test_a_removed_factor_that_is_put_back_by_hand_closes_the_account(accounts):
    own = accounts["staff"]
    removed = factors.own_factors(own)[0]
    factors.add_app(own, new_totp_secret(), 1)
    run("UPDATE mfa_authenticator SET data = %s::jsonb WHERE user_id = %s", json.dumps(removed.data), own.pk)
    assert not seals.whole(own)


def test_an_enrolment_code_that_was_planted_opens_nothing(accounts, other, monkeypatch):
    run(
        "INSERT INTO accounts_enrolment (id, account_id, code_digest, issued_at, expires_at) "
        "VALUES (gen_random_uuid(), %s, %s, now(), now() + interval '1 hour')",
        other.pk,
        lifecycle.code_digest(CODE),
    )
    assert lifecycle.open_enrolment(CODE, timezone.now()) is None
    monkeypatch.setattr(seals, "held", lambda who: everything_that_stands(Account.objects.get(pk=who)))
    assert lifecycle.open_enrolment(CODE, timezone.now()) is not None


def test_what_one_session_holds_opens_nothing_beside_another_key(at_desk, shown, accounts):
    stolen = WebSession.objects.get(pk=at_desk("oversight").session.kept_key)
    own_key = secrets.token_hex(16)
    WebSession.objects.create(
        session_key=kept_key(own_key),
        session_data=stolen.session_data,
        expire_date=timezone.now() + timedelta(hours=1),
    )
    thief = Client()
    thief.cookies["zv-session"] = own_key
    assert thief.get("/toezicht/").url.startswith("/inloggen/")


def test_a_code_stays_used_when_the_cache_is_emptied(accounts):
    code = one_time_code(at=time.time())
    assert log_in(Client(), OWN, code=code).status_code == 302
    run("DELETE FROM web_cache")
    assert log_in(Client(), OWN, code=code).status_code == 200


def test_a_closed_account_is_open_again_after_a_new_invitation(accounts):
    own = accounts["staff"]
    run("UPDATE accounts_account SET desk = 'oversight' WHERE id = %s", own.pk)
    run(
        "INSERT INTO accounts_externalidentity (account_id, issuer, subject, bound_at, bound_by) "
        "VALUES (%s, 'https://evil.example', 'me', now(), 'x')",
        own.pk,
    )
    code = lifecycle.invite(OWN, "staff")
    own.refresh_from_db()
    assert seals.whole(own)
    assert not own.external_identities.exists()
    assert not Authenticator.objects.filter(user=own).exists()
    assert lifecycle.open_enrolment(code, timezone.now())


def test_a_deleted_account_takes_its_seal_along(accounts, owner_connection):
    own = accounts["staff"]
    own.delete()
    with owner_connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM gate.account_seal WHERE account = %s", [own.pk])
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE gate.account_seal SET digest = digest",
        "DELETE FROM gate.account_seal",
        "INSERT INTO gate.account_seal VALUES (gen_random_uuid(), sha256('x'))",
        "SELECT gate.seal_account('{\"kind\":\"seal\"}', '\\x00')",
        "DELETE FROM django_migrations",
        "UPDATE django_content_type SET model = 'x'",
    ],
)
def test_the_pages_login_lays_no_seal_and_rewrites_no_migration(accounts, statement):
    with pytest.raises((ProgrammingError, psycopg.errors.InsufficientPrivilege), match=r"denied|refuses"):
        run(statement)


def test_an_older_installation_is_sealed_once_and_never_again(accounts, as_owner, owner_connection):
    with owner_connection.cursor() as cursor:
        cursor.execute("DELETE FROM gate.account_seal")
    own_rights.apply(as_owner)
    assert seals.whole(accounts["staff"])
    run("UPDATE accounts_account SET desk = 'oversight' WHERE id = %s", accounts["staff"].pk)
    own_rights.apply(as_owner)
    accounts["staff"].refresh_from_db()
    assert not seals.whole(accounts["staff"])


def test_no_code_changes_sealed_rows_without_the_signals():
    names = {model.__name__ for model in DECIDES}
    folder = Path(zorgvuldig.interfaces.__file__).parent
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in {"update", "bulk_create", "bulk_update"}:
                used = {name.id for name in ast.walk(node.func.value) if isinstance(name, ast.Name)}
                assert not used & names, f"{file.name}:{node.lineno} leaves the seal behind"


def test_every_request_of_somebody_logged_in_asks_the_seal(at_desk, shown, monkeypatch):
    client, asked = at_desk("staff"), []
    really = seals.standing
    monkeypatch.setattr(seals, "standing", lambda *who, **of: asked.append(of) or really(*who, **of))
    client.get("/medewerker/")
    assert asked == [{"session": client.session.kept_key}]
    assert Enrolment in DECIDES


def test_a_factor_that_was_moved_here_while_it_was_read_lets_nobody_in(accounts, other, rf):
    own = accounts["staff"]
    request = rf.get("/")
    request.session = Client().session
    moved = factors.own_factors(own)[0].pk
    request.session[session_rules.STEPS_KEY] = [
        {"method": "mfa", "type": "totp", "id": moved, "at": time.time()}
    ]
    with pytest.raises(seals.SealBrokenError):
        session_rules.begin(request, other)
    assert session_rules.STEPS_KEY not in request.session
    request.session[session_rules.STEPS_KEY] = [{"method": "mfa", "type": "webauthn", "id": moved, "at": 0}]
    with pytest.raises(seals.SealBrokenError):
        session_rules.begin(request, own)
    request.session[session_rules.STEPS_KEY] = [
        {"method": "mfa", "type": "totp", "id": moved, "at": time.time()}
    ]
    session_rules.begin(request, own)


def test_an_account_that_was_read_while_it_bore_another_name_is_not_believed(accounts, other):
    read = Account.objects.get(pk=other.pk)
    read.username = OWN
    assert not seals.whole(read)
    assert seals.whole(other)


def test_a_row_that_is_changed_while_an_honest_change_waits_is_not_sealed_with_it(accounts, owner_connection):
    own = accounts["staff"]
    Enrolment.objects.create(
        account=own,
        code_digest=lifecycle.code_digest("old"),
        issued_at=timezone.now(),
        expires_at=timezone.now(),
        used_at=timezone.now(),
    )
    with transaction.atomic():
        seals.before_change(own.pk)
        for statement in (
            "UPDATE web.accounts_enrolment SET code_digest = sha256('planted')",
            "UPDATE web.mfa_authenticator SET data = '{}'",
        ):
            owner_connection.execute("SET lock_timeout = '200ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                owner_connection.execute(statement)


def test_who_spoils_an_own_row_is_ended_all_the_same(at_desk, shown, accounts):
    client = at_desk("staff")
    run(PLANTED_KEY, accounts["staff"].pk)
    assert lifecycle.end_access(OWN) == 1
    run("DELETE FROM mfa_authenticator WHERE type = 'webauthn'")
    assert client.get("/medewerker/").url.startswith("/inloggen/")
    assert refused(log_in(Client(), OWN))


def test_a_setting_that_somebody_lays_down_for_the_login_holds_no_session_of_ours(accounts, owner_connection):
    login = "zv_app"
    for setting in ("default_transaction_isolation='repeatable read'", "default_transaction_read_only=on"):
        owner_connection.execute(f"ALTER ROLE {login} SET {setting}")
    try:
        connection.close()
        run("SELECT 1")
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("read committed",)
            cursor.execute("SHOW transaction_read_only")
            assert cursor.fetchone() == ("off",)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not in this isolation"):
                lift_seal(accounts["staff"].pk)
    finally:
        owner_connection.execute(f"ALTER ROLE {login} RESET ALL")
