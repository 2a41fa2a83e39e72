"""Far-reaching powers by ticket and time box, and the quarterly look at everything."""

from __future__ import annotations

import io
import sys
import time
from argparse import Namespace
from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from zorgvuldig.interfaces.command_line import privileged_list, privileged_run
from zorgvuldig.interfaces.command_line.code import one_time_code
from zorgvuldig.interfaces.web.accounts.models import Account
from zorgvuldig.ledger.processing import Refused
from zorgvuldig.norms import bundle_at
from zorgvuldig.processes.access_control import explain, usecases
from zorgvuldig.processes.access_control.usecases import (
    InputError,
    NotOpenError,
    PowersError,
    TakenError,
    UnknownRowError,
)

WHY = "De index van het logboek is stuk en moet opnieuw worden gemaakt."
SECRET = "JBSWY3DPEHPK3PXP"


def asks(house, ticket="CHG-1", by="admin", hours=2):
    house.do(by, usecases.request_powers, ticket=ticket, reason=WHY, hours=hours)


def approves(house, ticket="CHG-1", by="granter"):
    house.do(by, usecases.approve_powers, ticket=ticket)


def begins(house, ticket="CHG-1", by="admin"):
    return house.do(by, usecases.begin_command, ticket=ticket, command="true")


def refused(norm, ask, *words, **named):
    with pytest.raises(Refused) as told:
        ask(*words, **named)
    assert norm in told.value.decision.norms, told.value.decision.norms


def test_a_command_runs_once_another_approved_and_leaves_its_start_and_end(house, owner_connection):
    asks(house)
    refused("MZ-pam", begins, house)
    approves(house)
    before = owner_connection.execute("SELECT count(*) FROM ledger.intake").fetchone()[0]
    session = begins(house)
    house.do("admin", usecases.end_command, session=session, status=7)
    assert owner_connection.execute("SELECT count(*) FROM ledger.intake").fetchone()[0] >= before + 4
    (ticket,) = house.do("officer", usecases.view_oversight).tickets
    assert (ticket.state, ticket.requested_by, ticket.approved_by) == ("open", "admin", "granter")
    assert [(ran.command, ran.exit_status) for ran in ticket.sessions] == [("true", 7)]


def test_nobody_approves_the_own_ticket_or_without_that_duty(house):
    asks(house)
    for name in ("admin", "manager", "officer"):
        with pytest.raises(Refused):
            approves(house, by=name)
    approves(house)
    with pytest.raises(NotOpenError):
        approves(house, by="other-granter")


@pytest.mark.parametrize("other", ["handler", "agent", "adviser", "hr"])
def test_who_has_nothing_to_do_with_powers_sees_no_ticket(house, other):
    asks(house)
    with pytest.raises(Refused):
        house.do(other, usecases.view_powers)
    for name in ("admin", "granter", "manager", "officer"):
        (ticket,) = house.do(name, usecases.view_powers)
        assert ticket.reason == WHY


@pytest.mark.parametrize("use_case", [usecases.approve_powers, usecases.review_ticket])
@pytest.mark.parametrize("other", ["agent", "hr", "other-admin"])
def test_who_may_not_deal_with_a_ticket_does_not_hear_whether_it_is_there(
    house, owner_connection, use_case, other
):
    asks(house)
    if other == "other-admin":
        other = "handler"
        owner_connection.execute(
            "UPDATE records.access_grant SET name = 'it-admin' WHERE staff_id = %s", [house.ids[other]]
        )
    told = []
    for ticket in ("CHG-1", "CHG-404"):
        with pytest.raises(Refused) as answer:
            house.do(other, use_case, ticket=ticket)
        given = answer.value.decision
        told.append((given.outcome, given.norms, given.reason))
    assert told[0] == told[1]


def test_outside_the_box_nothing_starts(house, owner_connection):
    asks(house)
    approves(house)
    for shift in ("1 hour", "-3 hours"):
        owner_connection.execute(
            "UPDATE records.privileged_ticket SET starts_at = now() + %(shift)s::interval, "
            "ends_at = now() + %(shift)s::interval + interval '1 h'",
            {"shift": shift},
        )
        refused("MZ-pam", begins, house)
    owner_connection.execute(
        "UPDATE records.privileged_ticket "
        "SET starts_at = now() - interval '1 min', ends_at = now() + interval '1 h'"
    )
    begins(house)


@pytest.mark.parametrize("hours", [0, 9, 24])
def test_a_box_is_one_to_eight_hours(house, hours):
    with pytest.raises(InputError) as told:
        asks(house, hours=hours)
    assert told.value.problems == {"hours": "Kies 1 tot 8 uur."}
    asks(house, hours=8)


def test_a_ticket_is_used_once_and_by_its_own_asker(house, owner_connection):
    asks(house)
    with pytest.raises(TakenError):
        asks(house)
    with pytest.raises(InputError):
        asks(house, ticket="geen nummer!")
    approves(house)
    owner_connection.execute(
        "UPDATE records.access_grant SET name = 'it-admin' WHERE staff_id = %s", [house.ids["handler"]]
    )
    with pytest.raises(PowersError):
        begins(house, by="handler")
    with pytest.raises(UnknownRowError):
        begins(house, "CHG-404")


def code():
    return one_time_code(SECRET, time.time())


@pytest.fixture
def admin_account(house):
    account = Account.objects.create_user("admin", "", "staff")
    TOTP.activate(account, SECRET)
    return account


def runs(monkeypatch, *command, given=None):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{given or code()}\n"))
    return privileged_run.run(Namespace(ticket="CHG-1", user="admin", command=list(command)))


def test_the_command_line_runs_inside_the_box_and_tells_the_exit_status(
    house, admin_account, monkeypatch, capsys, owner_connection
):
    asks(house)
    script = [sys.executable, "-c", "raise SystemExit(5)"]
    assert runs(monkeypatch, *script) == privileged_run.REFUSED
    assert "verregaande bevoegdheid" in capsys.readouterr().err
    approves(house)
    monkeypatch.setattr(privileged_run, "proved", lambda *_words: True)
    assert runs(monkeypatch, *script) == 5
    assert runs(monkeypatch, "/no/such/program") == privileged_run.NOT_FOUND
    ran = owner_connection.execute(
        "SELECT exit_status, ended_at IS NOT NULL FROM records.privileged_session ORDER BY started_at"
    ).fetchall()
    assert ran == [(5, True), (127, True)]
    monkeypatch.setattr(privileged_list, "proved", lambda *_words: True)
    assert privileged_list.run(Namespace(user="admin")) == 0
    assert '"exit_status": 5' in capsys.readouterr().out


def test_a_wrong_code_or_an_unknown_account_starts_nothing(
    house, admin_account, monkeypatch, owner_connection
):
    asks(house)
    approves(house)
    assert runs(monkeypatch, "true", given="000000") == privileged_run.REFUSED
    assert not privileged_run.proved("nobody", code())
    assert owner_connection.execute("SELECT count(*) FROM records.privileged_session").fetchone() == (0,)


def test_the_end_of_the_box_ends_the_command(monkeypatch):
    assert privileged_run.run_until([sys.executable, "-c", "import time; time.sleep(60)"], 0.3) == 124
    monkeypatch.setattr(privileged_run, "GRACE_SECONDS", 0.2)
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"
    assert privileged_run.run_until([sys.executable, "-c", stubborn], 1.0) == 124


def row_of(house, name, by="manager"):
    page = house.do(by, usecases.view_reviews)
    return next(row for row in page.rows if row.grant.username == name)


def test_what_nobody_ever_looked_at_is_overdue_and_comes_first(house):
    fresh = house.joins()
    house.gets(fresh, "marketer")
    page = house.do("manager", usecases.view_reviews)
    assert [row.overdue for row in page.rows] == sorted((row.overdue for row in page.rows), reverse=True)
    assert row_of(house, "agent").overdue
    assert not row_of(house, "nieuw").overdue
    told = house.do("officer", usecases.view_oversight).overdue_reviews
    assert {row.grant.username for row in told} == {row.grant.username for row in page.rows if row.overdue}


def test_access_that_was_taken_over_from_a_register_counts_from_that_day(house, owner_connection):
    """Else all of it were overdue, and by choice lapsed, on the first day."""
    owner_connection.execute(
        "UPDATE records.access_grant SET requested_at = now() WHERE staff_id = %s", [house.ids["agent"]]
    )
    row = row_of(house, "agent")
    assert not row.overdue
    assert row.due_on == explain.review_due(timezone.localdate(), timezone.localdate())


@pytest.mark.parametrize("other", ["adviser", "granter", "agent", "admin"])
def test_only_who_reviews_sees_all_access_with_its_use(house, other):
    with pytest.raises(Refused):
        house.do(other, usecases.view_reviews)


def test_keeping_is_one_click_by_another_and_is_written_down_for_the_quarter(house, owner_connection):
    before = row_of(house, "agent")
    house.do("manager", usecases.review_grant, grant_id=before.grant.grant_id, keep=True)
    house.do("manager", usecases.review_grant, grant_id=before.grant.grant_id, keep=True)
    after = row_of(house, "agent")
    assert (after.done, after.overdue, after.reviewed_by) == (True, False, "manager")
    quarter = explain.quarter_of(timezone.localdate())
    rows = owner_connection.execute(
        "SELECT quarter, judgement, reviewed_by FROM records.access_review"
    ).fetchall()
    assert rows == [(quarter, "keep", house.ids["manager"])]


def test_ending_takes_the_role_away_at_once(house):
    house.do("manager", usecases.review_grant, grant_id=row_of(house, "agent").grant.grant_id, keep=False)
    with pytest.raises(LookupError, match="without a role"):
        house.actor("agent")
    with pytest.raises(StopIteration):
        row_of(house, "agent")


def test_nobody_looks_at_the_own_access_or_at_what_one_granted(house, owner_connection):
    mine = row_of(house, "manager").grant.grant_id
    refused("MZ-functiescheiding", house.do, "manager", usecases.review_grant, grant_id=mine, keep=True)
    granted = house.gets(house.joins(), "marketer")
    owner_connection.execute(
        "UPDATE records.access_grant SET name = 'management' WHERE staff_id = %s", [house.ids["granter"]]
    )
    refused("MZ-functiescheiding", house.do, "granter", usecases.review_grant, grant_id=granted, keep=True)


def test_a_ticket_is_looked_at_by_somebody_else(house, owner_connection):
    asks(house)
    approves(house)
    begins(house)
    owner_connection.execute(
        "UPDATE records.privileged_ticket "
        "SET starts_at = now() - interval '2 h', ends_at = now() - interval '1 h'"
    )
    (ticket,) = house.do("manager", usecases.view_reviews).tickets
    assert not ticket.reviewed
    with pytest.raises(Refused):
        house.do("admin", usecases.review_ticket, ticket="CHG-1")
    house.do("manager", usecases.review_ticket, ticket="CHG-1")
    assert house.do("manager", usecases.view_reviews).tickets[0].reviewed


def test_whether_unreviewed_access_lapses_is_a_choice_in_the_norms(house, monkeypatch):
    assert house.do("manager", usecases.lapse_overdue) == ()
    today = timezone.localdate()
    chosen = {**bundle_at(today).parameters, "access_review_lapses": True}
    from_norms = bundle_at(today)
    monkeypatch.setattr(
        "zorgvuldig.processes.access_control.usecases.reviewing.bundle_at",
        lambda _day: Namespace(parameters=chosen, sections=from_norms.sections),
    )
    lapsed = house.do("manager", usecases.lapse_overdue)
    assert "agent" in lapsed
    assert "manager" not in lapsed


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2026, 1, 1), date(2026, 7, 31)),
        (date(2026, 3, 31), date(2026, 7, 31)),
        (date(2026, 4, 1), date(2026, 10, 31)),
        (date(2026, 11, 22), date(2027, 5, 1)),
    ],
)
def test_access_is_looked_at_again_before_a_month_after_the_next_quarter(last, due):
    assert explain.review_due(last, date(2026, 11, 22)) == due
    assert explain.end_of_quarter(date(2026, 11, 22)) + timedelta(days=1) == date(2027, 1, 1)
