"""Who floods the log with refusals buries nothing: not a look, not a proof, not another refused try."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from ledger_entries import AT

from zorgvuldig.ledger import folding, reading
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.segments import SegmentRow
from zorgvuldig.ledger.sequencer import ALIAS
from zorgvuldig.processes.rights import usecases
from zorgvuldig.processes.rights.usecases import viewing

#: More than the list once read, so that nothing of before them was found again.
FLOOD = 515
_COPIES = """
INSERT INTO ledger.intake (entry_id, leaf, subject_index, purpose, outcome)
SELECT fresh.id, convert_to(replace(convert_from(i.leaf, 'UTF8'), i.entry_id::text, fresh.id::text), 'UTF8'),
    i.subject_index, i.purpose, i.outcome
FROM ledger.intake i, (SELECT gen_random_uuid() AS id FROM generate_series(2, %s)) fresh
WHERE i.entry_id = %s
"""


@pytest.fixture
def flooded(plant, owner_connection):
    """Refuse the same thing about somebody very often."""

    def flood(subject, **changed):
        first = plant.entry(subject, outcome="forbid", norms=("GC-3.4d",), **changed)
        owner_connection.execute(_COPIES, [FLOOD, first])
        return first

    return flood


def look(actor, **words):
    with transaction.atomic():
        return usecases.view_who_looked(actor=actor, at=AT, **words)


@pytest.fixture
def anna(world):
    with transaction.atomic():
        return actor_of("wall-aalbers", AT.date())


def claims_of(person):
    return [UUID(str(row.pk)) for row in person.rows if type(row).__name__ == "Claim"]


def test_a_flood_of_refusals_is_one_line_and_hides_neither_an_old_look_nor_a_proof(
    world, anna, plant, flooded, sequence
):
    seen = plant.entry(world.anna.id)
    run = plant.segment([SegmentRow(world.anna.id, {"claim": str(claims_of(world.anna)[0])})], run=uuid4())
    flooded(world.anna.id)
    sequence()
    (own, folded, decided, old), older = (page := look(anna)).looks, page.older
    assert older is None
    assert (own.who, own.times) == ("U zelf", 1)
    assert (folded.times, folded.outcome, folded.first_at) == (FLOOD, "forbid", AT)
    assert [decided.entry_id, old.entry_id] == [run, seen]
    with transaction.atomic():
        mine = usecases.view_my_claims(actor=anna, at=AT)
    assert [(claim.entry_id, claim.entry_row) for claim in mine.claims] == [(run, 0)]


def test_a_line_of_refusals_opens_to_its_very_last_one(world, anna, plant, flooded):
    first = flooded(world.anna.id)
    other = plant.entry(world.anna.id, outcome="forbid", norms=("GC-4.5.1",))
    folded = look(anna).looks[2]
    assert folded.times == FLOOD
    page, met = look(anna, alike=folded.position), []
    while page.older:
        assert len(page.looks) == viewing.LOOKS
        met += page.looks
        page = look(anna, alike=folded.position, before=page.older)
    met += page.looks
    assert len({one.entry_id for one in met}) == len(met) == FLOOD
    assert met[-1].entry_id == first
    assert other not in {one.entry_id for one in met}
    assert {one.times for one in met} == {1}


def test_only_refusals_that_agree_are_one_line(world, plant, database):
    changes = [
        {"role": "marketer"},
        {"purpose": "marketing"},
        {"outcome": "no-permit"},
        {"norms": ("GC-3.4d", "GC-4.0.1")},
        {"at": AT - timedelta(days=1)},
        {"outcome": "permit"},
        {"outcome": "permit"},
    ]
    same = {"outcome": "forbid", "norms": ("GC-3.4d",)}
    for changed in [{}, {"at": AT - timedelta(hours=1)}, {"data": ("health",)}, *changes]:
        plant.entry(world.anna.id, **{**same, **changed})
    lines = folding.lines_about(world.anna.id, limit=50, using=ALIAS)
    assert [line.times for line in lines] == [1] * len(changes) + [3]
    assert lines[-1].first_at == AT - timedelta(hours=1)


def test_the_list_goes_on_page_by_page_to_the_oldest_look(world, anna, plant, flooded):
    planted = [plant.entry(world.anna.id) for _ in range(40)]
    flooded(world.anna.id)
    page = look(anna, used=True)
    assert len(page.looks) == viewing.LOOKS
    rest = look(anna, used=True, before=page.older)
    assert rest.older is None
    assert [one.entry_id for one in page.looks + rest.looks] == planted[::-1]


def test_a_line_of_somebody_else_opens_nothing_and_a_permit_neither(world, anna, plant, flooded):
    for entry_id in (flooded(world.bram.id), plant.entry(world.anna.id)):
        position = reading.entry(entry_id, using=ALIAS).position
        assert look(anna, alike=position).looks == ()


def test_only_the_entries_of_a_page_are_opened(world, anna, plant, flooded, monkeypatch):
    for _ in range(60):
        plant.entry(world.anna.id)
    flooded(world.anna.id)
    opened = []
    whole = folding.view
    monkeypatch.setattr(folding, "view", lambda *args, **words: opened.append(1) or whole(*args, **words))
    look(anna)
    assert len(opened) == viewing.LOOKS + 1


def test_refused_tries_are_found_by_their_norm_however_many_others_there_are(plant, flooded, database):
    wanted = plant.entry(uuid4(), outcome="forbid", norms=("MZ-pam",))
    flooded(uuid4())
    plant.entry(uuid4(), outcome="forbid", norms=("GC-4.5.1",))
    plant.entry(uuid4(), norms=("MZ-pam",))
    since = AT - timedelta(days=900)
    lines = folding.refused_lines({"MZ-pam", "GC-3.4d"}, since=since, using=ALIAS)
    assert [line.times for line in lines] == [FLOOD, 1]
    assert lines[1].entry.entry_id == wanted
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT max(recorded_at) + interval '1 second' FROM ledger.intake")
        ((later,),) = cursor.fetchall()
    assert folding.refused_lines({"MZ-pam"}, since=later, using=ALIAS) == []
