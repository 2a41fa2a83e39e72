import os
import stat

import pytest

from zorgvuldig.ledger import keys
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.cosignature import CosigningKey
from zorgvuldig.ledger.kept import ForkError, KeptNote
from zorgvuldig.ledger.note import NoteError, SigningKey
from zorgvuldig.ledger.published import (
    KeyMissingError,
    publish,
    read_published,
    read_published_witness,
)

KEY = SigningKey.generate("log.example")


@pytest.fixture
def installation(tmp_path, settings):
    """A folder with keys of its own."""
    settings.VAR_FOLDER, settings.KEYS_FOLDER = tmp_path, tmp_path / "keys"
    settings.KEYS_FOLDER.mkdir()
    for name in ("kek", "subject-index", "ledger-signing", "ledger-witness"):
        path = settings.KEYS_FOLDER / name
        path.write_bytes(os.urandom(32))
        path.chmod(0o600)
    return tmp_path


def test_each_use_of_a_key_has_a_key_of_its_own(installation):
    secrets = {keys.wrapping_key(), keys.subject_index_key(), keys.signing_key().seed}
    assert len(secrets | {(installation / "keys" / "kek").read_bytes()}) == 4


def test_the_published_key_is_the_public_half_of_the_signing_key(installation):
    keys.publish_key()
    assert keys.published_key() == keys.signing_key().verifier_key
    assert stat.S_IMODE((installation / "ledger-key.txt").stat().st_mode) == 0o644
    assert keys.signing_key().as_text() not in (installation / "ledger-key.txt").read_text()


def test_publishing_again_changes_nothing(installation):
    keys.publish_key()
    before = (installation / "ledger-key.txt").read_text()
    keys.publish_key()
    assert (installation / "ledger-key.txt").read_text() == before


def test_the_witness_lies_in_a_folder_of_the_account_that_signs(installation):
    if os.geteuid() == 0:
        os.chown(installation / "keys" / "ledger-signing", 1, 1)
    keys.publish_key()
    owner = (installation / "keys" / "ledger-signing").stat().st_uid
    assert keys.kept_by_sequencer().path.parent.stat().st_uid == owner


def test_an_ordinary_user_publishes_without_changing_owners(installation, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "chown", None)
    keys.publish_key()
    assert keys.kept_by_sequencer().path.parent.is_dir()


def test_another_published_key_is_never_overwritten(tmp_path):
    publish(KEY.verifier_key, tmp_path / "key")
    with pytest.raises(KeyMissingError, match="another key"):
        publish(SigningKey.generate("log.example").verifier_key, tmp_path / "key")
    assert read_published(tmp_path / "key") == KEY.verifier_key


@pytest.mark.parametrize("content", [b"", b"no key\n", b"\xff\xfe", b"a+b+c"])
def test_a_file_that_holds_no_key_is_named(tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(KeyMissingError, match="does not hold a published key"):
        read_published(tmp_path / "key")


def test_the_key_of_a_witness_is_read_as_it_was_published(tmp_path):
    witness = CosigningKey("log.example/getuige", bytes(32)).public
    publish(witness, tmp_path / "key")
    assert read_published_witness(tmp_path / "key") == witness


@pytest.mark.parametrize(
    "content", ["", "no key\n", f"{KEY.verifier_key}\n"], ids=["nothing", "no key", "the log's own"]
)
def test_a_file_that_holds_no_key_of_a_witness_is_named(tmp_path, content):
    # The key of the log itself is none either: its type is another.
    (tmp_path / "key").write_text(content, encoding="utf-8")
    with pytest.raises(KeyMissingError, match=r"key does not hold the key of a witness: a witness key has"):
        read_published_witness(tmp_path / "key")


def test_a_missing_key_is_said_to_be_missing_with_what_to_do(tmp_path):
    with pytest.raises(KeyMissingError, match="`zorgvuldig database prepare`"):
        read_published(tmp_path / "key")


def note(size, key=KEY):
    return key.sign(Checkpoint(key.name, size, bytes(32)).as_text())


def test_the_last_note_is_kept_whole(tmp_path):
    kept = KeptNote(tmp_path / "checkpoint")
    assert kept.note() is None
    kept.keep(note(3))
    kept.keep(note(12))
    assert kept.note() == note(12)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]


def test_a_log_that_goes_on_or_begins_is_allowed(tmp_path):
    kept = KeptNote(tmp_path / "checkpoint")
    kept.allow(size=0, key=KEY.verifier_key)
    kept.keep(note(3))
    kept.allow(size=3, key=KEY.verifier_key)
    kept.allow(size=4, key=KEY.verifier_key)


def test_a_log_that_is_shorter_than_was_signed_is_refused(tmp_path):
    kept = KeptNote(tmp_path / "checkpoint")
    kept.keep(note(3))
    with pytest.raises(ForkError, match="a log of 3 leaves and the database holds 2"):
        kept.allow(size=2, key=KEY.verifier_key)


def test_a_witness_of_another_key_is_refused(tmp_path):
    kept = KeptNote(tmp_path / "checkpoint")
    kept.keep(note(3, SigningKey.generate("log.example")))
    with pytest.raises(NoteError):
        kept.allow(size=9, key=KEY.verifier_key)
