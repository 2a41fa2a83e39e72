"""A log as a folder of files: what is written verifies, and whatever is changed in it is named."""

from __future__ import annotations

import pytest
from ledger_entries import AT

from zorgvuldig.ledger import merkle, tiles
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.cosignature import CosigningKey
from zorgvuldig.ledger.note import SigningKey
from zorgvuldig.ledger.tile_folder import TileFolderError, verify_folder, write_folder

KEY = SigningKey("log.example", bytes(range(32)))
WITNESS = CosigningKey("log.example/getuige", bytes(32))
# Two full tiles and a part of a third, and above them a part of one.
SIZE = 600
FIRST, SECOND, REST, ABOVE = "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"


def leaves(size, salt=""):
    return [merkle.leaf_hash(f"{salt}{number}".encode()) for number in range(size)]


def signed(size, salt="", origin=KEY.name):
    return KEY.sign(Checkpoint(origin, size, merkle.root(leaves(size, salt))).as_text())


def write(folder, size, **words):
    cut = {(tile.level, tile.index): tile.hashes for tile in tiles.tiles_of(leaves(size))}
    note = words.get("note") or signed(size)
    return write_folder(folder, note=note, size=size, read=lambda level, index: cut[level, index])


def verify(folder, cosigner=None, **kept):
    return verify_folder(folder, log=KEY.verifier_key, cosigner=cosigner, kept=kept)


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, SIZE)
    return tmp_path


def test_a_folder_holds_exactly_the_checkpoint_and_the_tiles_of_the_standard(folder):
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {"checkpoint", FIRST, SECOND, REST, ABOVE}


@pytest.mark.parametrize("size", [1, 255, 256, 257, SIZE])
def test_a_folder_that_was_written_verifies(tmp_path, size):
    write(tmp_path, size)
    assert verify(tmp_path) == size


def test_a_log_that_grew_goes_on_in_the_same_folder_and_full_tiles_stay(folder):
    before = (folder / FIRST).stat()
    assert write(folder, SIZE + 100) == 1
    assert (folder / FIRST).stat() == before
    assert verify(folder, anna=signed(SIZE), bart=signed(3), carla=signed(SIZE + 100)) == SIZE + 100


def test_a_folder_is_cosigned_by_the_witness_that_is_asked_for(folder):
    with pytest.raises(TileFolderError, match=f"{WITNESS.name} did not cosign this checkpoint"):
        verify(folder, WITNESS.public)
    text = signed(SIZE).rpartition("\n\n")[0] + "\n"
    write(folder, SIZE, note=signed(SIZE) + WITNESS.cosign(text, AT))
    assert verify(folder, WITNESS.public) == SIZE


@pytest.mark.parametrize(
    ("tile", "at", "why"),
    [
        (FIRST, 0, "tile 1/0 is not what the tiles below it give"),
        (SECOND, -1, "tile 1/0 is not what the tiles below it give"),
        (ABOVE, 0, "tile 1/0 is not what the tiles below it give"),
        (REST, 0, "the tiles do not lead to the root that was signed"),
    ],
)
def test_one_changed_byte_is_found(folder, tile, at, why):
    content = bytearray((folder / tile).read_bytes())
    content[at] ^= 1
    (folder / tile).write_bytes(content)
    with pytest.raises(TileFolderError, match=why):
        verify(folder)


@pytest.mark.parametrize("change", [lambda content: content[:-1], lambda content: content + bytes(32)])
def test_a_tile_of_another_width_is_found(folder, change):
    (folder / REST).write_bytes(change((folder / REST).read_bytes()))
    with pytest.raises(TileFolderError, match="tile 0/2 should hold 88 hashes"):
        verify(folder)


@pytest.mark.parametrize("file", ["checkpoint", FIRST, ABOVE])
def test_a_file_that_is_gone_is_named(folder, file):
    (folder / file).unlink()
    with pytest.raises(TileFolderError, match=f"No such file.*{file}"):
        verify(folder)


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (b"\xff", "can't decode byte"),
        (b"nothing\n", "a note is a text"),
        (signed(SIZE, origin="other.example").encode(), r"of another log: other\.example"),
        (signed(SIZE, salt="x").encode(), "do not lead to the root that was signed"),
    ],
    ids=["no text", "no note", "another log", "other leaves"],
)
def test_a_checkpoint_that_is_not_of_these_tiles_and_this_log_is_refused(folder, note, why):
    (folder / "checkpoint").write_bytes(note)
    with pytest.raises(TileFolderError, match=why):
        verify(folder)


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        (signed(SIZE + 1), "against what anna kept: the log shrank"),
        (signed(SIZE, salt="x"), "against what anna kept: the log was rewritten"),
        (signed(300, salt="x"), "against what anna kept: the log was rewritten: no proof leads"),
        (signed(300, origin="other.example"), r"of another log: other\.example"),
    ],
    ids=["longer", "other leaves", "another beginning", "another log"],
)
def test_a_folder_that_does_not_go_on_from_what_somebody_kept_is_refused(folder, kept, why):
    with pytest.raises(TileFolderError, match=why):
        verify(folder, anna=kept)
