"""The letters about a request: what they say, and that none is kept or leaves with something missing."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import transaction

from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.rights import decide
from zorgvuldig.processes.rights.explain import request_letters as letters
from zorgvuldig.records import documents

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WHO = {"name": "Zoë Aalbers", "kind": "erasure", "asked_on": date(2026, 11, 10), "on": AT.date()}
CLOCK = {"due_on": date(2026, 12, 10)}
WRITTEN = {
    "request-received": letters.received(**WHO, **CLOCK, aim_on=date(2026, 12, 8)),
    "request-extended": letters.extended(**WHO, due_on=date(2027, 1, 10), reason="Er zijn veel stukken."),
    "request-answered": letters.answered(**WHO, answer="Uw adres is gewist."),
    "request-refused": letters.refused(
        **WHO, outcome="partly", reasons="De wet verplicht ons dit te bewaren."
    ),
}
KEPT = "SELECT kind, subject_id FROM records.outbound_document WHERE kind LIKE 'request-%'"


@pytest.fixture
def keep(world):
    """Keep a letter about Anna's request, at the real door."""

    def kept(kind, *, acknowledge=decide.NAMED_WAYS, **changed):
        content = {**asdict(WRITTEN[kind]), **changed}
        request = decide.write_about_request(subject_id=world.anna.id, refusing=kind == "request-refused")
        with (
            transaction.atomic(),
            processing(request, actor=LETTERS, at=AT, acknowledge=acknowledge) as grant,
        ):
            reader = documents.reader(world.anna.id)
            letter = documents.Outgoing(
                id=uuid4(),
                kind=kind,
                data_category="identification",
                purpose="data-subject-rights",
                subject_id=world.anna.id,
                run_id=None,
                route="safe" if reader.shielded else "post",
                content=content,
            )
            documents.archive(letter, entry_id=grant.entry_id, at=AT)

    return kept


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_letter_holds_exactly_what_its_template_needs(kind):
    assert set(asdict(WRITTEN[kind])) == documents.FIELDS[kind]
    assert all(asdict(WRITTEN[kind]).values())


@pytest.mark.parametrize("kind", sorted(letters._ASKED))
def test_every_right_is_told_in_words_that_follow_the_day_of_asking(kind):
    written = letters.answered(**{**WHO, "kind": kind}, answer="Ja.")
    assert written.asked.split()[0] in {"om", "welke"}


def test_the_days_of_a_letter_are_written_out():
    told = WRITTEN["request-received"]
    assert (told.asked_on, told.aim_on, told.due_on) == (
        "10 november 2026",
        "8 december 2026",
        "10 december 2026",
    )


@pytest.mark.parametrize(
    ("outcome", "said"), [("refused", "afgewezen"), ("partly", "voor een deel afgewezen")]
)
def test_a_refusal_says_whether_it_is_whole_or_in_part(outcome, said):
    assert letters.refused(**WHO, outcome=outcome, reasons="Daarom.").decision == said


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_letter_is_kept_for_its_own_reader(kind, keep, world, owner_connection):
    keep(kind)
    assert owner_connection.execute(KEPT).fetchall() == [(kind, world.anna.id)]


@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind, written in WRITTEN.items() for field in asdict(written)]
)
def test_a_letter_with_a_missing_field_is_not_kept(kind, field, keep, owner_connection):
    with pytest.raises(documents.MissingFieldError, match=field):
        keep(kind, **{field: ""})
    assert owner_connection.execute(KEPT).fetchall() == []


def test_a_refusal_that_names_no_authority_and_court_does_not_leave(keep, owner_connection):
    with pytest.raises(Refused):
        keep("request-refused", acknowledge=())
    assert owner_connection.execute(KEPT).fetchall() == []


def test_a_refusal_without_reasons_is_forbidden_at_the_door(world):
    request = decide.write_about_request(subject_id=world.anna.id, refusing=True)
    without = replace(
        request,
        facts={**request.facts, "reasons_given": replace(request.facts["reasons_given"], value=False)},
    )
    with (
        transaction.atomic(),
        pytest.raises(Refused) as refused,
        processing(without, actor=LETTERS, at=AT, acknowledge=decide.NAMED_WAYS),
    ):
        pytest.fail("it left")
    assert "GC-5.2c" in refused.value.decision.norms
