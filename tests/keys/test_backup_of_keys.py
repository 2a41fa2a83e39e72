"""Keys are backed up apart from the data, end in time, and never take the place of another key."""

import argparse
import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from zorgvuldig.interfaces.command_line import keys_backup, keys_restore
from zorgvuldig.interfaces.key_care import backup, sealed_copy, state
from zorgvuldig.interfaces.key_care.backup import BackupError, KeptCopy, contents, refuse_beside_data, restore
from zorgvuldig.interfaces.key_care.files import write_ring
from zorgvuldig.interfaces.key_care.sealed_copy import CopyError, open_copy, read_head, seal_for, seal_with
from zorgvuldig.records import tombstones
from zorgvuldig.records.keys import read_ring

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
END = AT + timedelta(days=35)
WORDS = "zes woorden die niemand raadt"


@pytest.fixture
def var(tmp_path, settings):
    var = tmp_path / "var"
    (var / "keys").mkdir(parents=True)
    for number, name in enumerate(("kek", "gate-proof", "ledger-signing")):
        (var / "keys" / name).write_bytes(bytes([number + 65]) * 32)
        (var / "keys" / name).chmod(0o600)
    settings.VAR_FOLDER, settings.KEYS_FOLDER = var, var / "keys"
    return var


@pytest.fixture
def quick(monkeypatch):
    """Guessing may be cheap in a test."""
    monkeypatch.setattr(sealed_copy, "_SCRYPT", {"n": 2**10, "r": 8, "p": 1})


def test_a_copy_opens_with_its_passphrase_and_no_other(quick):
    sealed = seal_with(WORDS, b"all keys", made_at=AT, ends_at=END)
    assert open_copy(sealed, passphrase=WORDS) == b"all keys"
    assert b"all keys" not in sealed
    with pytest.raises(CopyError, match="does not open"):
        open_copy(sealed, passphrase=WORDS + ".")
    with pytest.raises(CopyError, match="with a passphrase"):
        open_copy(sealed)


def test_a_copy_for_a_recipient_opens_with_the_private_key_alone():
    private = X25519PrivateKey.generate()
    sealed = seal_for(private.public_key(), b"all keys", made_at=AT, ends_at=END)
    assert open_copy(sealed, private=private) == b"all keys"
    with pytest.raises(CopyError, match="does not open"):
        open_copy(sealed, private=X25519PrivateKey.generate())
    with pytest.raises(CopyError, match="private key"):
        open_copy(sealed, passphrase=WORDS)


def test_the_end_of_a_copy_stands_on_it_and_cannot_be_moved(quick):
    sealed = seal_with(WORDS, b"all keys", made_at=AT, ends_at=END)
    assert read_head(sealed).ends_at == END
    later = sealed.replace(END.isoformat().encode(), (END + timedelta(days=300)).isoformat().encode())
    assert read_head(later).ends_at > END
    with pytest.raises(CopyError, match="changed"):
        open_copy(later, passphrase=WORDS)


def test_a_short_passphrase_is_refused():
    with pytest.raises(CopyError, match="20 characters"):
        seal_with("kort", b"", made_at=AT, ends_at=END)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format": "other"}\n', b"\xff", b"[]\nabc"])
def test_another_file_is_no_copy(content):
    with pytest.raises(CopyError, match="no copy of keys"):
        read_head(content)


def test_lost_keys_come_back_with_their_mode_and_the_others_stay(var):
    kept = contents(var)
    (var / "keys" / "kek").unlink()
    assert restore(kept, var) == ["kek"]
    assert (var / "keys" / "kek").read_bytes() == bytes([65]) * 32
    assert (var / "keys" / "kek").stat().st_mode & 0o777 == 0o600
    assert restore(kept, var) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file away")
def test_a_key_comes_back_to_the_account_that_owned_it(var):
    os.chown(var / "keys" / "kek", 33, 33)
    kept = contents(var)
    (var / "keys" / "kek").unlink()
    restore(kept, var)
    assert (var / "keys" / "kek").stat().st_uid == 33


def test_a_different_key_is_never_replaced_and_then_nothing_is_written(var):
    kept = contents(var)
    (var / "keys" / "kek").write_bytes(bytes(32))
    (var / "keys" / "gate-proof").unlink()
    with pytest.raises(BackupError, match="keys/kek here is another key"):
        restore(kept, var)
    assert (var / "keys" / "kek").read_bytes() == bytes(32)
    assert not (var / "keys" / "gate-proof").exists()


def test_a_ring_that_grew_since_holds_what_the_copy_holds_and_a_retired_key_does_not_come_back(var):
    kept = contents(var)
    ring = read_ring("kek").with_coming(on=AT.date()).with_coming_in_use(since=AT.isoformat())
    write_ring(var / "keys", "kek", ring)
    assert restore(kept, var) == []
    write_ring(var / "keys", "kek", ring.without(ring.keys[1].name))
    with pytest.raises(BackupError, match="another key"):
        restore(kept, var)


def test_the_journal_of_what_was_destroyed_comes_back_with_the_keys(var):
    (var / "tombstones").mkdir()
    tombstones.write_down(tombstones.DATA_KEY, [], tombstones.DONE, at=AT)
    tombstones.journal().write_text("data-key 00000000-0000-4000-8000-000000000001 done 2026-11-21\n")
    kept = contents(var)
    told = tombstones.journal().read_text()
    tombstones.journal().unlink()
    restore(kept, var)
    assert tombstones.journal().read_text() == told


@pytest.mark.parametrize("name", ["backup_manifest", "PG_VERSION", "wal", "points.json", "toc.dat"])
def test_keys_are_not_written_beside_a_backup_of_the_data(tmp_path, name):
    (tmp_path / name).touch()
    (tmp_path / "base").mkdir()
    for folder in (tmp_path, tmp_path / "base"):
        with pytest.raises(BackupError, match="backup of the data"):
            refuse_beside_data(folder)


@pytest.mark.parametrize("start", [b"PGDMP\x01", b"--\n-- PostgreSQL database dump\n"])
def test_a_dump_is_known_by_its_content_whatever_it_is_called(tmp_path, start):
    (tmp_path / "zondag.bin").write_bytes(start)
    with pytest.raises(BackupError, match=r"zondag\.bin"):
        refuse_beside_data(tmp_path)


def test_a_folder_of_its_own_is_good(tmp_path):
    (tmp_path / "readme").write_text("keys only")
    refuse_beside_data(tmp_path)


def test_an_installation_without_keys_says_so(tmp_path):
    with pytest.raises(BackupError, match="database prepare"):
        contents(tmp_path)


def run(command, var, monkeypatch, *words):
    monkeypatch.setattr(command, "VAR", var)
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(word) for word in words]))


def test_the_commands_back_up_and_restore(var, tmp_path, monkeypatch, capsys, quick):
    secret, place = tmp_path / "words", tmp_path / "safe"
    place.mkdir()
    secret.write_text(WORDS + "\n")
    secret.chmod(0o644)
    words = ("--out", place / "keys.sealed", "--passphrase-file", secret)
    with pytest.raises(BackupError, match="0600"):
        run(keys_backup, var, monkeypatch, *words)
    secret.chmod(0o600)
    assert run(keys_backup, var, monkeypatch, *words) == 0
    assert "destroy it before" in capsys.readouterr().out
    assert (place / "keys.sealed").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupError, match="exists"):
        run(keys_backup, var, monkeypatch, *words)
    (var / "keys" / "kek").unlink()
    assert run(keys_restore, var, monkeypatch, place / "keys.sealed", "--passphrase-file", secret) == 0
    assert "brought back: kek" in capsys.readouterr().out


def test_a_copy_lives_five_weeks_at_most(var, tmp_path, monkeypatch):
    with pytest.raises(BackupError, match="35 days at most"):
        run(keys_backup, var, monkeypatch, "--out", tmp_path / "x", "--days", "36")


def test_a_copy_that_ended_is_not_used_without_a_word(var, tmp_path, monkeypatch, capsys, quick):
    secret = tmp_path / "words"
    secret.write_text(WORDS)
    secret.chmod(0o600)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    sealed = seal_with(WORDS, contents(var), made_at=long_ago, ends_at=long_ago)
    (tmp_path / "old").write_bytes(sealed)
    with pytest.raises(BackupError, match="ended on 2020-01-01"):
        run(keys_restore, var, monkeypatch, tmp_path / "old", "--passphrase-file", secret)
    words = (tmp_path / "old", "--passphrase-file", secret, "--although-ended")
    assert run(keys_restore, var, monkeypatch, *words) == 0


def test_the_state_warns_of_a_copy_that_should_be_gone_and_of_none_at_all(var, tmp_path):
    counted = {"data-key": {}, "personal-key": {}, "login-secret": {}}

    def warned(at):
        return "\n".join(state.warnings(var / "keys", var, counted, at=at))

    assert "no copy of the keys" in warned(AT)
    old = tmp_path / "old"
    old.touch()
    backup.note_copy(var, KeptCopy(old, AT, END))
    assert "no copy of the keys" not in warned(AT + timedelta(days=1))
    assert "should be gone" not in warned(AT + timedelta(days=1))
    assert f"{old} should be gone since 2026-12-26" in warned(END)
    old.unlink()
    assert "should be gone" not in warned(END)
    assert json.loads((var / "key-backups.json").read_text())[0]["ends_at"] == END.isoformat()


def test_the_state_tells_a_missing_key_an_old_key_and_a_key_that_is_needed(var):
    ring = read_ring("kek").with_coming(on=AT.date()).with_coming_in_use(since=AT.isoformat())
    write_ring(var / "keys", "kek", ring)
    new, old = (key.name for key in ring.keys)
    counted = {"data-key": {new: 2, old: 3, "ff": 4}, "personal-key": {}, "login-secret": {}}
    told = "\n".join(state.lines(var / "keys", counted))
    assert f"{new}  in use since 2026-11-21T12:00:00, wraps 2" in told
    assert f"{old}  old, opens, wraps 3" in told
    assert "login-secrets  MISSING" in told
    warned = "\n".join(state.warnings(var / "keys", var, counted, at=AT))
    assert "4 things are wrapped by a key of kek that is not here" in warned
    assert "kek has an old key" in warned
    assert "login-secrets is missing" in warned
