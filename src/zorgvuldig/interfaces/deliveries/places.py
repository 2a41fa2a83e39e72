"""Where claim files come in and where their answers lie, in the folder of an installation."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

#: The folder for files of any provider, such as a mailbox of the sector's own road.
GENERAL = "algemeen"
_SENDER = re.compile(r"[0-9]{8}", re.ASCII)


def inbox() -> Path:
    """Give the folder with a folder for each sender: the AGB code, or `algemeen` (postbus in)."""
    return Path(settings.VAR_FOLDER) / "inbox"


def outbox(sender_agb: str) -> Path:
    """Give the folder in which a sender finds the answers (postbus uit)."""
    return Path(settings.VAR_FOLDER) / "outbox" / (sender_agb or GENERAL)


def taken_over() -> Path:
    """Give the folder of files that are ours to work on, under the number of their delivery."""
    return Path(settings.VAR_FOLDER) / "intake"


def set_aside() -> Path:
    """Give the folder of files that nothing could be done with, each with a report (apart gezet)."""
    return Path(settings.VAR_FOLDER) / "set-aside"


def returns() -> Path:
    """Give the folder in which return messages and payment files appear."""
    return Path(settings.VAR_FOLDER) / "returns"


def sender_of(folder: str) -> str | None:
    """Give the AGB code that a folder of the inbox stands for, nothing for everyone's, None for no sender."""
    if folder == GENERAL:
        return ""
    return folder if _SENDER.fullmatch(folder) else None
