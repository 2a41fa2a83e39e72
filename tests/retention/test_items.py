"""What goes by its own clock while whose it is stays: requests, cases, files, and parties that left."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import transaction
from psycopg import sql

from zorgvuldig.interfaces.command_line.dispatch import main
from zorgvuldig.interfaces.erasing import ERASER, erase_all_due, survey
from zorgvuldig.interfaces.web.accounts.lifecycle import has_account, invite
from zorgvuldig.ledger import expiring_items
from zorgvuldig.ledger.expiring_items import Item, ItemBatch, batches
from zorgvuldig.processes.retention import act
from zorgvuldig.processes.retention import usecases as retention
from zorgvuldig.processes.retention.intake.clocks import clocks
from zorgvuldig.processes.retention.intake.items import item_kinds
from zorgvuldig.records.models import Case
from zorgvuldig.records.wall.matrix import GATE_DELETES, GATE_READS

DAY = date(2034, 1, 1)
LAST = DAY - timedelta(days=1)


def set_in(owner_connection, tables, statement, *values):
    for table in tables:
        owner_connection.execute(sql.SQL(statement).format(sql.Identifier("records", table)), values)


def count(owner_connection, table, *, of=None, run=None):
    found = owner_connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier("records", table)))
    names = [column.name for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return sum(
        (of is None or row["subject_id"] == of.id) and (run is None or row["run_id"] == run) for row in rows
    )


@pytest.fixture
def stays(gone, owner_connection):
    """Let everyone stay insured, and nothing be past its term."""
    owner_connection.execute("UPDATE records.policy_coverage SET insured_during = '[2026-01-01,)'")
    owner_connection.execute("UPDATE records.rights_request SET state = 'received', answered_on = NULL")
    owner_connection.execute('UPDATE records."case" SET closed_on = NULL')
    return gone


def closed(owner_connection, person, term="case", category="complaint-file", on="2026-12-31", changed=None):
    owner_connection.execute(
        'UPDATE records."case" SET closed_on = %s, term = %s, data_category = %s, last_changed_on = %s '
        "WHERE subject_id = %s",
        [on, term, category, changed, person.id],
    )
    owner_connection.execute(
        "UPDATE records.case_step SET data_category = %s WHERE subject_id = %s", [category, person.id]
    )


def answered(owner_connection, person, on="2026-12-31", **besides):
    owner_connection.execute(
        "UPDATE records.rights_request SET state = 'granted', told_state = 'granted', "
        "answered_on = %s, kind = %s WHERE subject_id = %s",
        [on, besides.get("kind", "access"), person.id],
    )


def to_tell(owner_connection, person, *, told_on):
    owner_connection.execute(
        "INSERT INTO records.receiver_to_tell (id, data_category, subject_id, request_id, receiver, purpose, "
        "data, due_on, told_on, told_how, impossible_because) SELECT %s, 'correspondence', q.subject_id, "
        "q.id, 'iemand', 'claims', 'address', '2027-01-31', %s, '', '' FROM records.rights_request q "
        "WHERE q.subject_id = %s",
        [uuid4(), told_on, person.id],
    )


def test_an_answered_request_of_who_stays_goes_on_its_own_day_with_what_hangs_on_it(stays, owner_connection):
    answered(owner_connection, stays.bram)
    to_tell(owner_connection, stays.bram, told_on="2027-01-10")
    assert erase_all_due(day=LAST).items == {}
    assert survey(day=DAY).items["request"] == 1
    done = erase_all_due(day=DAY)
    assert done.failures == []
    assert (done.items, done.persons, done.items_left) == ({"request": 1}, 0, 0)
    assert done.rows == {"case": {"receiver_to_tell": 1, "rights_request": 1}}
    assert count(owner_connection, "rights_request", of=stays.bram) == 0
    assert count(owner_connection, "claim", of=stays.bram) == 1
    assert sum(survey(day=DAY).items.values()) == 0


@pytest.mark.parametrize("why", ["hold", "to-tell", "restricts", "open"])
def test_a_request_that_still_does_something_stays(stays, owner_connection, why):
    answered(owner_connection, stays.bram, kind="restriction" if why == "restricts" else "access")
    if why == "hold":
        owner_connection.execute(
            "INSERT INTO records.person_hold (id, subject_id, reason, placed_by, placed_at, review_on, "
            "ended_by, end_reason) VALUES (%s, %s, 'een procedure', 'dpo', now(), '2034-06-01', '', '')",
            [uuid4(), stays.bram.id],
        )
    if why == "to-tell":
        to_tell(owner_connection, stays.bram, told_on=None)
    if why == "open":
        owner_connection.execute("UPDATE records.rights_request SET state = 'extended'")
    assert erase_all_due(day=DAY).items == {}
    assert count(owner_connection, "rights_request", of=stays.bram) == 1


@pytest.mark.parametrize(
    ("term", "category", "day"),
    [
        ("case", "correspondence", date(2034, 1, 1)),
        ("complaint", "complaint-file", date(2029, 1, 1)),
        ("money-complaint", "complaint-file", date(2034, 1, 1)),
        ("fraud-investigated", "control-file", date(2035, 1, 1)),
        ("fraud-signal", "control-file", date(2035, 1, 1)),
        ("payment-behaviour", "payment-behaviour", None),
    ],
)
def test_each_sort_of_case_goes_by_the_term_of_its_own_class(stays, owner_connection, term, category, day):
    closed(owner_connection, stays.bram, term, category, changed="2026-12-31")
    if day is None:
        # What a clock of another kind gives: the same day as the class itself counts.
        found = [on for on in (date(2027 + n, 1, 1) for n in range(12)) if survey(day=on).items["case"]]
        day = found[0]
    assert erase_all_due(day=day - timedelta(days=1)).items == {}
    done = erase_all_due(day=day)
    assert done.failures == []
    assert done.items == {"case": 1}
    assert done.rows == {term: {"case": 1, "case_step": 1}}


def test_a_fraud_file_counts_from_its_last_change_and_not_from_its_closing(stays, owner_connection):
    closed(
        owner_connection, stays.bram, "fraud-signal", "control-file", on="2026-03-01", changed="2028-03-01"
    )
    assert erase_all_due(day=date(2036, 3, 1)).items == {}
    assert erase_all_due(day=date(2036, 3, 2)).items == {"case": 1}


def test_a_case_within_its_own_class_keeps_the_whole_person(gone, owner_connection):
    closed(owner_connection, gone.anna, "fraud-investigated", "control-file", changed="2026-12-31")
    assert erase_all_due(day=DAY).kept == {"case": 1}
    assert erase_all_due(day=date(2035, 1, 1)).persons == 1


def test_a_signal_that_was_taken_in_goes_and_another_waits(stays, owner_connection):
    insert = (
        "INSERT INTO records.signal (id, kind, data_category, subject_id, from_process, to_process, "
        "created_at, taken_in_at) VALUES (%s, 'doubt', 'claim', %s, 'claims', 'control', '2026-12-01', %s)"
    )
    owner_connection.execute("DELETE FROM records.signal")
    owner_connection.execute(insert, [uuid4(), stays.bram.id, "2026-12-31 12:00+01"])
    owner_connection.execute(insert, [uuid4(), stays.bram.id, None])
    assert erase_all_due(day=DAY).items == {"signal": 1}
    assert count(owner_connection, "signal") == 1


def test_a_proposal_to_end_a_shield_goes_once_it_was_settled_or_dropped(stays, owner_connection):
    insert = (
        "INSERT INTO records.shield_end (id, data_category, subject_id, ground, reason_sealed, proposed_at, "
        "proposed_by, letter_id, settled_by, dropped_on) "
        "VALUES (%s, 'location-shielded', %s, 'request', 'x', '2026-12-01', 'one', %s, '', %s)"
    )
    owner_connection.execute("DELETE FROM records.shield_end")
    owner_connection.execute(insert, [uuid4(), stays.bram.id, uuid4(), "2026-12-31"])
    owner_connection.execute(insert, [uuid4(), stays.bram.id, uuid4(), None])
    assert erase_all_due(day=LAST).items == {}
    assert erase_all_due(day=DAY).items == {"shield-end": 1}
    assert count(owner_connection, "shield_end") == 1


def test_a_file_goes_after_the_claims_in_it_and_a_provider_after_its_files(gone, owner_connection):
    owner_connection.execute("UPDATE records.claim_file SET received_at = '2026-12-31 12:00+01'")
    parties = ("provider_contract", "provider_qualification", "party_login", "partner_contract")
    set_in(owner_connection, parties, "UPDATE {} SET valid_during = '[2026-01-01,2027-01-01)'")
    assert invite("wall-provider", "provider")
    done = erase_all_due(day=DAY)
    assert done.failures == []
    # Bram stays, and so does what his claim came in with.
    assert done.items == {"file": 1, "provider": 1, "partner": 2}
    assert done.items_left == 0
    assert count(owner_connection, "claim_file") == count(owner_connection, "provider") == 1
    assert count(owner_connection, "return_message") == count(owner_connection, "payment_order") == 1
    assert count(owner_connection, "business_partner") == count(owner_connection, "party_login") == 0
    # And nobody logs in for who is gone.
    assert not has_account("wall-provider")


def test_claims_of_people_who_are_not_insured_here_go_by_the_day_they_came(stays, owner_connection):
    run = stays.anna.run_id
    tables = ("claim", "claim_line", "claim_diagnosis", "claim_text", "line_reason")
    set_in(owner_connection, tables, "UPDATE {} SET subject_id = NULL WHERE run_id = %s", run)
    owner_connection.execute(
        "UPDATE records.claim_file SET received_at = '2026-12-31 23:30+01' WHERE id = %s", [run]
    )
    assert erase_all_due(day=LAST).items == {}
    done = erase_all_due(day=DAY)
    assert done.failures == []
    assert done.items["strangers"] == 1
    assert count(owner_connection, "claim", run=run) == 0
    assert count(owner_connection, "claim") == 1


def test_the_login_of_somebody_who_is_erased_goes_too_and_another_stays(gone):
    for name in ("wall-aalbers", "wall-bakker"):
        invite(name, "insured")
    assert erase_all_due(day=DAY).logins == 1
    assert not has_account("wall-aalbers")
    assert has_account("wall-bakker")


def test_items_that_cannot_go_are_told_and_nothing_of_them_is_lost(stays, owner_connection, monkeypatch):
    answered(owner_connection, stays.bram)

    def refuse(*_asked, **_named):
        raise RuntimeError("no")

    monkeypatch.setattr(act, "erase_items", refuse)
    done = erase_all_due(day=DAY)
    assert done.failures == ["1 of request: RuntimeError: no"]
    assert (done.left, done.items_left) == (0, 1)
    assert count(owner_connection, "rights_request", of=stays.bram) == 1


def test_the_gate_erases_no_item_that_is_kept_since_or_that_the_grant_does_not_name(stays, owner_connection):
    answered(owner_connection, stays.bram)
    (number,) = owner_connection.execute(
        "SELECT id FROM records.rights_request WHERE subject_id = %s", [stays.bram.id]
    ).fetchone()
    at = datetime(2034, 1, 1, 12, tzinfo=UTC)
    for persons, since in (((stays.anna.id,), "2026-12-31"), ((stays.bram.id,), "2030-01-01")):
        answered(owner_connection, stays.bram, on=since)
        batch = ItemBatch("request", "case", "correspondence", (number,), persons, date(2026, 12, 31))
        with pytest.raises(psycopg.Error, match="kept since"), transaction.atomic():
            retention.erase_items(actor=ERASER, batch=batch, day=DAY, at=at)
    assert count(owner_connection, "rights_request", of=stays.bram) == 1


def test_without_a_grant_to_erase_the_gate_erases_nothing(stays, owner_connection):
    answered(owner_connection, stays.bram)
    batch = ItemBatch("request", "case", "correspondence", (uuid4(),), (stays.bram.id,), LAST)
    with pytest.raises(psycopg.Error, match="permission denied"), transaction.atomic():
        expiring_items.erase(batch, day=DAY, terms=act.terms_on(DAY))


def test_a_case_of_an_unknown_class_is_refused(owner_connection, world):
    with pytest.raises(psycopg.errors.CheckViolation):
        owner_connection.execute('UPDATE records."case" SET term = %s', ["forever"])


def test_every_class_of_a_case_has_a_clock():
    assert {value for value, _ in Case._meta.get_field("term").choices} <= clocks().keys()


def test_every_part_of_an_item_is_one_that_the_gate_may_erase_and_see(owner_connection):
    parts = owner_connection.execute(
        "SELECT k.what, p.part, p.tie FROM unnest(%s::text[]) AS k (what), gate.parts_of(k.what) p",
        [list(item_kinds())],
    ).fetchall()
    assert {what for what, _, _ in parts} == item_kinds().keys()
    assert {part for _, part, _ in parts} == GATE_DELETES
    assert all(tie in GATE_READS[part] for _, part, tie in parts)


def test_items_are_put_together_by_kind_class_and_category():
    one = [Item("request", uuid4(), uuid4(), "case", "correspondence", DAY) for _ in range(3)]
    other = Item("case", uuid4(), None, "complaint", "complaint-file", LAST)
    found = list(batches([*one, other], 2))
    assert [(batch.kind, len(batch.items), len(batch.persons)) for batch in found] == [
        ("request", 2, 2),
        ("request", 1, 1),
        ("case", 1, 0),
    ]
    assert found[-1].since == LAST


def test_the_command_tells_items_apart_from_persons(stays, owner_connection, capsys):
    answered(owner_connection, stays.bram)
    assert main(["retention", "run", "--at", DAY.isoformat(), "--dry-run"]) == 0
    assert "request: 1 would go by their own term" in capsys.readouterr().out
    assert main(["retention", "run", "--at", DAY.isoformat(), "--drill"]) == 0
    assert "request: 1 erased by their own term" in capsys.readouterr().out
