"""A file is there whole or not at all, whatever the disk does."""

import errno
import os

import pytest

from zorgvuldig.records import whole_files
from zorgvuldig.records.whole_files import put


def taking(monkeypatch, *answers):
    """Let the disk take so many bytes at each write, or none."""
    write, left = os.write, list(answers)

    def wrote(descriptor, content):
        most = left.pop(0) if left else len(content)
        if most is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, content[:most])

    monkeypatch.setattr(whole_files.os, "write", wrote)


def test_what_goes_in_parts_arrives_whole(tmp_path, monkeypatch):
    taking(monkeypatch, 3, 1)
    put(tmp_path / "file", b"abcdefgh")
    assert (tmp_path / "file").read_bytes() == b"abcdefgh"


def test_a_disk_that_fills_up_on_the_way_leaves_the_old_file(tmp_path, monkeypatch):
    put(tmp_path / "file", b"old")
    taking(monkeypatch, 3, None)
    with pytest.raises(OSError, match="No space left"):
        put(tmp_path / "file", b"abcdefgh")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_draft_of_somebody_who_was_killed_is_written_over(tmp_path):
    (tmp_path / ".file.draft").write_bytes(b"half")
    put(tmp_path / "file", b"whole", mode=0o640)
    assert (tmp_path / "file").read_bytes() == b"whole"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640
