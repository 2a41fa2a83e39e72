"""Sealed values: opened in their own place only, and erased by destroying one key."""

import dataclasses
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from proofs.wall.attacks_gate import lawful_body
from proofs.wall.attempt import FACTS, SERVICE, handler
from proofs.wall.world import BRAM_BSN
from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced
from zorgvuldig.ledger import gate
from zorgvuldig.ledger.processing import processing
from zorgvuldig.ledger.threshold import Threshold
from zorgvuldig.records.blind_index import bsn_index
from zorgvuldig.records.envelope import Holder, KeyRing, SealError, destroy, open_sealed, seal
from zorgvuldig.records.key_encryption import WrappingError
from zorgvuldig.records.key_provider import key_encryption
from zorgvuldig.records.models import DataKey

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FIELD = "claim_diagnosis.sealed"


@pytest.fixture
def granted(world):
    """Record in a run in which Anna stands."""
    scope = Scope.run(world.anna.run_id, [world.anna.number])
    request = ProcessingRequest("claims", "record", frozenset({"claim", "bsn"}), scope, FACTS)
    with transaction.atomic(), processing(request, actor=SERVICE, at=AT):
        yield world


def anna(world, **changes):
    return Holder(
        **{
            "subject": world.anna.id,
            "compartment": "AV",
            "retention_class": "insurance",
            "year": 2026,
            **changes,
        }
    )


def keys_left(owner_connection):
    rows = owner_connection.execute(
        "SELECT compartment, year FROM records.data_key WHERE wrapped <> 'wrapped'"
    )
    return sorted(rows.fetchall())


def test_a_sealed_value_opens_in_its_own_place(granted):
    where = dataclasses.asdict(anna(granted))
    sealed = seal(b"E11", **where, field=FIELD)
    assert b"E11" not in sealed
    assert open_sealed(sealed, subject=granted.anna.id, field=FIELD) == b"E11"


@pytest.mark.parametrize("place", ["claim_text.sealed", "claim_diagnosis.other"])
def test_a_sealed_value_does_not_open_in_another_column(granted, place):
    sealed = seal(b"E11", **dataclasses.asdict(anna(granted)), field=FIELD)
    with pytest.raises(SealError, match="moved from another place"):
        open_sealed(sealed, subject=granted.anna.id, field=place)


def test_a_sealed_value_does_not_open_for_another_person(granted):
    sealed = seal(b"E11", **dataclasses.asdict(anna(granted)), field=FIELD)
    with pytest.raises(SealError, match="moved from another place"):
        open_sealed(sealed, subject=granted.bram.id, field=FIELD)


@pytest.mark.parametrize("place", [20, 30, -1])
def test_a_sealed_value_with_one_bit_changed_does_not_open(granted, place):
    sealed = bytearray(seal(b"E11", **dataclasses.asdict(anna(granted)), field=FIELD))
    sealed[place] ^= 1
    with pytest.raises(SealError):
        open_sealed(bytes(sealed), subject=granted.anna.id, field=FIELD)


def test_something_that_was_never_sealed_does_not_open(granted):
    with pytest.raises(SealError, match="was not sealed here"):
        open_sealed(b"E11", subject=granted.anna.id, field=FIELD)


def test_equal_values_are_sealed_to_different_bytes(granted):
    ring = KeyRing()
    assert len({ring.seal(b"E11", holder=anna(granted), field=FIELD) for _ in range(100)}) == 100


def test_a_place_must_name_table_and_column(granted):
    with pytest.raises(ValueError, match="table and column"):
        KeyRing().seal(b"E11", holder=anna(granted), field="sealed")


def test_each_compartment_term_and_year_has_a_key_of_its_own(granted):
    ring = KeyRing()
    holders = [
        anna(granted),
        anna(granted, compartment="Wlz"),
        anna(granted, year=2025),
        anna(granted, retention_class="case"),
    ]
    sealed = [ring.seal(b"E11", holder=holder, field=FIELD) for holder in holders]
    assert len({value[1:17] for value in sealed}) == 4


def test_two_rings_use_the_same_key(granted):
    one, other = (KeyRing().seal(b"E11", holder=anna(granted), field=FIELD) for _ in range(2))
    assert one[1:17] == other[1:17]


def test_thousands_are_sealed_with_a_handful_of_statements(granted, django_assert_max_num_queries):
    ring, holders = KeyRing(), [anna(granted, year=year) for year in range(1900, 2100)]
    with django_assert_max_num_queries(4):
        ring.prepare(holders)
        sealed = [ring.seal(str(n).encode(), holder=holders[n % 200], field=FIELD) for n in range(5000)]
    assert ring.open(sealed[4321], subject=granted.anna.id, field=FIELD) == b"4321"


def test_a_ring_that_opened_first_seals_with_the_same_key(granted):
    sealed = KeyRing().seal(b"E11", holder=anna(granted), field=FIELD)
    ring = KeyRing()
    assert ring.open(sealed, subject=granted.anna.id, field=FIELD) == b"E11"
    assert ring.seal(b"E12", holder=anna(granted), field=FIELD)[1:17] == sealed[1:17]


def test_a_key_that_cannot_be_read_back_seals_nothing(granted, monkeypatch):
    monkeypatch.setattr(QuerySet, "bulk_create", lambda *_, **__: [])
    with pytest.raises(SealError, match="out of reach"):
        KeyRing().seal(b"E11", holder=anna(granted), field=FIELD)


def test_a_run_seals_for_people_who_are_not_insured_with_us(granted):
    sealed = seal(
        b"E11", subject=None, compartment="Zvw", retention_class="insurance", year=2026, field=FIELD
    )
    assert open_sealed(sealed, subject=None, field=FIELD) == b"E11"


def test_a_grant_about_one_person_does_not_seal_for_another(granted):
    with pytest.raises(Exception, match=r"row-level security|out of reach"), transaction.atomic():
        KeyRing().seal(b"E11", holder=anna(granted, subject=granted.bram.id), field=FIELD)


def test_without_a_grant_nothing_is_sealed(world):
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        KeyRing().seal(b"E11", holder=anna(world), field=FIELD)


def test_a_key_of_another_person_is_out_of_reach(world):
    numbers = [world.anna.number, bsn_index(BRAM_BSN)]
    with transaction.atomic(), processing(record(world, numbers), actor=SERVICE, at=AT):
        sealed = KeyRing().seal(b"E11", holder=anna(world, subject=world.bram.id), field=FIELD)
    only_anna = record(world, numbers[:1])
    with (
        transaction.atomic(),
        processing(only_anna, actor=SERVICE, at=AT),
        pytest.raises(SealError, match=r"destroyed, or outside"),
    ):
        open_sealed(sealed, subject=world.bram.id, field=FIELD)


def record(world, numbers):
    scope = Scope.run(world.anna.run_id, numbers)
    return ProcessingRequest("claims", "record", frozenset({"claim", "bsn"}), scope, FACTS)


def test_destroying_a_key_erases_exactly_what_was_due(world, owner_connection):
    with transaction.atomic(), processing(record(world, [world.anna.number]), actor=SERVICE, at=AT):
        ring = KeyRing()
        old = ring.seal(b"old", holder=anna(world, year=2018), field=FIELD)
        new = ring.seal(b"new", holder=anna(world, year=2026), field=FIELD)
    assert keys_left(owner_connection) == [("AV", 2018), ("AV", 2026)]
    become_retention(world)
    assert keys_left(owner_connection) == [("AV", 2026)]
    with transaction.atomic(), processing(record(world, [world.anna.number]), actor=SERVICE, at=AT):
        assert open_sealed(new, subject=world.anna.id, field=FIELD) == b"new"
        with pytest.raises(SealError, match="destroyed"):
            open_sealed(old, subject=world.anna.id, field=FIELD)


def become_retention(world):
    """Erase under the retention role; its purpose has no process yet, so the grant is proved here."""
    body = lawful_body(world)
    body["grant"] |= {"family": "zv_retention"}
    with transaction.atomic():
        threshold = Threshold("default")
        threshold.cross(None)
        token = gate.open_grant("default", body, family="zv_retention")
        due = {"retention_class": "insurance", "at": AT}
        assert destroy(subject=world.bram.id, compartment="Zvw", year=2026, **due) == 0
        assert destroy(subject=world.anna.id, compartment="AV", year=2018, **due) == 1
        threshold.leave(token)


def test_a_wrapped_key_opens_for_its_own_holder_only(granted):
    encryption = key_encryption()
    wrapped = encryption.wrap(bytes(32), context=anna(granted).context)
    assert encryption.unwrap(wrapped, context=anna(granted).context) == bytes(32)
    with pytest.raises(WrappingError):
        encryption.unwrap(wrapped, context=anna(granted, year=2025).context)
    with pytest.raises(WrappingError):
        encryption.unwrap(b"", context=anna(granted).context)


def test_the_name_of_the_wrapping_key_stands_beside_what_it_wrapped(granted):
    KeyRing().prepare([anna(granted)])
    key = DataKey.objects.get(compartment="AV")
    assert key.key_encryption_key == key_encryption().identifier
    assert bytes(key.wrapped) != b""


def test_the_diagnosis_of_an_insured_person_opens_for_the_medical_adviser(world, owner_connection):
    with transaction.atomic(), processing(record(world, [world.anna.number]), actor=SERVICE, at=AT):
        sealed = KeyRing().seal(b"E11", holder=anna(world), field=FIELD)
    owner_connection.execute(
        "UPDATE records.claim_diagnosis SET sealed = %s WHERE subject_id = %s", [sealed, world.anna.id]
    )
    adviser = dataclasses.replace(handler(), role="medical-adviser")
    facts = {**FACTS, "under_ma": Sourced(True, "records"), "ma_scope_ok": Sourced(True, "records")}
    request = ProcessingRequest(
        "claims", "consult", frozenset({"diagnosis", "claim"}), Scope.subject(world.anna.id), facts
    )
    with transaction.atomic(), processing(request, actor=adviser, at=AT), connection.cursor() as cursor:
        cursor.execute("SELECT subject_id, sealed FROM records.claim_diagnosis")
        ((subject, found),) = cursor.fetchall()
        assert open_sealed(bytes(found), subject=subject, field=FIELD) == b"E11"
