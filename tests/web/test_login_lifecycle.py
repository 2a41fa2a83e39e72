"""Accounts from invitation to end: nobody chooses a password for another, and an end is an end at once."""

from __future__ import annotations

import time
from datetime import timedelta

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from web_logins import PASSWORD, living

from zorgvuldig.interfaces.web.accounts import lifecycle, login_log
from zorgvuldig.interfaces.web.accounts.models import Account, Enrolment, SecurityEvent, WebSession


def test_an_invitation_makes_an_account_that_no_password_opens(database, client):
    lifecycle.invite("nieuw", "staff")
    account = Account.objects.get(username="nieuw")
    assert not account.has_usable_password()
    assert not Authenticator.objects.filter(user=account).exists()
    answer = client.post("/inloggen/", {"login": "nieuw", "password": PASSWORD})
    assert answer.status_code == 200


def test_the_code_of_an_invitation_is_kept_as_a_hash_only(database):
    code = lifecycle.invite("nieuw", "staff")
    kept = bytes(Enrolment.objects.get().code_digest)
    assert len(code.replace("-", "")) == 24
    assert len(kept) == 32
    assert code.encode() not in kept
    assert kept == lifecycle.code_digest(code.lower().replace("-", " ").replace("0", "o").replace("1", "l"))


def test_a_code_is_good_for_a_day_and_for_an_open_account(database):
    code, now = lifecycle.invite("nieuw", "staff"), timezone.now()
    assert lifecycle.open_enrolment(code, now).account.username == "nieuw"
    assert lifecycle.open_enrolment(code, now + timedelta(hours=23, minutes=59)) is not None
    assert lifecycle.open_enrolment(code, now + timedelta(hours=24, seconds=1)) is None
    assert lifecycle.open_enrolment(lifecycle.draw_code(), now) is None
    lifecycle.end_access("nieuw")
    assert lifecycle.open_enrolment(code, now) is None


def test_a_second_invitation_makes_the_first_code_worthless(database):
    first = lifecycle.invite("nieuw", "staff")
    second = lifecycle.invite("nieuw", "staff")
    assert lifecycle.open_enrolment(first, timezone.now()) is None
    assert lifecycle.open_enrolment(second, timezone.now()) is not None


def test_inviting_someone_again_takes_away_password_factors_and_sessions(at_desk, shown):
    client = at_desk("staff")
    lifecycle.invite("staff-account", "staff")
    account = Account.objects.get(username="staff-account")
    assert not account.has_usable_password()
    assert not Authenticator.objects.filter(user=account).exists()
    assert client.get("/medewerker/").status_code == 302


def test_an_invitation_to_a_desk_that_is_not_there_says_which_there_are(database):
    with pytest.raises(lifecycle.LifecycleError, match=r"keuken.*staff"):
        lifecycle.invite("kok", "keuken")
    assert not Account.objects.exists()


@pytest.mark.parametrize("username", ["te-lang" * 10, "een\r\nregel", "", "met spatie"])
def test_an_invitation_takes_only_a_username_that_can_be_typed(database, username):
    with pytest.raises(lifecycle.LifecycleError, match="username"):
        lifecycle.invite(username, "staff")
    assert not Account.objects.exists()


def test_an_ended_account_is_out_at_its_next_request_everywhere(at_desk, shown):
    browsers = [at_desk("insured")]
    assert lifecycle.end_access("insured-account") == 1
    assert [browser.get("/mijn/declaraties/").status_code for browser in browsers] == [302]
    assert not living("insured-account")
    assert not Account.objects.get(username="insured-account").is_active


def test_sessions_can_be_ended_without_ending_the_account(at_desk, shown):
    client = at_desk("staff")
    assert lifecycle.end_sessions("staff-account") == 1
    assert lifecycle.end_sessions("staff-account") == 0
    assert client.get("/medewerker/").status_code == 302
    assert Account.objects.get(username="staff-account").is_active


def test_two_logins_never_differ_in_capitals_only(database):
    """The login form knows no capitals, and would let in neither."""
    lifecycle.invite("adviseur", "staff")
    with pytest.raises(lifecycle.LifecycleError, match="capitals"):
        lifecycle.invite("Adviseur", "staff")
    assert Account.objects.count() == 1


def test_an_account_that_is_not_there_is_named(database):
    for act in (lifecycle.end_access, lifecycle.end_sessions):
        with pytest.raises(lifecycle.LifecycleError, match="niemand"):
            act("niemand")


def test_only_a_second_factor_counts_as_recently_authenticated(at_desk, shown, monkeypatch):
    client = at_desk("staff")
    request = RequestFactory().get("/")
    request.session, request.user = client.session, Account.objects.get(username="staff-account")
    assert lifecycle.recently_authenticated(request, 5)
    later = time.time() + 6 * 60
    monkeypatch.setattr(lifecycle.time, "time", lambda: later)
    assert not lifecycle.recently_authenticated(request, 5)
    assert lifecycle.recently_authenticated(request, 7)
    request.session["account_authentication_methods"] = [{"method": "password", "at": later}]
    assert not lifecycle.recently_authenticated(request, 5)


def test_the_login_log_can_be_added_to_and_not_changed(database):
    login_log.note(login_log.Event.INVITED, username="iemand")
    for attack in (
        "UPDATE accounts_securityevent SET kind = 'logged-out'",
        "DELETE FROM accounts_securityevent",
        "TRUNCATE accounts_securityevent",
        # Who holds the table guesses unseen.
        "LOCK TABLE accounts_securityevent IN SHARE ROW EXCLUSIVE MODE",
        "LOCK TABLE accounts_securityevent IN ROW EXCLUSIVE MODE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)
    assert SecurityEvent.objects.get().kind == "invited"


def test_old_events_of_the_login_log_go(database, owner_connection):
    login_log.note(login_log.Event.INVITED, username="iemand")
    owner_connection.execute(
        "INSERT INTO web.accounts_securityevent (at, kind, method, account_pseudonym, origin_pseudonym) "
        "VALUES (now() - make_interval(days => %s), 'invited', '', '', '')",
        [login_log.KEEP_DAYS + 1],
    )
    assert login_log.clear_old() == 1
    assert SecurityEvent.objects.count() == 1


@pytest.mark.parametrize(
    "held",
    [
        "SELECT FROM accounts_account WHERE username = 'staff-account' FOR UPDATE",
        "SELECT FROM accounts_websession FOR UPDATE",
        "SELECT FROM mfa_authenticator FOR UPDATE",
    ],
)
@pytest.mark.parametrize("end", [lifecycle.end_access, lifecycle.end_sessions])
def test_nobody_stays_in_by_holding_rows_of_the_login(at_desk, shown, owner_connection, held, end):
    """Whoever leaves may speak SQL with the login of the pages."""
    client = at_desk("staff")
    assert client.get("/medewerker/").status_code == 200
    with psycopg.connect(owner_connection.info.dsn, options="-c search_path=web") as holder:
        holder.execute(held)
        assert end("staff-account") == 1
        holder.rollback()
    assert client.get("/medewerker/").status_code == 302
    answer = Client().post("/inloggen/", {"login": "staff-account", "password": PASSWORD})
    goes_on = answer.status_code == 302 and answer.url.startswith("/inloggen/code/")
    assert goes_on == (end is lifecycle.end_sessions)


@pytest.mark.parametrize("end", [lifecycle.end_access, lifecycle.end_sessions])
def test_a_name_that_was_laid_over_the_row_of_another_ends_nothing_of_that_one(
    at_desk, shown, owner_connection, end
):
    client = at_desk("staff")
    owner_connection.execute(
        "UPDATE web.accounts_account SET username = 'ghost' WHERE username = 'staff-account'"
    )
    with pytest.raises(lifecycle.LifecycleError, match="ghost"):
        end("ghost")
    owner_connection.execute(
        "UPDATE web.accounts_account SET username = 'staff-account' WHERE username = 'ghost'"
    )
    assert client.get("/medewerker/").status_code == 200


def test_one_logs_out_while_somebody_holds_the_row_of_the_session(at_desk, shown, owner_connection):
    client = at_desk("staff")
    with psycopg.connect(owner_connection.info.dsn, options="-c search_path=web") as holder:
        holder.execute("SELECT FROM accounts_websession FOR UPDATE")
        assert client.post("/uitloggen/").status_code == 302
        holder.rollback()
    assert living("staff-account") == []


def test_an_invitation_sets_aside_what_was_planted_in_other_capitals(database, owner_connection):
    lifecycle.invite("inkoop", "staff")
    owner_connection.execute(
        "INSERT INTO web.accounts_account SELECT (jsonb_populate_record(a, jsonb_build_object("
        "'id', gen_random_uuid(), 'username', 'INKOOP'))).* FROM web.accounts_account a"
    )
    lifecycle.invite("inkoop", "staff")
    names = set(Account.objects.values_list("username", flat=True))
    assert "inkoop" in names
    assert "INKOOP" not in names
    assert len(names) == 2


def test_the_login_log_knows_no_name_and_no_code(database):
    code = lifecycle.invite("j.jansen", "staff")
    row = SecurityEvent.objects.values().get()
    assert "jansen" not in str(row)
    assert code not in str(row)
    assert row["account_pseudonym"] == login_log.pseudonym("account", "J.Jansen ")


def test_a_session_key_stands_hashed_in_the_database(at_desk):
    client = at_desk("staff")
    assert not WebSession.objects.filter(pk=client.session.session_key).exists()
    row = WebSession.objects.get(pk=client.session.kept_key)
    assert client.session.session_key not in f"{row.__dict__}{living('staff-account')}"
