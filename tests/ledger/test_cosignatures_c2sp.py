"""Cosignatures in the form of C2SP tlog-cosignature, with the example of the standard."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.cosignature import CosignerKey, CosigningKey, cosigned_at, open_cosigned
from zorgvuldig.ledger.note import NoteError, SigningKey, encode_base64

LOG = SigningKey.generate("log.example")
WITNESS = CosigningKey("witness.example/w1", bytes(range(32)))
AT = datetime(2026, 11, 22, 9, 0, 0, 999_999, tzinfo=UTC)
NOTE = LOG.sign(Checkpoint(LOG.name, 7, bytes(32)).as_text())
TEXT = NOTE.rpartition("\n\n")[0] + "\n"
# The example of the document: whose key is not published, so only its form can be read.
EXAMPLE = (
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="
)


def test_a_line_has_the_form_and_the_parts_of_the_standards_example():
    line = WITNESS.cosign(TEXT, AT)
    assert line.startswith("— witness.example/w1 ")
    signed = base64.b64decode(line.split()[2])
    example = base64.b64decode(EXAMPLE)
    assert len(signed) == len(example) == 4 + 8 + 64
    assert int.from_bytes(example[4:12], "big") == 1679315147
    assert int.from_bytes(signed[4:12], "big") == int(AT.timestamp())


def test_the_signed_message_is_the_one_of_the_standard():
    from_scratch = f"cosignature/v1\ntime {int(AT.timestamp())}\n{TEXT}".encode()
    signed = base64.b64decode(WITNESS.cosign(TEXT, AT).split()[2])
    Ed25519PublicKey.from_public_bytes(WITNESS.public.public).verify(signed[12:], from_scratch)
    assert open_cosigned(NOTE + WITNESS.cosign(TEXT, AT), log=LOG.verifier_key, cosigner=WITNESS.public) == (
        TEXT,
        AT.replace(microsecond=0),
    )


def test_a_key_survives_publishing_and_is_of_the_type_of_cosignatures():
    published = str(WITNESS.public)
    assert CosignerKey.parse(published) == WITNESS.public
    assert base64.b64decode(published.split("+", 2)[2])[0] == 4
    assert repr(WITNESS) == "CosigningKey('witness.example/w1')"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (str(LOG.verifier_key), "the type of cosignatures"),
        ("", "the type of cosignatures"),
        ("a b+00000000+" + str(WITNESS.public).split("+", 2)[2], "the type of cosignatures"),
        ("x+00000000+" + encode_base64(b"\x04" + bytes(31)), "the type of cosignatures"),
        ("other+" + str(WITNESS.public).split("+", 1)[1], "does not belong"),
        ("x+00000000+?", "not base64"),
    ],
    # A key is drawn anew in each process: its text is no name of a case.
    ids=["a log's key", "empty", "a blank in the name", "another type", "another name", "no base64"],
)
def test_a_text_that_is_no_witness_key_is_refused(text, why):
    with pytest.raises(NoteError, match=why):
        CosignerKey.parse(text)


def test_the_newest_of_several_cosignatures_counts_and_strangers_are_passed_over():
    later = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    stranger = CosigningKey("other.example", bytes(32))
    namesake = CosigningKey(WITNESS.name, bytes(32))
    lines = [key.cosign(TEXT, at) for key, at in ((WITNESS, AT), (stranger, later), (namesake, later))]
    assert cosigned_at(NOTE + "".join(lines), WITNESS.public) == AT.replace(microsecond=0)
    assert cosigned_at(NOTE + "".join(lines) + WITNESS.cosign(TEXT, later), WITNESS.public) == later


def test_a_note_that_the_witness_did_not_cosign_is_told_from_one_that_was_changed():
    with pytest.raises(NoteError, match="did not cosign"):
        cosigned_at(NOTE, WITNESS.public)
    other = LOG.sign(Checkpoint(LOG.name, 8, bytes(32)).as_text())
    with pytest.raises(NoteError, match="does not hold"):
        cosigned_at(other + WITNESS.cosign(TEXT, AT), WITNESS.public)


def test_a_moment_beyond_every_calendar_is_refused_and_breaks_nothing():
    far = int.to_bytes(2**63, 8, "big")
    line = f"— {WITNESS.name} {encode_base64(WITNESS.public.key_id + far + bytes(64))}\n"
    with pytest.raises(NoteError, match="does not hold"):
        cosigned_at(NOTE + line, WITNESS.public)
