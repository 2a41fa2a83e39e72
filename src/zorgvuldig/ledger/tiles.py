"""The tree in tiles of 256 hashes (C2SP tlog-tiles): the right edge that grows, and roots read from tiles.

A tile of level L holds the roots of 256 ranges of 256**L leaves each. What the tables keep is exactly that:
the leaf hashes are level 0, each full tile adds one hash to the level above. A checkpoint needs only the
tiles at the right edge (at most 255 hashes a level), and a path only the tiles it passes.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from zorgvuldig.ledger import merkle

__all__ = [
    "HEIGHT",
    "WIDTH",
    "Growing",
    "Node",
    "ReadTile",
    "RightEdge",
    "Tile",
    "range_root",
    "tile_path",
    "tiles_of",
]

HEIGHT = 8
WIDTH = 1 << HEIGHT
ReadTile: TypeAlias = Callable[[int, int], Sequence[bytes]]


@dataclass(frozen=True)
class Node:
    """The root of a full tile, which is one hash in the level above."""

    level: int
    index: int
    hash: bytes


@dataclass(frozen=True)
class Tile:
    """Up to 256 hashes that stand side by side at one level."""

    level: int
    index: int
    hashes: tuple[bytes, ...]

    def as_json(self) -> dict[str, int | str]:
        """Write the tile as the gate takes it in."""
        joined = base64.b64encode(b"".join(self.hashes)).decode()
        return {"level": self.level, "index": self.index, "hashes": joined}


@dataclass
class RightEdge:
    """The growing end of a tree: the roots of its full subtrees, one per binary digit of its size."""

    size: int = 0
    roots: list[bytes] = field(default_factory=list)

    @classmethod
    def load(cls, size: int, read: ReadTile) -> RightEdge:
        """Load the edge of a stored tree from the tiles at its right side."""
        return cls(size, [_subtree(read, level, index) for level, index in _full_subtrees(0, size)])

    def append(self, leaf_hash: bytes) -> list[Node]:
        """Add one leaf; give the roots of the tiles that it filled."""
        filled: list[Node] = []
        node, count, level = leaf_hash, self.size, 0
        while count % 2:
            node, count, level = merkle.node_hash(self.roots.pop(), node), count >> 1, level + 1
            if level % HEIGHT == 0:
                filled.append(Node(level // HEIGHT, count, node))
        self.roots.append(node)
        self.size += 1
        return filled

    def root(self) -> bytes:
        """Give the root of the whole tree from its edge."""
        return _folded(self.roots) if self.roots else merkle.EMPTY_ROOT


@dataclass
class Growing:
    """A whole tree whose leaves come little by little: its tiles as they fill, and its root at the end."""

    size: int = 0
    rest: list[bytes] = field(default_factory=list)
    full: list[bytes] = field(default_factory=list)
    """The roots of the full tiles of leaves."""

    def add(self, hashes: Sequence[bytes]) -> list[Tile]:
        """Add leaves; give the tiles of leaves that they filled."""
        self.size += len(hashes)
        row = [*self.rest, *hashes]
        ends = range(WIDTH, len(row) + 1, WIDTH)
        tiles = [
            Tile(0, index, tuple(row[end - WIDTH : end])) for index, end in enumerate(ends, len(self.full))
        ]
        self.full += [merkle.root(tile.hashes) for tile in tiles]
        self.rest = row[len(tiles) * WIDTH :]
        return tiles

    def end(self) -> list[Tile]:
        """Give the tiles that are left: the last, partial one of leaves, and all above."""
        partial = [Tile(0, len(self.full), tuple(self.rest))] if self.rest else []
        return partial + [Tile(tile.level + 1, tile.index, tile.hashes) for tile in tiles_of(self.full)]

    def root(self) -> bytes:
        """Give the root of all leaves: what is left over goes up as it is, as in any row of the tree."""
        return merkle.root([*self.full, merkle.root(self.rest)] if self.rest else self.full)


def tiles_of(hashes: Iterable[bytes]) -> list[Tile]:
    """Cut a whole tree into its tiles, partial ones included."""
    tiles: list[Tile] = []
    row = list(hashes)
    while row:
        level = tiles[-1].level + 1 if tiles else 0
        cut = [tuple(row[start : start + WIDTH]) for start in range(0, len(row), WIDTH)]
        tiles.extend(Tile(level, index, part) for index, part in enumerate(cut))
        row = [merkle.root(part) for part in cut if len(part) == WIDTH]
    return tiles


def range_root(read: ReadTile, start: int, end: int) -> bytes:
    """Give the root of a range as it occurs in paths, read from tiles."""
    return _folded([_subtree(read, level, index) for level, index in _full_subtrees(start, end)])


def tile_path(tile: Tile) -> str:
    """Name the place where tlog-tiles has a tile served, such as ``tile/0/x001/067.p/12``."""
    groups = f"{tile.index:,d}".split(",")
    number = "/".join(["x" + group.zfill(3) for group in groups[:-1]] + [groups[-1].zfill(3)])
    partial = "" if len(tile.hashes) == WIDTH else f".p/{len(tile.hashes)}"
    return f"tile/{tile.level}/{number}{partial}"


def _folded(roots: Sequence[bytes]) -> bytes:
    """Hash the roots of full subtrees, largest first, into one."""
    *others, carry = roots
    for left in reversed(others):
        carry = merkle.node_hash(left, carry)
    return carry


def _full_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a range that begins at a multiple of its largest power of two into full subtrees, largest first."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _subtree(read: ReadTile, level: int, index: int) -> bytes:
    tile_level, rest = divmod(level, HEIGHT)
    first = index << rest
    hashes = read(tile_level, first >> HEIGHT)
    place = first % WIDTH
    return merkle.root(hashes[place : place + (1 << rest)])
