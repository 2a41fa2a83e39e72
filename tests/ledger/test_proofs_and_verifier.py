"""The proof and its verifier: a proof holds, and after any one change it does not."""

from __future__ import annotations

import runpy
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_entries import plain_leaf

from zorgvuldig.ledger import merkle, verifier
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.cosignature import CosigningKey
from zorgvuldig.ledger.note import NoteError, SigningKey
from zorgvuldig.ledger.personal import Opening
from zorgvuldig.ledger.proof import ProcessingProof, ProofError, RowStep
from zorgvuldig.ledger.segments import SegmentRow, build_segment, row_bytes
from zorgvuldig.records.key_encryption import LocalMac, Wrapper

SCRIPT = Path(verifier.__file__)
KEY = SigningKey.generate("log.example")
PUBLISHED = f"{KEY.verifier_key}\n".encode()
WITNESS = CosigningKey("log.example/getuige", bytes(range(32)))
WITNESS_PUBLISHED = f"{WITNESS.public}\n".encode()
SEEN_AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANNA = uuid4()


def signed(leaves: list[bytes]) -> str:
    root = merkle.root([merkle.leaf_hash(leaf) for leaf in leaves])
    return KEY.sign(Checkpoint(KEY.name, len(leaves), root).as_text())


def proof_of_one_leaf(size: int = 1, index: int = 0) -> ProcessingProof:
    """Prove a leaf about Anna among `size` leaves."""
    anna = Opening.new(str(ANNA))
    leaves = [f"{number}".encode() for number in range(size)]
    leaves[index] = plain_leaf(subject=anna.commitment, unit="één", norms=("GC-4.2.1",)).as_bytes()
    path = merkle.inclusion_path([merkle.leaf_hash(leaf) for leaf in leaves], index)
    return ProcessingProof(
        leaf=leaves[index],
        index=index,
        path=tuple(path),
        note=signed(leaves),
        subject=str(ANNA),
        salt=anna.salt,
    )


def proof_of_a_row(index: int = 1, rows: int = 3) -> ProcessingProof:
    """Prove a row about Anna in a run, in a log of three leaves."""
    anna, entry_id = Opening.new(str(ANNA)), uuid4()
    contents = [row_bytes(n, anna.commitment if n == index else None, {"n": n}) for n in range(rows)]
    hashes = [merkle.leaf_hash(content) for content in contents]
    others = [SegmentRow(None, {})] * rows
    root = build_segment(
        others, entry_id=entry_id, index_key=LocalMac(bytes(32)), wrapping_key=Wrapper.of(bytes(32))
    ).root
    root = replace(root, root=merkle.root(hashes))
    leaves = [b"0", plain_leaf(entry_id=entry_id, segment=root, data=(), duties=()).as_bytes(), b"2"]
    path = merkle.inclusion_path([merkle.leaf_hash(leaf) for leaf in leaves], 1)
    step = RowStep(contents[index], tuple(merkle.inclusion_path(hashes, index)))
    return ProcessingProof(
        leaf=leaves[1],
        index=1,
        path=tuple(path),
        note=signed(leaves),
        row=step,
        subject=str(ANNA),
        salt=anna.salt,
    )


def cosigned(proof: ProcessingProof, witness: CosigningKey = WITNESS) -> ProcessingProof:
    """Put the witness's line under the checkpoint of a proof."""
    text = proof.note.rpartition("\n\n")[0] + "\n"
    return replace(proof, note=proof.note + witness.cosign(text, SEEN_AT))


def holds(text: str | bytes, key: bytes = PUBLISHED, witness: bytes | None = None) -> bool:
    data = text.encode() if isinstance(text, str) else text
    if witness is None and data.startswith(b"zorgvuldig/verwerkingsbewijs@v2"):
        witness = WITNESS_PUBLISHED
    try:
        verifier.verify(data, key, witness)
    except (InvalidSignature, KeyError, TypeError, ValueError):
        return False
    return True


def other_characters(character: str) -> set[str]:
    near = {chr(ord(character) + 1), chr(ord(character) - 1), character.swapcase()}
    return (near | set("A0/=+ \n\r{é")) - {character}


@pytest.mark.slow
@pytest.mark.parametrize(
    "proof",
    [proof_of_one_leaf(), proof_of_one_leaf(7, 4), proof_of_a_row(), cosigned(proof_of_a_row())],
    ids=["one leaf", "one of seven", "a row", "a cosigned row"],
)
def test_no_character_of_a_proof_can_be_changed_put_in_or_left_out(proof):
    text = proof.as_text()
    assert holds(text)
    for place, character in enumerate(text):
        before, after = text[:place], text[place + 1 :]
        assert not holds(before + after) or before + after == text
        for other in other_characters(character):
            assert not holds(before + other + after), (place, character, other)
        for more in {character, "A", "\n", " "}:
            assert not holds(before + more + character + after), (place, more)
    for more in ("\n", " ", "A", "\0"):
        assert not holds(text + more)


@pytest.mark.parametrize(
    "proof", [proof_of_one_leaf(), cosigned(proof_of_a_row())], ids=["one leaf", "a cosigned row"]
)
def test_no_bit_of_a_proof_can_be_flipped(proof):
    data = bytearray(proof.as_text().encode())
    for place in range(len(data)):
        for bit in range(8):
            data[place] ^= 1 << bit
            assert not holds(bytes(data)), (place, bit)
            data[place] ^= 1 << bit
    assert holds(bytes(data))


def test_no_two_lines_can_change_places():
    lines = proof_of_a_row(rows=5).as_text().splitlines(keepends=True)
    for first in range(len(lines)):
        for second in range(first + 1, len(lines)):
            swapped = list(lines)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert swapped == lines or not holds("".join(swapped)), (first, second)


@given(st.integers(1, 300), st.data())
@settings(max_examples=60, deadline=None)
def test_a_proof_of_any_leaf_of_any_log_holds_and_at_any_other_index_does_not(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof = proof_of_one_leaf(size, index)
    assert holds(proof.as_text())
    other = data.draw(st.integers(0, size).filter(lambda number: number != index))
    assert not holds(replace(proof, index=other).as_text())


@given(st.integers(1, 300), st.data())
@settings(max_examples=60, deadline=None)
def test_a_proof_of_any_row_of_any_run_holds(rows, data):
    assert holds(proof_of_a_row(data.draw(st.integers(0, rows - 1)), rows).as_text())


def test_a_proof_tells_what_it_shows():
    shown = verifier.verify(proof_of_a_row(2).as_text().encode(), PUBLISHED)
    assert shown["row"]["content"] == {"n": 2}
    assert (shown["subject"], shown["index"], shown["size"]) == (str(ANNA), 1, 3)
    assert shown["leaf"]["purpose"] == "formal-control"


def test_a_proof_may_keep_silent_about_whom_it_is():
    silent = replace(proof_of_one_leaf(), subject=None)
    assert verifier.verify(silent.as_text().encode(), PUBLISHED)["subject"] is None


@pytest.mark.parametrize(
    ("proof", "why"),
    [
        (replace(proof_of_one_leaf(), subject=str(uuid4())), "niet over deze betrokkene"),
        (replace(proof_of_one_leaf(), row=RowStep(b'{"row":0}', ())), "NoneType"),
        (
            replace(proof_of_a_row(), row=replace(proof_of_a_row(0).row, path=())),
            "staat zo niet in het logboek",
        ),
        (replace(proof_of_one_leaf(3, 1), path=()), "staat zo niet in het logboek"),
        (replace(proof_of_one_leaf(), note=proof_of_one_leaf(3, 1).note), "staat zo niet in het logboek"),
        (replace(proof_of_one_leaf(), note=KEY.sign("log.example\n1\nAAAA\n")), "niet de vorm"),
    ],
)
def test_a_proof_put_together_from_others_says_what_does_not_hold(proof, why):
    with pytest.raises((TypeError, ValueError), match=why):
        verifier.verify(proof.as_text().encode(), PUBLISHED)


def log_of(leaf: bytes) -> ProcessingProof:
    return ProcessingProof(leaf=leaf, index=0, path=(), note=signed([leaf]))


def test_a_dishonest_log_cannot_say_two_things_in_one_leaf():
    with pytest.raises(ValueError, match="anders geschreven"):
        verifier.verify(log_of(b'{"subject":"a","subject":"b"}').as_text().encode(), PUBLISHED)


def test_a_row_cannot_stand_before_the_first_or_after_the_last():
    proof = proof_of_a_row()
    for number in (-1, 3):
        row = row_bytes(number, None, {})
        leaf = (
            plain_leaf(segment=None)
            .as_bytes()
            .replace(
                b'"segment":null',
                b'"segment":{"root":"%s","size":1}' % merkle.leaf_hash(row).hex().encode(),
            )
        )
        assert not holds(replace(log_of(leaf), row=RowStep(row, ())).as_text())
    assert holds(proof.as_text())


def test_a_proof_of_another_log_or_key_is_refused():
    text = proof_of_one_leaf().as_text()
    namesake, stranger = SigningKey.generate(KEY.name), SigningKey.generate("other.example")
    for key in (namesake, stranger):
        with pytest.raises(ValueError, match="niet ondertekend door"):
            verifier.verify(text.encode(), str(key.verifier_key).encode())


def test_a_checkpoint_that_speaks_for_another_log_is_refused():
    leaf = plain_leaf().as_bytes()
    note = KEY.sign(Checkpoint("other.example", 1, merkle.leaf_hash(leaf)).as_text())
    assert not holds(replace(log_of(leaf), note=note).as_text())


def test_a_proof_from_before_there_was_a_witness_still_holds_and_never_passes_for_a_cosigned_one():
    old = proof_of_one_leaf(7, 4).as_text()
    assert old.startswith("zorgvuldig/verwerkingsbewijs@v1\n")
    assert verifier.verify(old.encode(), PUBLISHED)["witnessed"] is None
    with pytest.raises(ValueError, match=r"niet ondertekend door log\.example/getuige"):
        verifier.verify(old.encode(), PUBLISHED, WITNESS_PUBLISHED)


def test_a_cosigned_proof_tells_when_the_witness_saw_it():
    text = cosigned(proof_of_one_leaf(7, 4)).as_text().encode()
    assert text.startswith(b"zorgvuldig/verwerkingsbewijs@v2\n")
    assert verifier.verify(text, PUBLISHED)["witnessed"] is None
    assert verifier.verify(text, PUBLISHED, WITNESS_PUBLISHED)["witnessed"] == SEEN_AT.timestamp()


def test_a_cosignature_of_another_witness_or_over_another_checkpoint_is_refused():
    proof = proof_of_one_leaf(7, 4)
    namesake = CosigningKey(WITNESS.name, bytes(32))
    assert not holds(cosigned(proof, namesake).as_text())
    assert not holds(cosigned(proof, CosigningKey("other.example", WITNESS.seed)).as_text())
    line = cosigned(proof_of_one_leaf(8, 4)).note.splitlines(keepends=True)[-1]
    assert not holds(replace(proof, note=proof.note + line).as_text())
    # The witness's key is no key of the log, nor the other way round.
    assert not holds(cosigned(proof).as_text(), WITNESS_PUBLISHED, PUBLISHED)


def test_a_proof_survives_writing_and_reading():
    for proof in (proof_of_one_leaf(5, 2), proof_of_a_row(), log_of(b"{}"), cosigned(proof_of_a_row())):
        assert ProcessingProof.parse(proof.as_text()) == proof


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [("verwerkingsbewijs@v1", "verwerkingsbewijs@v2", ProofError), ("index 2", "index 02", ProofError)],
)
def test_another_text_is_not_read_as_a_proof(old, new, error):
    text = proof_of_one_leaf(5, 2).as_text()
    assert old in text
    with pytest.raises(error):
        ProcessingProof.parse(text.replace(old, new))


def test_a_proof_with_loose_base64_is_not_read():
    text = replace(proof_of_one_leaf(), salt=bytes(32)).as_text()
    with pytest.raises(NoteError):
        ProcessingProof.parse(text.replace("A" * 43 + "=", "A" * 42 + "B="))


def test_the_part_after_our_own_lines_is_a_proof_of_the_standard():
    ours, _, standard = proof_of_one_leaf(7, 4).as_text().partition("\n\n")
    assert ours.startswith("zorgvuldig/verwerkingsbewijs@v1\n")
    first, index, *rest = standard.split("\n")
    assert (first, index) == ("c2sp.org/tlog-proof@v1", "index 4")
    assert rest.index("") == 3
    assert rest[4:6] == ["log.example", "7"]


def test_the_verifier_has_at_most_eighty_lines_and_needs_one_library():
    source = SCRIPT.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 80
    assert "zorgvuldig." not in source.replace("zorgvuldig/", "")
    imported = {
        line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import", "from"))
    }
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


def script(*words: object) -> tuple[int, str]:
    """Run the verifier as a stranger would: alone, in an empty folder's path."""
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *map(str, words)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_script_says_the_same_inside_another_program(tmp_path, monkeypatch, capsys):
    proof, key = tmp_path / "proof", tmp_path / "key"
    proof.write_text(proof_of_one_leaf(7, 4).as_text(), encoding="utf-8")
    key.write_bytes(PUBLISHED)
    for words, code in (([proof, key], None), ([key, key], 1), ([tmp_path, key], 2), ([], verifier.__doc__)):
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, words)])
        ended = None
        try:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        except SystemExit as error:
            ended = error.code
        assert ended == code
    assert capsys.readouterr().out == "GELDIG: verwerking nummer 4 van 7 in dit logboek\n"


def test_the_script_answers_in_one_line_and_by_exit_code(tmp_path):
    proof, key = tmp_path / "proof", tmp_path / "key"
    proof.write_text(proof_of_one_leaf(7, 4).as_text(), encoding="utf-8")
    key.write_bytes(PUBLISHED)
    assert script(proof, key) == (0, "GELDIG: verwerking nummer 4 van 7 in dit logboek\n")
    witness = tmp_path / "witness"
    witness.write_bytes(WITNESS_PUBLISHED)
    assert script(proof, key, witness)[0] == 1
    proof.write_text(cosigned(proof_of_one_leaf(7, 4)).as_text(), encoding="utf-8")
    assert (
        script(proof, key, witness)
        == script(proof, key)
        == (
            0,
            "GELDIG: verwerking nummer 4 van 7 in dit logboek\n",
        )
    )
    proof.write_text(proof_of_one_leaf(7, 4).as_text().replace("\n7\n", "\n8\n"), encoding="utf-8")
    assert script(proof, key) == (1, "ONGELDIG: de handtekening klopt niet\n")
    code, told = script(tmp_path / "nothing", key)
    assert (code, told.count("\n")) == (2, 1)
    code, told = script(proof)
    assert code == 1
    assert "python verifier.py PROOF KEY" in told
