"""A copy of the whole database shows nothing of what is sealed, and no key."""

import base64

import pytest
from django.db import transaction
from key_world import AT, FIELD, holder, looking, recording

from zorgvuldig.interfaces.web.accounts.creation import create_account
from zorgvuldig.records.envelope import KeyRing
from zorgvuldig.records.key_rings import Ring

BSN, DIAGNOSIS, TEXT = b"999990007", b"KANARIE-DIAGNOSE-E11", b"KANARIE-VRIJE-TEKST"
TOTP, PASSWORD = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "een-heel-lang-wachtwoord"
TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""


@pytest.fixture
def filled(world, owner_connection):
    """Plant a canary in every sealed place, through the program itself."""
    with transaction.atomic(), recording(world):
        ring = KeyRing()
        sealed = [
            ring.seal(canary, holder=holder(world, 2026), field=FIELD) for canary in (BSN, DIAGNOSIS, TEXT)
        ]
    for table, column, value in (
        ("person", "bsn_sealed", sealed[0]),
        ("claim_diagnosis", "sealed", sealed[1]),
        ("claim_text", "sealed", sealed[2]),
    ):
        changed = owner_connection.execute(f"UPDATE records.{table} SET {column} = %s", [value])  # noqa: S608 — names of ours
        assert changed.rowcount > 0, table
    create_account("kanarie-account", PASSWORD, TOTP, "staff")
    with transaction.atomic(), looking(world) as grant:
        pass
    return {"receipt": str(grant.entry_id).encode()}


def dumped(owner):
    """Copy every table out as superuser, and the write-ahead log's settings with it: text, bytes as hex."""
    whole = bytearray()
    for (table,) in owner.execute(TABLES).fetchall():
        with owner.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
            for part in copy:
                whole += bytes(part)
    return bytes(whole)


def shapes(secret):
    """Give a value as it would look in a dump: as it is, in hexadecimal, and in base64."""
    yield secret
    yield secret.hex().encode()
    yield base64.b64encode(secret)[: len(secret)]


@pytest.mark.parametrize("canary", [BSN, DIAGNOSIS, TEXT, TOTP.encode(), PASSWORD.encode()])
def test_no_sealed_value_stands_in_a_dump(filled, owner_connection, canary):
    dump = dumped(owner_connection)
    assert len(dump) > 10_000
    assert not [shape for shape in shapes(canary) if shape in dump]


def test_the_search_itself_finds_what_is_not_sealed(filled, owner_connection, world):
    dump = dumped(owner_connection)
    assert b"kanarie-account" in dump
    assert filled["receipt"] in dump
    owner_connection.execute("UPDATE records.claim_diagnosis SET sealed = %s", [DIAGNOSIS])
    assert DIAGNOSIS.hex().encode() in dumped(owner_connection)


def test_no_key_stands_in_a_dump(filled, owner_connection, settings):
    dump = dumped(owner_connection)
    secrets = [
        key.secret
        for path in settings.KEYS_FOLDER.iterdir()
        if path.name != "prints"
        for key in Ring.parse(path.read_bytes()).keys
    ]
    assert len(secrets) >= 9
    assert not [secret for secret in secrets for shape in shapes(secret) if shape in dump]


def test_who_acted_about_whom_stands_in_the_log_sealed(filled, owner_connection, world):
    """The staff member and the facts of the decision; the person's own id is a key of the records."""
    log = bytearray()
    for table in ("ledger.intake", "ledger.segment_row", "ledger.decided_segment", "ledger.segment_block"):
        with owner_connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
            for part in copy:
                log += bytes(part)
    for name in (str(world.anna.id), "00000000-0000-4000-8000-000000000001"):
        assert not [shape for shape in shapes(name.encode()) if shape in log]
    assert AT.date().isoformat().encode().hex().encode() in log
