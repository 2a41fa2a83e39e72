"""The tree of RFC 6962, section 2.1, against its test vectors, all small sizes, and drawn larger ones."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zorgvuldig.ledger import merkle, tiles

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
HASHES = [merkle.leaf_hash(str(number).encode()) for number in range(64)]


def naive_root(hashes):
    """The definition of the RFC, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return merkle.node_hash(naive_root(hashes[:split]), naive_root(hashes[split:]))


def test_an_empty_tree_has_the_hash_of_nothing():
    assert merkle.root([]) == merkle.EMPTY_ROOT == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_known_vectors(size):
    assert merkle.root([merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size - 1]


def test_inclusion_paths_are_those_of_the_known_vectors():
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES]
    assert [node.hex()[:8] for node in merkle.inclusion_path(hashes, 0)] == [
        "96a296d2",
        "5f083f0a",
        "6b47aaf2",
    ]
    assert [node.hex()[:8] for node in merkle.inclusion_path(hashes, 5)] == [
        "bc1a0643",
        "ca854ea1",
        "d37ee418",
    ]
    assert [node.hex()[:8] for node in merkle.inclusion_path(hashes[:3], 2)] == ["fac54203"]
    assert [node.hex()[:8] for node in merkle.inclusion_path(hashes[:5], 1)] == [
        "6e340b9c",
        "5f083f0a",
        "bc1a0643",
    ]


def test_consistency_paths_are_those_of_the_known_vectors():
    hashes = [merkle.leaf_hash(leaf) for leaf in LEAVES]
    assert [node.hex()[:8] for node in merkle.consistency_path(hashes, 1)] == [
        "96a296d2",
        "5f083f0a",
        "6b47aaf2",
    ]
    assert [node.hex()[:8] for node in merkle.consistency_path(hashes, 6)] == [
        "0ebc5d34",
        "ca854ea1",
        "d37ee418",
    ]
    assert [node.hex()[:8] for node in merkle.consistency_path(hashes[:5], 2)] == ["5f083f0a", "bc1a0643"]


@pytest.mark.parametrize("size", range(65))
def test_the_root_is_the_definition_for_every_small_size(size):
    assert merkle.root(HASHES[:size]) == naive_root(HASHES[:size])


def test_every_leaf_of_every_small_tree_leads_to_its_root_and_to_no_other_place():
    for size in range(1, 41):
        hashes, root = HASHES[:size], naive_root(HASHES[:size])
        for index in range(size):
            path = merkle.inclusion_path(hashes, index)
            assert merkle.root_by_path(hashes[index], index, size, path) == root
            elsewhere = (index + 1) % size
            if size > 1:
                assert implied(hashes[index], elsewhere, size, path) != root


def implied(leaf, index, size, path):
    """The root that a path implies, or none if it does not fit."""
    try:
        return merkle.root_by_path(leaf, index, size, path)
    except ValueError:
        return None


def test_every_pair_of_small_sizes_is_consistent_and_any_other_root_is_not():
    for new in range(1, 41):
        for old in range(1, new + 1):
            path = merkle.consistency_path(HASHES[:new], old)
            roots = naive_root(HASHES[:old]), naive_root(HASHES[:new])
            assert merkle.is_consistent(old, new, *roots, path)
            assert not merkle.is_consistent(old, new, HASHES[-1], roots[1], path)
            assert not merkle.is_consistent(old, new, roots[0], HASHES[-1], path)
            assert not merkle.is_consistent(old, new, *roots, [*path, HASHES[0]])
            if path:
                assert not merkle.is_consistent(old, new, *roots, path[:-1])


def test_sizes_that_need_a_path_are_not_consistent_without_one():
    assert not merkle.is_consistent(3, 5, naive_root(HASHES[:3]), naive_root(HASHES[:5]), [])


def test_nothing_is_consistent_with_an_empty_or_a_longer_beginning():
    assert not merkle.is_consistent(0, 3, merkle.EMPTY_ROOT, HASHES[0], [])
    assert not merkle.is_consistent(4, 3, HASHES[0], HASHES[0], [])


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_a_leaf_outside_of_the_tree_has_no_path_and_no_root(index, size):
    with pytest.raises(ValueError, match="does not stand in a tree"):
        merkle.inclusion_ranges(index, size)
    with pytest.raises(ValueError, match="does not stand in a tree"):
        merkle.root_by_path(HASHES[0], index, size, [])


@pytest.mark.parametrize(("old", "new"), [(0, 4), (5, 4)])
def test_a_beginning_that_cannot_be_has_no_consistency_path(old, new):
    with pytest.raises(ValueError, match="cannot be the beginning"):
        merkle.consistency_ranges(old, new)


def test_a_path_of_the_wrong_length_is_an_error():
    path = merkle.inclusion_path(HASHES[:8], 3)
    with pytest.raises(ValueError, match="too long"):
        merkle.root_by_path(HASHES[3], 3, 8, [*path, HASHES[0]])
    with pytest.raises(ValueError, match="too short"):
        merkle.root_by_path(HASHES[3], 3, 8, path[:-1])


def test_a_leaf_never_passes_for_a_node():
    assert merkle.leaf_hash(HASHES[0] + HASHES[1]) != merkle.node_hash(HASHES[0], HASHES[1])


@st.composite
def trees(draw):
    size = draw(st.integers(1, 3000))
    seed = draw(st.integers(0, 2**32))
    return [hashlib.sha256(f"{seed}/{number}".encode()).digest() for number in range(size)]


@given(trees(), st.data())
def test_paths_from_tiles_are_paths_from_leaves(hashes, data):
    index = data.draw(st.integers(0, len(hashes) - 1))
    old = data.draw(st.integers(1, len(hashes)))
    stored = {(tile.level, tile.index): tile.hashes for tile in tiles.tiles_of(hashes)}

    def read(level, index):
        return stored[level, index]

    def roots(ranges):
        return [tiles.range_root(read, *part) for part in ranges]

    assert roots(merkle.inclusion_ranges(index, len(hashes))) == merkle.inclusion_path(hashes, index)
    assert roots(merkle.consistency_ranges(old, len(hashes))) == merkle.consistency_path(hashes, old)
    assert tiles.RightEdge.load(len(hashes), read).root() == merkle.root(hashes)


@given(trees())
def test_the_growing_edge_has_the_root_and_the_full_tiles_of_the_whole_tree(hashes):
    edge = tiles.RightEdge()
    filled = [node for hashed in hashes for node in edge.append(hashed)]
    stored = {(tile.level, tile.index): tile.hashes for tile in tiles.tiles_of(hashes)}
    assert edge.root() == merkle.root(hashes)
    assert [stored[node.level, node.index >> 8][node.index % 256] for node in filled] == [
        node.hash for node in filled
    ]
    assert len(filled) == len(hashes) // 256


@given(trees(), trees(), st.data())
def test_another_leaf_never_leads_to_the_root(hashes, others, data):
    index = data.draw(st.integers(0, len(hashes) - 1))
    other = data.draw(st.sampled_from(others))
    path = merkle.inclusion_path(hashes, index)
    led = merkle.root_by_path(other, index, len(hashes), path) == merkle.root(hashes)
    assert led == (other == hashes[index])
