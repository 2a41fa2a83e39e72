"""The tree in tiles of 256 hashes (C2SP tlog-tiles): the right edge that grows, and roots read from tiles.

A tile of level L holds the roots of 256 ranges of 256**L leaves each. What the tables keep is exactly that:
the leaf hashes are level 0, each full tile adds one hash to the level above. A checkpoint needs only the
partial tiles at the right edge (at most 255 hashes a level), and a path only the tiles it passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from zorgvuldig.ledger import merkle

__all__ = [
    "HEIGHT",
    "WIDTH",
    "Node",
    "ReadTile",
    "RightEdge",
    "Tile",
    "edge_tiles",
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


@dataclass
class RightEdge:
    """The growing end of a tree: its size and, per level, the hashes of the tile that is not full yet."""

    size: int = 0
    levels: list[list[bytes]] = field(default_factory=list)

    def append(self, leaf_hash: bytes) -> list[Node]:
        """Add one leaf; give the roots of the tiles that it filled."""
        filled: list[Node] = []
        self.size += 1
        count, carry = self.size, leaf_hash
        for level in range(len(self.levels) + 1):
            if level == len(self.levels):
                self.levels.append([])
            self.levels[level].append(carry)
            if len(self.levels[level]) < WIDTH:
                break
            carry = merkle.root(self.levels[level])
            self.levels[level].clear()
            count >>= HEIGHT
            filled.append(Node(level + 1, count - 1, carry))
        return filled

    def root(self) -> bytes:
        """Give the root of the whole tree from its edge."""
        carry: list[bytes] = []
        for level in self.levels:
            if level or carry:
                carry = [merkle.root([*level, *carry])]
        return carry[0] if carry else merkle.EMPTY_ROOT


def edge_tiles(size: int) -> list[tuple[int, int, int]]:
    """List level, tile and width of the tiles at the right edge, level 0 first; an empty one has width 0."""
    tiles: list[tuple[int, int, int]] = []
    while size:
        tiles.append((len(tiles), size >> HEIGHT, size % WIDTH))
        size >>= HEIGHT
    return tiles


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
    roots = [_subtree(read, level, index) for level, index in _full_subtrees(start, end)]
    carry = roots.pop()
    while roots:
        carry = merkle.node_hash(roots.pop(), carry)
    return carry


def tile_path(tile: Tile) -> str:
    """Name the place where tlog-tiles has a tile served, such as ``tile/0/x001/067.p/12``."""
    groups = f"{tile.index:,d}".split(",")
    number = "/".join(["x" + group.zfill(3) for group in groups[:-1]] + [groups[-1].zfill(3)])
    partial = "" if len(tile.hashes) == WIDTH else f".p/{len(tile.hashes)}"
    return f"tile/{tile.level}/{number}{partial}"


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
