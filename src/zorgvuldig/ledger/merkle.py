"""The Merkle tree of RFC 6962, section 2.1: hashing, roots, inclusion and consistency, made and verified.

A path is described by the ranges of leaves whose roots stand in it. Who has all leaf hashes takes the roots
from them; who has tiles, from the tiles (`tiles.range_root`). Verification follows RFC 9162, section 2.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeAlias

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "Range",
    "RangeRoot",
    "consistency_path",
    "consistency_ranges",
    "inclusion_path",
    "inclusion_ranges",
    "is_consistent",
    "leaf_hash",
    "node_hash",
    "root",
    "root_by_path",
]

HASH_BYTES = 32
_PAIR = 2 * HASH_BYTES
EMPTY_ROOT = hashlib.sha256(b"").digest()
Range: TypeAlias = tuple[int, int]
RangeRoot: TypeAlias = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf: its own prefix keeps a leaf from ever passing for a node."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children into their parent."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """Give the root over leaf hashes; of no leaves it is the hash of nothing."""
    if not hashes:
        return EMPTY_ROOT
    row = list(hashes)
    while len(row) > 1:
        # A last one without a partner goes up unhashed: that is where RFC 6962 puts it too.
        odd = row[-1:] if len(row) % 2 else []
        pairs = b"".join(row)
        # As `node_hash` is: written out, for there are millions.
        row = [
            hashlib.sha256(b"\x01" + pairs[start : start + _PAIR]).digest()
            for start in range(0, len(row) // 2 * _PAIR, _PAIR)
        ]
        row += odd
    return row[0]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """List the ranges whose roots lead from leaf `index` to the root of `size` leaves, lowest first."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} does not stand in a tree of {size} leaves")
    ranges: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """List the ranges whose roots show that `new` leaves begin with the `old` ones."""
    if not 0 < old <= new:
        raise ValueError(f"a tree of {old} leaves cannot be the beginning of one of {new}")
    ranges: list[Range] = []
    start, end, whole = 0, new, True
    while old < end:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    # The verifier holds the old root already: where the old tree is one whole subtree, it is not repeated.
    return ([] if whole else [(start, end)]) + ranges[::-1]


def inclusion_path(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Make the inclusion path of one leaf from all leaf hashes."""
    return [root(hashes[start:end]) for start, end in inclusion_ranges(index, len(hashes))]


def consistency_path(hashes: Sequence[bytes], old: int) -> list[bytes]:
    """Make the path that shows that these leaf hashes begin with the first `old` of them."""
    return [root(hashes[start:end]) for start, end in consistency_ranges(old, len(hashes))]


def root_by_path(hashed_leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Climb from a leaf to the root that its path implies; a path of the wrong length is an error."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} does not stand in a tree of {size} leaves")
    node, last = hashed_leaf, size - 1
    for sibling in path:
        if last == 0:
            raise ValueError("the path is too long for this tree")
        if index % 2 or index == last:
            node = node_hash(sibling, node)
            while index % 2 == 0 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        index, last = index >> 1, last >> 1
    if last:
        raise ValueError("the path is too short for this tree")
    return node


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Tell whether the tree of `new` leaves begins with the tree of `old` leaves."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    nodes = list(path)
    if old & (old - 1) == 0:
        nodes.insert(0, old_root)
    if not nodes:
        return False
    left, last = old - 1, new - 1
    while left % 2:
        left, last = left >> 1, last >> 1
    first = second = nodes[0]
    for sibling in nodes[1:]:
        if last == 0:
            return False
        if left % 2 or left == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while left % 2 == 0 and left:
                left, last = left >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        left, last = left >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _split(count: int) -> int:
    """Give the largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
