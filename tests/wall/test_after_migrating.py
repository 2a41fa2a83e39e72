"""What follows every migration: rights on the ledger, and the key by which the gate knows a proof."""

import pytest
from django.db import connection

from proofs.wall.attacks_gate import opens_lawfully
from zorgvuldig.ledger.apps import _after_migration


@pytest.fixture
def own_keys(settings, tmp_path):
    """A folder of keys that this test may change."""
    for name in ("gate-proof", "kek", "subject-index", "bsn-index"):
        content = (settings.KEYS_FOLDER / name).read_bytes()
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o600)
    settings.KEYS_FOLDER = tmp_path
    return tmp_path


def test_a_proof_under_a_new_key_opens_once_the_key_is_laid(world, own_keys, as_owner):
    assert opens_lawfully(world) == 1
    (own_keys / "gate-proof").write_bytes(bytes(range(32)))
    assert refused(world)
    _after_migration(using=as_owner.alias)
    connection.close()
    assert opens_lawfully(world) == 1


def refused(world):
    try:
        return opens_lawfully(world) == 0
    except Exception as error:  # noqa: BLE001 — the gate's own refusal, whichever driver wraps it
        return "no decision proved this" in str(error)


def test_the_key_itself_does_not_stand_in_the_database(database, settings, owner_connection):
    key = (settings.KEYS_FOLDER / "gate-proof").read_bytes()
    ((inner, outer),) = owner_connection.execute(
        "SELECT inner_block, outer_block FROM gate.proof_key"
    ).fetchall()
    assert key not in bytes(inner) + bytes(outer)
