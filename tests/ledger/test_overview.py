"""What oversight asks of the log: counts, decisions of a period, gaps, one person, norms, open duties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from ledger_entries import AT

from zorgvuldig.ledger import overview
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.overview import Period, Wanted
from zorgvuldig.processes.compliance import usecases as compliance

#: Entries are recorded now, whatever day they are about.
NOW = Period(since=datetime.now(UTC) - timedelta(hours=1), until=datetime.now(UTC) + timedelta(hours=1))
LONG_AGO = Period(since=AT - timedelta(days=4000), until=AT - timedelta(days=3999))


@pytest.fixture
def ask(world):
    """Ask a use case as the data protection officer, in a transaction of its own."""

    def asked(use_case, **words):
        with transaction.atomic():
            actor = actor_of(world.staff["dpo"], AT.date())
            return use_case(actor=actor, at=AT, **words)

    return asked


def test_decisions_are_counted_by_purpose_and_outcome(ask, plant):
    for outcome in ("permit", "permit", "gap"):
        plant.entry(outcome=outcome, purpose="claims")
    plant.entry(outcome="forbid", purpose="marketing")
    found = {(c.purpose, c.outcome): c.times for c in ask(compliance.count_decisions, period=NOW)}
    # The look itself stands in the log it counts.
    assert found == {
        ("claims", "permit"): 2,
        ("claims", "gap"): 1,
        ("marketing", "forbid"): 1,
        ("compliance", "permit"): 1,
    }
    assert ask(compliance.count_decisions, period=LONG_AGO) == []


def test_decisions_of_a_period_are_listed_by_outcome_purpose_and_role_page_by_page(ask, plant):
    permits = [plant.entry() for _ in range(3)]
    refusals = [plant.entry(outcome="forbid", purpose="marketing") for _ in range(3)]

    def listed(period=NOW, limit=9, **wanted):
        found = ask(compliance.list_decisions, period=period, wanted=Wanted(**wanted), limit=limit)
        return [entry.entry_id for entry in found], (found[-1].position if found else None)

    assert listed(outcome="forbid")[0] == refusals[::-1]
    first, last = listed(outcome="forbid", limit=2)
    assert first + listed(outcome="forbid", before=last)[0] == refusals[::-1]
    assert listed(purpose="formal-control")[0] == permits[::-1]
    assert listed(outcome="permit", purpose="formal-control", role="claims-handler")[0] == permits[::-1]
    first, last = listed(purpose="formal-control", limit=1)
    assert first + listed(purpose="formal-control", before=last)[0] == permits[::-1]
    assert listed(outcome="forbid", purpose="claims")[0] == []
    assert listed(outcome="forbid", role="dpo")[0] == []
    assert listed(period=LONG_AGO)[0] == []


def test_gaps_tell_which_fact_was_missing_and_the_nearest_norms(ask, plant):
    told = {"reason": "Er ontbreekt iets.", "duties": [], "missing": ["informed", "basis"]}
    newest = [plant.entry(outcome="gap", norms=("GC-3.6",), decision=told) for _ in range(2)][-1]
    plant.entry(outcome="gap", decision=None)
    page = ask(compliance.view_gaps, period=NOW)
    assert (page.entries, page.unnamed) == (3, 1)
    assert [(fact.fact, fact.times, fact.newest) for fact in page.facts] == [
        ("basis", 2, newest),
        ("informed", 2, newest),
    ]
    assert page.facts[0].citations[0].norm == "GC-3.6"


def test_a_gap_whose_words_are_gone_or_damaged_names_no_fact(ask, plant, owner_connection):
    erased = plant.entry(outcome="gap")
    plant.erase(erased)
    plant.entry(outcome="gap")
    owner_connection.execute("ALTER TABLE ledger.intake DISABLE TRIGGER ALL")
    owner_connection.execute("UPDATE ledger.intake SET personal = personal || '!' WHERE personal IS NOT NULL")
    page = ask(compliance.view_gaps, period=NOW)
    assert (page.entries, page.unnamed, page.facts) == (2, 2, ())


def test_it_is_counted_how_often_a_norm_decided(ask, plant):
    for outcome in ("permit", "permit", "forbid"):
        plant.entry(outcome=outcome, norms=("MZ-pam",))
    assert ask(compliance.count_norm, norm="MZ-pam") == {"permit": 2, "forbid": 1}
    assert ask(compliance.count_norm, norm="GC-1.1") == {}


def test_alike_open_duties_of_a_day_are_one_line_and_the_first_due_comes_first(ask, plant, owner_connection):
    entries = [plant.entry(), plant.entry(), plant.entry()]
    dues = ("2026-03-01", "2026-03-01", None)
    for entry, due in zip(entries, dues, strict=True):
        owner_connection.execute(
            "INSERT INTO ledger.open_duty (entry_id, duty, norm, text, due, discharger) "
            "VALUES (%s, 'D1', 'GC-4.0.6', 'Vertel het.', %s, 'claims-handler')",
            [entry, due],
        )
    owner_connection.execute(
        "INSERT INTO ledger.open_duty (entry_id, duty, norm, text, due, discharger, discharged_at, "
        "discharged_by_entry) VALUES (%s, 'D2', 'GC-4.0.6', 'Gedaan.', NULL, 'dpo', now(), %s)",
        [entries[0], entries[1]],
    )
    found = ask(compliance.list_open_duties)
    assert [(duty.due, duty.times, duty.oldest) for duty in found] == [
        (date(2026, 3, 1), 2, entries[0]),
        (None, 1, entries[2]),
    ]
    page = ask(compliance.view_waiting)
    assert [duty.due for duty in page.duties] == [date(2026, 3, 1), None]
    assert [duty.due for duty in page.overdue] == ([date(2026, 3, 1)] if AT.date() > date(2026, 3, 1) else [])


def test_who_looked_at_a_person_is_told_with_purpose_article_and_moment(ask, plant, world):
    about = [plant.entry(world.anna.id) for _ in range(3)]
    plant.entry(world.bram.id)
    plant.erase(about[0])
    found = ask(compliance.view_person, person_id=world.anna.id, period=NOW, limit=9)
    # The newest is this look itself: it stands in the log, and the person sees it too.
    assert [look.entry_id for look in found[1:]] == about[::-1]
    own = found[0]
    assert (own.role, own.purpose, own.outcome, own.kind) == ("dpo", "compliance", "permit", "staff")
    assert own.who
    assert (found[1].role, found[1].purpose) == ("claims-handler", "formal-control")
    assert found[1].citations[0].norm == "GC-4.2.1"
    assert found[-1].who == ""
    older = ask(
        compliance.view_person, person_id=world.anna.id, period=NOW, limit=9, before=found[2].position
    )
    assert [look.entry_id for look in older] == [about[0]]
    assert ask(compliance.view_person, person_id=world.anna.id, period=LONG_AGO, limit=9) == ()


def test_a_person_is_found_by_name_and_birth_date_and_the_search_stands_in_the_log(
    ask, world, owner_connection
):
    name, born = owner_connection.execute(
        "SELECT family_name, birthdate FROM records.person WHERE id = %s", [world.anna.id]
    ).fetchone()
    assert ask(compliance.find_person, family_name=name, birthdate=born) == world.anna.id
    with pytest.raises(compliance.NobodyFoundError) as nobody:
        ask(compliance.find_person, family_name="Bestaat-Niet", birthdate=born)
    assert not nobody.value.several
    found = {(c.purpose, c.outcome): c.times for c in ask(compliance.count_decisions, period=NOW)}
    assert found["compliance", "permit"] >= 2


@pytest.mark.parametrize(
    "looked",
    [
        "gate.counts_between(now() - interval '1 day', now())",
        "gate.places_between(now() - interval '1 day', now(), NULL, NULL, NULL, NULL, 5)",
        "gate.places_of_person(now() - interval '1 day', now(), NULL, 5)",
        "gate.applied('MZ-pam', 5)",
        "gate.duties_open(5)",
    ],
)
def test_none_of_it_opens_without_a_grant_of_oversight(looked, world):
    statement = f"SELECT * FROM {looked}"  # noqa: S608 — words of ours
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL ROLE zv_audit")
        with pytest.raises(DatabaseError, match="no grant opens this"):
            cursor.execute(statement)


def test_without_a_decision_the_reader_is_refused(database, plant):
    plant.entry()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        overview.counts(NOW)
