"""Keys in files, and the blind index of a number."""

import pytest

from zorgvuldig.records.blind_index import bsn_index, bsn_indexes
from zorgvuldig.records.keys import KeyUnavailableError, prints_of, read_key, read_ring, write_prints


@pytest.fixture
def folder(settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path
    return tmp_path


def lay(folder, name="bsn-index", content=bytes(32), mode=0o600):
    path = folder / name
    path.write_bytes(content)
    path.chmod(mode)


def test_a_key_is_read_from_its_file(folder):
    lay(folder, content=bytes(range(32)))
    assert read_key("bsn-index") == bytes(range(32))


def test_a_key_that_is_not_there_names_file_and_remedy(folder):
    with pytest.raises(KeyUnavailableError, match=r"bsn-index.*database prepare"):
        read_key("bsn-index")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o601])
def test_a_key_that_others_could_read_is_not_used(folder, mode):
    lay(folder, mode=mode)
    with pytest.raises(KeyUnavailableError, match="make it 0600"):
        read_key("bsn-index")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_size_is_not_used(folder, size):
    lay(folder, content=bytes(size))
    with pytest.raises(KeyUnavailableError, match="restore it"):
        read_key("bsn-index")


def test_a_key_of_another_installation_is_not_used(folder):
    lay(folder, content=bytes(32))
    (folder / "prints").write_bytes(write_prints({"bsn-index": [read_ring("bsn-index").active.name]}))
    assert read_key("bsn-index") == bytes(32)
    assert prints_of(folder)["bsn-index"]
    lay(folder, content=bytes([1] * 32))
    with pytest.raises(KeyUnavailableError, match="is not the key of this installation"):
        read_key("bsn-index")
    lay(folder, name="kek")
    assert read_key("kek") == bytes(32)


def test_one_number_has_one_index_whatever_became_of_its_zeros(folder):
    lay(folder)
    assert bsn_index("012345672") == bsn_index("12345672") == bsn_index(" 12345672 ")
    assert bsn_indexes(["012345672", "999990019"]) == [bsn_index("012345672"), bsn_index("999990019")]
    assert bsn_index("012345672") != bsn_index("999990019")


def test_the_index_depends_on_the_key(folder):
    lay(folder)
    before = bsn_index("999990019")
    lay(folder, content=bytes([1] * 32))
    assert bsn_index("999990019") != before


@pytest.mark.parametrize("number", ["", "  ", "1234567890", "12345678x", "\uff11" * 9])
def test_what_is_no_number_is_refused_without_repeating_it(folder, number):
    lay(folder)
    with pytest.raises(ValueError, match="a BSN has 9 digits") as caught:
        bsn_index(number)
    assert number.strip() == "" or number not in str(caught.value)
