"""Small PNG files: 256 colours in place of millions, which a page of text does not need."""

from __future__ import annotations

import struct
import zlib
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST = 256
_STEP = 8


def shrink(picture: bytes) -> bytes:
    """Write a PNG of eight bits a channel anew, with a palette of the colours that occur most."""
    width, height, pixels = _read(picture)
    coarse = (pixels.astype(np.int32) + _STEP // 2) // _STEP
    keys = (coarse[:, 0] << 16) | (coarse[:, 1] << 8) | coarse[:, 2]
    _, first, back, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    kept = np.argsort(-counts)[:_MOST]
    palette = pixels[first[kept]].astype(np.int32)
    colours = pixels[first].astype(np.int32)
    nearest = np.array(
        [int(np.argmin(((palette - colour) ** 2).sum(axis=1))) for colour in colours], np.uint8
    )
    rows = nearest[back.reshape(-1)].reshape(height, width)
    raw = np.hstack([np.zeros((height, 1), np.uint8), rows]).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"PLTE", palette.astype(np.uint8).tobytes())]
    chunks += [(b"IDAT", zlib.compress(raw, 9)), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _read(picture: bytes) -> tuple[int, int, Pixels]:
    """Read a PNG that is not interlaced, of three or four channels, into rows of red, green and blue."""
    place, data, width, height, channels = len(_SIGNATURE), b"", 0, 0, 3
    while place < len(picture):
        size = struct.unpack(">I", picture[place : place + 4])[0]
        name, content = picture[place + 4 : place + 8], picture[place + 8 : place + 8 + size]
        if name == b"IHDR":
            width, height, _depth, colour = struct.unpack(">IIBB", content[:10])
            channels = {2: 3, 6: 4}[colour]
        elif name == b"IDAT":
            data += content
        place += size + 12
    lines = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + width * channels)
    return width, height, _unfiltered(lines, width, channels)[:, :, :3].reshape(-1, 3)


def _unfiltered(lines: Pixels, width: int, channels: int) -> Pixels:
    """Undo the filters of the rows (PNG specification, section 9)."""
    out = np.zeros((height := len(lines), width, channels), np.uint8)
    above = np.zeros((width, channels), np.uint8)
    for number in range(height):
        kind, row = lines[number, 0], lines[number, 1:].reshape(width, channels)
        out[number] = above = _row(int(kind), row, above)
    return out


def _row(kind: int, row: Pixels, above: Pixels) -> Pixels:
    if kind == 0:
        return row
    if kind == 1:
        return np.cumsum(row, axis=0, dtype=np.uint8)
    if kind == 2:  # noqa: PLR2004 — the number of a filter
        return row + above
    return _slow_row(kind, row, above)


def _slow_row(kind: int, row: Pixels, above: Pixels) -> Pixels:
    """Undo the two filters in which every pixel waits for the one before it."""
    out, left, corner = [], [0] * row.shape[1], [0] * row.shape[1]
    for values, ups in zip(row.tolist(), above.tolist(), strict=True):
        guesses = map(_average if kind == 3 else _paeth, left, ups, corner)  # noqa: PLR2004 — a filter
        left = [(value + guess) & 255 for value, guess in zip(values, guesses, strict=True)]
        corner = ups
        out.append(left)
    return np.array(out, np.uint8)


def _average(left: int, up: int, _corner: int) -> int:
    return (left + up) // 2


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    far_left, far_up, far_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    if far_left <= far_up and far_left <= far_corner:
        return left
    return up if far_up <= far_corner else corner
