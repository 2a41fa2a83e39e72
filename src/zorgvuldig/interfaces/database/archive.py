"""Keeping the write-ahead log: every change the server wrote, so that a backup can be brought to any moment.

Archiving is on from the first start and throws away what it is handed, until a backup was made: switching it
on later would need a restart. `archive-folder` in the server's home names where the log goes since then.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

__all__ = ["ArchiveError", "archive_settings", "archived", "choose_archive", "read_archive"]
__all__ += ["restore_command", "segment_of"]

NOTE = "archive-folder"
SECONDS = "60"
THROWN_AWAY = "/bin/true"
PLAIN = re.compile(r"/[A-Za-z0-9_./-]+")
SEGMENT = re.compile(r"([0-9A-F]{24})\.gz")
TIMELINE_DIGITS = 8


class ArchiveError(RuntimeError):
    """The write-ahead log cannot be kept as asked."""


def choose_archive(home: Path, folder: Path) -> None:
    """Remember where the log of this server goes from now on; a shell reads the name, so it must be plain."""
    _check_plain(folder)
    (home / NOTE).write_text(f"{folder}\n", encoding="utf-8")


def read_archive(home: Path) -> Path | None:
    """Give where the log goes, or None while nothing was set up."""
    try:
        return Path((home / NOTE).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return None


def archive_settings(home: Path) -> dict[str, str]:
    """Give the server's words: a segment is kept whole and on disk, or the server hands it over again."""
    folder = read_archive(home)
    words = {"archive_mode": "on", "archive_command": THROWN_AWAY}
    if folder is None:
        return words
    _check_plain(folder)
    kept, part = f"{folder}/%f.gz", f"{folder}/.%f.part"
    # After a crash the server may offer once more what it already gave: the same is well, another is not.
    again = f"if test -f {kept}; then gzip -dc {kept} | cmp -s - %p; "
    first = f"else gzip -1c %p > {part} && sync {part} && mv {part} {kept} && sync {folder}; fi"
    return words | {"archive_command": again + first, "archive_timeout": SECONDS}


def restore_command(folder: Path, *, leftover: Sequence[Path] = ()) -> str:
    """Give the command by which a restored server fetches what was kept.

    Args:
        folder: where the log was kept.
        leftover: folders of servers that were here; their last, unfinished piece was not kept yet.
    """
    _check_plain(folder)
    command = f"if test -f {folder}/%f.gz; then gzip -dc {folder}/%f.gz > %p; "
    for other in leftover:
        _check_plain(other)
        command += f"elif test -f {other}/%f; then cp {other}/%f %p; "
    return command + "else exit 1; fi"


def archived(folder: Path) -> list[str]:
    """List the segments that were kept, in order, without histories and labels."""
    names = (SEGMENT.fullmatch(path.name) for path in folder.iterdir())
    return sorted(found[1] for found in names if found)


def gaps(segments: list[str]) -> Iterator[str]:
    """Name what is missing between the first and the last segment of each timeline."""
    for before, after in pairwise(segments):
        same = before[:TIMELINE_DIGITS] == after[:TIMELINE_DIGITS]
        if same and segment_of(after) != segment_of(before) + 1:
            yield f"the log between {before} and {after} is missing"


def segment_of(name: str) -> int:
    """Give the running number of a segment of 16 MB within its timeline."""
    return int(name[8:16], 16) * 256 + int(name[16:], 16)


def _check_plain(folder: Path) -> None:
    if not PLAIN.fullmatch(str(folder)):
        raise ArchiveError(
            f"{folder} cannot keep the log: its name must be absolute, of letters, digits, dots and dashes.",
        )
