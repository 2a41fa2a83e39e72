"""One proposes, another looks and approves exactly that; nothing is written otherwise."""

from datetime import date

import psycopg
import pytest

from zorgvuldig.ledger.processing import Refused
from zorgvuldig.processes.reference_data import usecases
from zorgvuldig.processes.reference_data.usecases import (
    ChangedSinceError,
    FileError,
    InputError,
    NothingToDoError,
    NotOpenError,
    NotOwnError,
    UnknownProposalError,
)

RAISED = "9998;041;1000;45,50;"
WHY = "De nieuwe afspraken gelden vanaf deze dag."
JULY = date(2026, 7, 1)


def tariffs(owner):
    rows = owner.execute(
        "SELECT service_code, amount_cents, lower(valid_during), upper(valid_during) FROM records.tariff "
        "ORDER BY service_code, valid_during"
    )
    return rows.fetchall()


def refused(norm, ask, *words, **named):
    with pytest.raises(Refused) as told:
        ask(*words, **named)
    assert norm in told.value.decision.norms, told.value.decision.norms
    assert told.value.entry_id is not None


OLD = [("1000", 4000, date(2026, 1, 1), date(2027, 1, 1))]


def test_an_approved_tariff_begins_and_the_old_one_ends_and_stays(desk, owner_connection):
    proposal_id = desk.proposes("tariffs", [RAISED, "9998;041;1001;10;2026-12-31"])
    page = desk.sees(proposal_id)
    assert (page.added, page.changed, page.ended, page.unchanged) == (1, 1, 0, 0)
    changed = next(row for row in page.rows if row.how == "changed")
    assert [value for _, value in changed.keys] == ["9998", "041", "1000"]
    assert changed.cells == (("Tarief", "40,00", "45,50"),)
    assert page.judges
    assert tariffs(owner_connection) == OLD
    desk.approves(proposal_id)
    assert tariffs(owner_connection) == [
        ("1000", 4000, date(2026, 1, 1), JULY),
        ("1000", 4550, JULY, None),
        ("1001", 1000, JULY, date(2027, 1, 1)),
    ]
    done = desk.sees(proposal_id, by="officer")
    assert (done.proposal.state, done.changed, done.added, done.buttons) == ("applied", 1, 1, ())
    entry = owner_connection.execute(
        "SELECT p.applied_by_entry, a.duty FROM records.change_proposal p "
        "JOIN gate.act a ON a.entry_id = p.applied_by_entry WHERE p.id = %s",
        [proposal_id],
    ).fetchone()
    assert entry == (done.proposal.entry_id, "approve-reference")


def test_whoever_proposes_never_approves_and_a_role_without_the_duty_does_neither(desk):
    refused("MZ-functiescheiding", desk.proposes, "tariffs", [RAISED], by="manager")
    refused("GC-4.0.1", desk.proposes, "tariffs", [RAISED], by="handler")
    refused("GC-4.0.1", desk.proposes, "tariffs", [RAISED], by="writer")
    proposal_id = desk.proposes("tariffs", [RAISED])
    refused("MZ-functiescheiding", desk.approves, proposal_id, by="buyer")
    refused("MZ-functiescheiding", desk.approves, proposal_id, by="officer")
    refused("GC-4.0.1", desk.sees, proposal_id, by="handler")
    why = {button.step: button.why_not for button in desk.sees(proposal_id, by="buyer").buttons}
    assert why["withdraw"] == ""
    assert "zelf voor" in why["approve"]
    why = {button.step: button.why_not for button in desk.sees(proposal_id, by="officer").buttons}
    assert "niet bij uw functie" in why["reject"]
    assert "alleen wie het voorstelde" in why["withdraw"]


def test_an_extra_duty_does_not_let_one_approve_the_own_proposal(desk, owner_connection):
    owner_connection.execute(
        "UPDATE records.access_grant SET name = 'management' WHERE staff_id = %s AND kind = 'role'",
        [desk.ids["buyer"]],
    )
    proposal_id = desk.drafts("tariffs", [RAISED], by="other-buyer")
    desk.do("other-buyer", usecases.propose, proposal_id=proposal_id)
    owner_connection.execute(
        "UPDATE records.access_grant SET name = 'management' WHERE staff_id = %s AND kind = 'role'",
        [desk.ids["other-buyer"]],
    )
    # The duty is held now, and the act of before is not forgotten.
    refused("MZ-functiescheiding", desk.approves, proposal_id, by="other-buyer")
    desk.approves(proposal_id, by="buyer")


def test_the_database_itself_lets_nobody_approve_the_own_proposal_or_change_what_was_proposed(
    desk, owner_connection
):
    proposal_id = desk.proposes("tariffs", [RAISED])
    change = "UPDATE records.change_proposal SET {} WHERE id = %s"
    checked, refused_by_trigger = psycopg.errors.CheckViolation, psycopg.errors.InsufficientPrivilege
    for words, error in (
        ("state = 'rejected', decided_by = proposed_by", checked),
        ("state = 'applied', decided_by = gen_random_uuid()", checked),
        ("rows = '[]'", refused_by_trigger),
        ("state = 'draft'", refused_by_trigger),
    ):
        with pytest.raises(error):
            owner_connection.execute(change.format(words), [proposal_id])
    with pytest.raises(refused_by_trigger, match="begins as a draft"):
        owner_connection.execute(
            "INSERT INTO records.change_proposal SELECT gen_random_uuid(), kind, state, valid_from, reason, "
            "file_name, rows FROM records.change_proposal"
        )
    assert desk.sees(proposal_id).proposal.state == "proposed"


def test_what_moved_since_it_was_seen_asks_for_a_new_look(desk, owner_connection):
    first = desk.proposes("tariffs", [RAISED])
    second = desk.proposes("tariffs", ["9998;041;1000;47;2026-12-31"], valid_from=date(2026, 8, 1))
    seen = desk.sees(second).seen
    desk.approves(first)
    with pytest.raises(ChangedSinceError):
        desk.approves(second, seen=seen)
    with pytest.raises(ChangedSinceError):
        desk.approves(second, seen="0" * 64)
    assert desk.sees(second).rows[0].cells == (("Tarief", "45,50", "47,00"),)
    desk.approves(second)
    assert [row[1] for row in tariffs(owner_connection)] == [4000, 4550, 4700]


def test_what_no_longer_fits_is_not_applied_and_can_be_rejected(desk, owner_connection):
    first, second = desk.proposes("tariffs", [RAISED]), desk.proposes("tariffs", ["9998;041;1000;50;"])
    desk.approves(first)
    before = tariffs(owner_connection)
    page = desk.sees(second)
    assert "kies een latere ingang" in str(page.problems[0])
    with pytest.raises(NothingToDoError):
        desk.approves(second)
    assert tariffs(owner_connection) == before
    with pytest.raises(InputError):
        desk.do("manager", usecases.reject, proposal_id=second, reason="nee")
    desk.do("manager", usecases.reject, proposal_id=second, reason=WHY)
    shown = desk.sees(second).proposal
    assert (shown.state, shown.decision_reason, shown.decided_role) == ("rejected", WHY, "management")


def test_each_step_is_taken_once_and_by_its_own_person(desk):
    proposal_id = desk.drafts("tariffs", [RAISED])
    with pytest.raises(NotOpenError):
        desk.approves(proposal_id)
    with pytest.raises(NotOwnError):
        desk.do("other-buyer", usecases.propose, proposal_id=proposal_id)
    with pytest.raises(NotOwnError):
        desk.do("other-buyer", usecases.withdraw, proposal_id=proposal_id)
    desk.do("buyer", usecases.propose, proposal_id=proposal_id)
    desk.do("buyer", usecases.withdraw, proposal_id=proposal_id)
    with pytest.raises(NotOpenError):
        desk.approves(proposal_id)
    with pytest.raises(NotOpenError):
        desk.do("buyer", usecases.withdraw, proposal_id=proposal_id)
    with pytest.raises(UnknownProposalError):
        desk.sees(desk.ids["buyer"])


def test_a_label_that_is_not_ours_and_rows_that_overlap_are_told_and_nothing_is_kept(desk, owner_connection):
    with pytest.raises(FileError, match="Regel 2, kolom uzovi: 1234 is geen UZOVI-nummer van ons"):
        desk.drafts("tariffs", ["1234;041;1000;45,50;", RAISED])
    with pytest.raises(FileError, match="vanaf 01-01-2026 staat hier al een volgende waarde"):
        desk.drafts("tariffs", [RAISED], valid_from=date(2025, 7, 1))
    assert owner_connection.execute("SELECT count(*) FROM records.change_proposal").fetchone() == (0,)


def test_a_row_that_changes_nothing_is_counted_and_a_proposal_of_such_rows_goes_nowhere(desk):
    proposal_id = desk.drafts("tariffs", ["9998;041;1000;40;2026-12-31"])
    page = desk.sees(proposal_id, by="buyer")
    assert (page.unchanged, page.rows) == (1, ())
    assert "er iets verandert" in page.buttons[0].why_not
    with pytest.raises(NothingToDoError):
        desk.do("buyer", usecases.propose, proposal_id=proposal_id)


def test_a_last_day_ends_what_holds_and_keeps_it(desk, owner_connection):
    page = desk.sees(desk.applies("tariffs", ["9998;041;1000;40;2026-09-30"]))
    assert (page.ended, page.rows[0].ends_on) == (1, date(2026, 9, 30))
    assert tariffs(owner_connection) == [("1000", 4000, date(2026, 1, 1), date(2026, 10, 1))]


def test_the_first_page_tells_each_what_waits_and_the_file_of_a_kind_can_be_proposed_again(desk):
    waiting, draft = desk.proposes("tariffs", [RAISED]), desk.drafts("tariffs", ["9998;041;1002;1;"])
    home = desk.do("manager", usecases.view_home)
    assert [each.proposal_id for each in home.to_judge] == [waiting]
    assert (home.mine, home.others, home.lately) == ((), (), ())
    assert not any(card.may_propose for card in home.kinds)
    home = desk.do("buyer", usecases.view_home)
    assert {each.proposal_id for each in home.mine} == {waiting, draft}
    card = next(card for card in home.kinds if card.kind.name == "tariffs")
    assert (card.holds, card.waiting, card.may_propose) == (1, 1, True)
    assert [each.state for each in desk.do("officer", usecases.view_home).others] == ["proposed"]
    kind = card.kind
    told = desk.do("buyer", usecases.current_file, kind=kind)
    assert told == f"{';'.join(kind.header)}\r\n9998;041;1000;40,00;2026-12-31\r\n"
    page = desk.do("buyer", usecases.view_kind, kind=kind, page=9)
    assert (page.total, page.page, page.lines[0].cells) == (1, 1, ("9998", "041", "1000", "40,00"))
    assert len(page.open) == 2
