"""Characters of a line: one byte each, as in Latin-1; what breaks that is named (tekenset, standard 5.3.6).

The standard prescribes no character set, but a diacritic takes one position. UTF-8 takes two for it and so
shifts every field that follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_DOUBTFUL = re.compile(rb"[\x80-\x9f]")
_HIGH_BIT = 0x80
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a character, and at which byte of the line it stands (from 0)."""

    kind: Literal["control-character", "utf-8", "doubtful-character"]
    offset: int
    byte: int


def decode(content: bytes) -> tuple[str, Trouble | None]:
    """Read the bytes of a line as text, with the first trouble found in them.

    A line that is not plain ASCII and yet is valid UTF-8 is taken for UTF-8: in Latin-1 such a row of
    characters (a capital with tilde before a symbol) does not occur in names.
    """
    control = _CONTROL.search(content)
    trouble = Trouble("control-character", control.start(), content[control.start()]) if control else None
    if content.isascii():
        return content.decode("ascii"), trouble
    first = next(index for index, byte in enumerate(content) if byte & _HIGH_BIT)
    try:
        text = content.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    else:
        # What goes back is written in Latin-1, so what it cannot write must not stand in a row.
        told = text.encode("latin-1", "replace").decode("latin-1")
        return told, trouble or Trouble("utf-8", first, content[first])
    if trouble is None and (doubtful := _DOUBTFUL.search(content)):
        trouble = Trouble("doubtful-character", doubtful.start(), content[doubtful.start()])
    return text, trouble
