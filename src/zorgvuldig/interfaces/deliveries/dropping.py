"""Look at what was dropped (postbus in): a file and its sum, `NAME` with `NAME.sha256`, in a sender's folder.

The sum says that the file is whole: without it a file that is still being sent looks like one that is there.
It is written as `sha256sum` writes it. What does not equal its sum waits as long as it still grows, and is
set aside after that. What is left behind without a sum for a day is set aside too.
"""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.deliveries.places import GENERAL, inbox, sender_of
from zorgvuldig.interfaces.deliveries.setting_aside import Trouble, set_dropped_aside
from zorgvuldig.interfaces.deliveries.taking_over import NotTakenOverError, copy_in, take_over

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from zorgvuldig.interfaces.deliveries.models import Delivery

__all__ = ["FOLDER", "look"]

FOLDER = "folder"
SUM = ".sha256"
#: For so long a file may differ from its sum: it may still be on its way (seconds).
STILL_COMING = 120.0
#: For so long a file may stand without a sum (seconds).
FORGOTTEN = 86_400.0
LONGEST_SUM = 4096
_log = logging.getLogger(__name__)
_SUM = re.compile(r"\\?([0-9a-fA-F]{64})(?:[ \t].*)?", re.ASCII | re.DOTALL)


@dataclass(frozen=True)
class _Dropped:
    """A file in the inbox, its sum if that is there, and whose folder it lies in."""

    file: Path
    sum_file: Path
    sender_agb: str


def look(*, now: float | None = None) -> list[Delivery]:
    """Take over what is whole, and set aside what will not become whole; give what waits now.

    Args:
        now: the moment by the clock of the files, in seconds; else the clock of this machine.
    """
    at = time.time() if now is None else now
    taken = []
    for dropped in _found():
        try:
            delivery = _take(dropped, at)
        except OSError:
            # Its sender took it away again, or the disk is full: the others go on, and this one next time.
            _log.warning("a file in the inbox could not be taken over")
            continue
        if delivery is not None:
            taken.append(delivery)
    return taken


def _found() -> Iterator[_Dropped]:
    # There from the first look, so that whoever sets up the road in sees where it ends.
    (inbox() / GENERAL).mkdir(parents=True, exist_ok=True, mode=0o700)
    for folder in sorted(inbox().iterdir()):
        sender = sender_of(folder.name)
        if sender is None or folder.is_symlink() or not folder.is_dir():
            continue
        for path in sorted(folder.iterdir()):
            if path.name.endswith((SUM, ".part")) or path.name.startswith("."):
                continue
            yield _Dropped(path, path.with_name(path.name + SUM), sender)


def _take(dropped: _Dropped, now: float) -> Delivery | None:
    age = now - dropped.file.lstat().st_mtime
    told = _told(dropped.sum_file)
    if told is None:
        if age > FORGOTTEN:
            set_dropped_aside(dropped.file, dropped.sender_agb, Trouble.no_sum(dropped.sum_file.name))
        return None
    try:
        copied = copy_in(dropped.file)
    except NotTakenOverError as why:
        _aside(dropped, Trouble.not_read(str(why)))
        return None
    if copied.digest != told:
        copied.forget()
        if age > STILL_COMING:
            _aside(dropped, Trouble.other_sum(told, copied.digest))
        return None
    delivery = take_over(copied, name=dropped.file.name, door=FOLDER, sender_agb=dropped.sender_agb)
    # Whoever ends us here finds the same file again: its bytes wait already, or were taken in before.
    dropped.file.unlink()
    dropped.sum_file.unlink(missing_ok=True)
    return delivery


def _aside(dropped: _Dropped, trouble: Trouble) -> None:
    set_dropped_aside(dropped.file, dropped.sender_agb, trouble)
    dropped.sum_file.unlink(missing_ok=True)


def _told(sum_file: Path) -> str | None:
    """Read the sum that was left with a file; None while there is none, an empty text where it is no sum."""
    if sum_file.is_symlink() or not sum_file.is_file():
        return None
    with sum_file.open("rb") as stream:
        told = _SUM.fullmatch(stream.read(LONGEST_SUM).decode("ascii", "replace").strip())
    return told[1].lower() if told else ""
