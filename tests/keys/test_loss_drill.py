"""Every key in turn is lost and comes back; a loss stops what needs the key, and nothing else."""

import shutil

import pytest

from zorgvuldig.interfaces.key_care import backup, drill
from zorgvuldig.ledger.keys import publish_key


@pytest.fixture
def installation(world, own_keys, settings, tmp_path, monkeypatch):
    """The database of this test, with keys that may be lost."""
    settings.VAR_FOLDER = tmp_path
    publish_key()
    monkeypatch.setattr(drill, "_STAFF", world.staff["claims-handler"])
    return tmp_path


def test_each_lost_key_stops_what_needs_it_and_all_returns_from_the_copy(installation):
    losses = {loss.key: loss for loss in drill.lose_each(installation)}
    assert all(loss.returned for loss in losses.values())
    assert {key: set(loss.stops) for key, loss in losses.items()} == {
        "kek": {"looking at data", "reading why it was decided"},
        "gate-proof": {"looking at data", "asking the gate"},
        "bsn-index": {"finding a person by number"},
        "subject-index": {"finding someone's entries in the log"},
        "pseudonym": {"counting by pseudonym"},
        "login-secrets": {"logging in with a code"},
        "ledger-signing": {"signing the log"},
        "ledger-witness": {"cosigning the log"},
    }
    for key, loss in losses.items():
        assert f"key '{key}' cannot be read" in loss.told
        assert "verifying the log" in loss.works


def test_a_key_that_does_not_come_back_is_told(installation, monkeypatch):
    really = backup.restore

    def forget_one(copy, var):
        names = really(copy, var)
        (var / "keys" / "pseudonym").unlink(missing_ok=True)
        return names

    monkeypatch.setattr(drill.backup, "restore", forget_one)
    assert not any(loss.returned for loss in drill.lose_each(installation))


def test_the_drill_does_not_begin_on_what_does_not_work(installation):
    shutil.move(installation / "keys" / "kek", installation / "gone")
    with pytest.raises(RuntimeError, match="before any loss"):
        next(drill.lose_each(installation))
