"""Signed notes and checkpoints against the examples that their standard and its first implementation give."""

import pytest

from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.note import (
    NoteError,
    SigningKey,
    VerifierKey,
    decode_base64,
    encode_base64,
    open_note,
)

NEUMANN_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    f"{TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotp"
    "RZb6KE6RyyBwJnAM=\n"
)


def test_the_known_key_signs_the_known_note():
    key = SigningKey.parse(NEUMANN_PRIVATE)
    assert key.sign(TEXT) == NOTE
    assert str(key.verifier_key) == NEUMANN
    assert key.as_text() == NEUMANN_PRIVATE


def test_the_known_note_opens_under_the_known_key():
    assert open_note(NOTE, [VerifierKey.parse(NEUMANN)]) == TEXT


def test_a_signing_key_shows_no_secret_when_printed():
    key = SigningKey.generate("example.com/log")
    assert repr(key) == "SigningKey('example.com/log')"
    assert encode_base64(key.seed) not in f"{key}"


def test_a_new_key_survives_writing_and_reading():
    key = SigningKey.generate("example.com/log")
    assert SigningKey.parse(key.as_text()) == key
    assert VerifierKey.parse(str(key.verifier_key)) == key.verifier_key


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak"])
def test_a_name_with_spaces_or_plus_signs_names_no_key(name):
    with pytest.raises(NoteError, match="cannot be the name"):
        SigningKey.generate(name)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name+00000000", "has the form"),
        ("two words+c74f20a3+AR", "has the form"),
        (NEUMANN.replace("c74f20a3", "c74f20a4"), "does not belong"),
        (NEUMANN.replace("PeterNeumann", "PeterNewman"), "does not belong"),
        (NEUMANN.replace("+ARpc", "+BRpc"), "not an Ed25519 key"),
        (NEUMANN[:-4], "not an Ed25519 key"),
        (NEUMANN[:-1] + "!", "not base64"),
    ],
)
def test_a_verifier_key_that_is_not_whole_is_refused(text, why):
    with pytest.raises(NoteError, match=why):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (NEUMANN, "has the form"),
        ("PRIVATE+KEY+a b+c74f20a3+AY", "has the form"),
        (NEUMANN_PRIVATE.replace("c74f20a3", "c74f20a4"), "does not belong"),
    ],
)
def test_a_signing_key_that_is_not_whole_is_refused(text, why):
    with pytest.raises(NoteError, match=why):
        SigningKey.parse(text)


@pytest.mark.parametrize("text", ["no newline", "a\ttab\n", "a return\r\n"])
def test_a_text_that_cannot_be_a_note_is_not_signed(text):
    with pytest.raises(NoteError, match="ends in a newline"):
        SigningKey.parse(NEUMANN_PRIVATE).sign(text)


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (TEXT, "a note is a text"),
        (NOTE[:-1], "a note is a text"),
        (NOTE.replace("then", "th\x07n"), "a note is a text"),
        (NOTE.replace("— ", "- "), "not a signature line"),
        (NOTE.replace("then", "when"), "does not hold"),
        (NOTE.replace("PeterNeumann", "JohnvonNeumann"), "no signature in this note"),
        (NOTE.replace("x08go", "y08go"), "no signature in this note"),
        (NOTE.replace("JnAM=", "JnAN="), "not canonical base64"),
    ],
)
def test_a_note_that_was_changed_does_not_open(note, why):
    with pytest.raises(NoteError, match=why):
        open_note(note, [VerifierKey.parse(NEUMANN)])


def test_signatures_of_unknown_keys_are_passed_over():
    other = SigningKey.generate("witness.example")
    line = other.sign(TEXT).removeprefix(TEXT + "\n")
    assert open_note(NOTE + line, [VerifierKey.parse(NEUMANN)]) == TEXT
    assert open_note(NOTE + line, [VerifierKey.parse(NEUMANN), other.verifier_key]) == TEXT


def test_a_text_may_hold_empty_lines():
    key = SigningKey.generate("example.com")
    assert open_note(key.sign("first\n\nlast\n"), [key.verifier_key]) == "first\n\nlast\n"


def test_base64_is_read_in_one_form_only():
    assert decode_base64("AAA=") == b"\0\0"
    for text in ("AAB=", "AA A=", "AAA", "AAA=\n", "é"):
        with pytest.raises(NoteError):
            decode_base64(text)


def test_a_checkpoint_is_three_lines():
    checkpoint = Checkpoint("example.com/behind-the-sofa", 20852163, bytes(32))
    text = "example.com/behind-the-sofa\n20852163\n" + "A" * 43 + "=\n"
    assert checkpoint.as_text() == text
    assert Checkpoint.parse(text) == checkpoint


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("example.com\n1\n" + "A" * 43 + "=\nextension\n", "three lines"),
        ("example.com\n01\n" + "A" * 43 + "=\n", "three lines"),
        ("example.com\n-1\n" + "A" * 43 + "=\n", "three lines"),
        ("two words\n1\n" + "A" * 43 + "=\n", "three lines"),
        ("example.com\n1\nAAAA\n", "3 bytes"),
        ("example.com\n1\n" + "A" * 42 + "B=\n", "canonical"),
    ],
)
def test_a_checkpoint_in_any_other_form_is_refused(text, why):
    with pytest.raises(NoteError, match=why):
        Checkpoint.parse(text)
