"""Deferred notice (article 3.13): unseen in list, count and keys until another person released it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connections, transaction
from psycopg import sql

from zorgvuldig.decisions import Actor, Deferral, ProcessingRequest, Scope, Sourced
from zorgvuldig.decisions.state_machines import MachineError
from zorgvuldig.ledger import deferrals, reading
from zorgvuldig.ledger.processing import SegmentRow, processing
from zorgvuldig.processes.compliance import decide
from zorgvuldig.processes.compliance import usecases as compliance
from zorgvuldig.processes.compliance.intake import DEFERRAL_MACHINE, deferral_state
from zorgvuldig.processes.rights import decide as rights_decide
from zorgvuldig.processes.rights import usecases as rights

NOW = datetime.now(UTC)
TODAY = NOW.date()
BOUND = {"confidentiality_bound": Sourced(value=True, source="test")}
INVESTIGATOR = Actor("system", str(uuid4()), "system", "compliance", BOUND)
OFFICER = Actor("staff", str(uuid4()), "dpo", "compliance", BOUND)
FACTS = {
    "basis": Sourced("c", "test"),
    **{
        name: Sourced(value=True, source="test")
        for name in ("legal_obligation", "necessary", "proportionate", "obtained_lawfully")
    },
}
REASON = "Een melder noemt een naam; het onderzoek loopt nog."
LATER = Deferral(TODAY + timedelta(days=30), REASON)


@pytest.fixture
def anna():
    return uuid4()


@pytest.fixture
def insured(anna):
    return Actor("subject", str(anna), "insured", None, {"subject_kind": Sourced("insured", "test")})


def look(subject, *, later=None, rows=None, run=None, actor=INVESTIGATOR):
    scope = Scope.run(run, []) if run else Scope.subject(subject)
    request = ProcessingRequest(
        "data-subject-rights", "consult", frozenset({"log"}), scope, FACTS, confidential=later
    )
    with transaction.atomic(), processing(request, actor=actor, at=NOW) as grant:
        if rows:
            return grant.segment(rows)
        return grant.entry_id


def seen(insured):
    with transaction.atomic():
        return {looked.entry_id for looked in rights.view_who_looked(actor=insured, at=NOW).looks}


def review(work, **words):
    with transaction.atomic():
        work(actor=words.pop("actor", OFFICER), at=NOW, **words)


def test_a_deferred_entry_is_not_in_the_persons_list_until_it_is_released(database, anna, insured):
    plain, hidden = look(anna), look(anna, later=LATER)
    before = seen(insured)
    assert plain in before
    assert hidden not in before
    review(compliance.release_deferral, entry_id=hidden, told="Het onderzoek is klaar. U leest het nu.")
    assert hidden in seen(insured)


def counted(table):
    with connections["default"].cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM ledger.{}").format(sql.Identifier(table)))
        return cursor.fetchone()[0]


def test_a_deferred_entry_leaks_neither_by_counting_nor_by_its_keys(
    database, anna, insured, owner_connection
):
    hidden = look(anna, later=LATER)
    rows = [SegmentRow(anna, {"n": 1}), SegmentRow(uuid4(), {"n": 2})]
    run = uuid4()
    segment = look(anna, later=LATER, rows=rows, run=run)
    # A look at the whole run is not deferred itself; that the person is in the run must not show by it.
    look(anna, run=run)
    request = rights_decide.view_own(subject_id=anna, data=rights_decide.LOG)
    tables = ("intake", "segment_row", "segment_tile", "personal_key", "open_duty")
    with transaction.atomic(), processing(request, actor=insured, at=NOW):
        counts = {table: counted(table) for table in tables}
    # Only the very look that asks: its entry and its key.
    assert counts == {"intake": 1, "segment_row": 0, "segment_tile": 0, "personal_key": 1, "open_duty": 0}
    review(compliance.release_deferral, entry_id=segment, told="Het onderzoek is klaar. U leest het nu.")
    after = seen(insured)
    assert segment in after
    assert hidden not in after
    found = owner_connection.execute(
        "SELECT count(*) FROM ledger.intake WHERE run_id = %s", [run]
    ).fetchone()[0]
    assert found == 3


def test_the_person_cannot_read_deferrals_nor_prove_what_is_deferred(database, anna, insured):
    hidden = look(anna, later=LATER)
    with pytest.raises(reading.UnknownEntryError), transaction.atomic():
        rights.download_proof(actor=insured, entry_id=hidden, at=NOW)
    request = rights_decide.view_own(subject_id=anna, data=rights_decide.LOG)
    with pytest.raises(DatabaseError), transaction.atomic(), processing(request, actor=insured, at=NOW):
        connections["default"].cursor().execute("SELECT * FROM ledger.deferral")


def test_after_release_the_person_reads_why_it_came_later_and_not_the_reason(database, anna, insured):
    hidden = look(anna, later=LATER)
    told = "Wij onderzochten een melding. Daarom ziet u dit pas nu."
    review(compliance.release_deferral, entry_id=hidden, told=told)
    with transaction.atomic():
        looked = {view.entry_id: view for view in rights.view_who_looked(actor=insured, at=NOW).looks}
    assert looked[hidden].later.told == told
    assert all(view.later is None for entry_id, view in looked.items() if entry_id != hidden)
    assert REASON not in str(looked)


def test_whoever_deferred_cannot_release_and_another_can(database, anna, insured):
    as_officer = look(anna, later=LATER, actor=Actor("system", OFFICER.identifier, "system", None, BOUND))
    with pytest.raises((DatabaseError, psycopg.Error), match="whoever deferred"):
        review(compliance.release_deferral, entry_id=as_officer, told="Ik geef dit zelf vrij.")
    other = Actor("staff", str(uuid4()), "dpo", "compliance", BOUND)
    review(compliance.release_deferral, entry_id=as_officer, told="Een ander geeft dit vrij.", actor=other)
    assert as_officer in seen(insured)


def test_a_release_is_once_and_only_of_what_is_deferred(database, anna):
    plain, hidden = look(anna), look(anna, later=LATER)
    with pytest.raises(MachineError, match="from released to released"):
        review(compliance.release_deferral, entry_id=plain, told="Dit was nooit uitgesteld.")
    review(compliance.release_deferral, entry_id=hidden, told="Het onderzoek is klaar.")
    with pytest.raises(MachineError, match="from released to released"):
        review(compliance.release_deferral, entry_id=hidden, told="Nog een keer.")


def straight_to_the_gate(entry_id):
    request = decide.review_deferral()
    with transaction.atomic(), processing(request, actor=OFFICER, at=NOW) as grant:
        deferrals.release(entry_id, by_entry=grant.entry_id, actor=OFFICER.identifier, told="Zo maar.")


def test_the_gate_refuses_by_itself_what_was_never_deferred_or_was_released(database, anna):
    plain, hidden = look(anna), look(anna, later=LATER)
    with pytest.raises((DatabaseError, psycopg.Error), match="not deferred"):
        straight_to_the_gate(plain)
    review(compliance.release_deferral, entry_id=hidden, told="Het onderzoek is klaar.")
    with pytest.raises((DatabaseError, psycopg.Error)):
        straight_to_the_gate(hidden)


def test_a_deferral_makes_the_steps_of_its_machine_and_no_other(database, anna):
    later, tomorrow = {"deferred": LATER.review_on, "due": TODAY}, TODAY + timedelta(days=1)

    def planted(state):
        entry = look(anna, later=Deferral(later.get(state, TODAY), REASON))
        if state == "released":
            review(compliance.release_deferral, entry_id=entry, told="Het onderzoek is klaar.")
        return entry

    def state_of(entry):
        with transaction.atomic():
            views = compliance.list_deferrals(actor=OFFICER, at=NOW)
        listed = {view.entry_id: view.review_on for view in views}
        return deferral_state(listed.get(entry), on=TODAY)

    made = set()
    acts = (
        (compliance.release_deferral, {"told": "Het onderzoek is klaar."}),
        (compliance.extend_deferral, {"review_on": tomorrow, "reason": "Het onderzoek loopt nog."}),
    )
    for state in (one.name for one in DEFERRAL_MACHINE.states):
        for act, words in acts:
            entry = planted(state)
            assert state_of(entry) == state
            try:
                review(act, entry_id=entry, **words)
            except MachineError:
                continue
            made.add((state, state_of(entry)))
    # The other step is time: nobody makes it.
    declared = {(step.source, step.target) for step in DEFERRAL_MACHINE.steps} - {("deferred", "due")}
    assert made == declared


def test_oversight_lists_by_review_date_with_the_reason_and_what_is_overdue(database, anna):
    soon = look(anna, later=Deferral(TODAY, REASON))
    late = look(anna, later=LATER)
    with transaction.atomic():
        page = compliance.view_ledger(actor=OFFICER, at=NOW)
    assert [view.entry_id for view in page.deferrals] == [soon, late]
    assert {view.reason for view in page.deferrals} == {REASON}
    assert page.overdue == 1
    day = TODAY + timedelta(days=60)
    review(compliance.extend_deferral, entry_id=soon, review_on=day, reason="De officier vroeg uitstel.")
    with transaction.atomic():
        after = compliance.list_deferrals(actor=OFFICER, at=NOW)
    assert [(view.entry_id, view.review_on, view.extended) for view in after] == [
        (late, LATER.review_on, 0),
        (soon, day, 1),
    ]


def test_a_deferral_is_put_off_to_a_day_to_come(database, anna):
    hidden = look(anna, later=LATER)
    with pytest.raises(ValueError, match="after today"):
        review(compliance.extend_deferral, entry_id=hidden, review_on=NOW.date(), reason="Nog even.")


def test_every_look_release_and_extension_is_an_entry_of_its_own(database, anna, owner_connection):
    def entries():
        return owner_connection.execute("SELECT count(*) FROM ledger.intake").fetchone()[0]

    hidden = look(anna, later=LATER)
    before = entries()
    with transaction.atomic():
        compliance.list_deferrals(actor=OFFICER, at=NOW)
    assert entries() == before + 1
    day = TODAY + timedelta(days=60)
    review(compliance.extend_deferral, entry_id=hidden, review_on=day, reason="Het onderzoek loopt nog.")
    assert entries() == before + 2
    review(compliance.release_deferral, entry_id=hidden, told="Het onderzoek is klaar.")
    assert entries() == before + 3


def test_a_reason_whose_key_is_gone_or_does_not_fit_is_shown_as_nothing(database, anna, owner_connection):
    look(anna, later=LATER)
    look(anna, later=LATER)
    owner_connection.execute(
        "DELETE FROM ledger.personal_key WHERE id = (SELECT reason_key FROM ledger.deferral LIMIT 1)"
    )
    owner_connection.execute(
        "UPDATE ledger.personal_key SET wrapped = '\\x00' "
        "WHERE id IN (SELECT reason_key FROM ledger.deferral)"
    )
    with transaction.atomic():
        assert [view.reason for view in compliance.list_deferrals(actor=OFFICER, at=NOW)] == ["", ""]


def test_the_same_person_has_the_same_index_and_another_another(database):
    assert deferrals.actor_index("a") == deferrals.actor_index("a") != deferrals.actor_index("b")
