"""Tiles as C2SP tlog-tiles has them: widths, levels, and the names of the places where they are served."""

import pytest

from zorgvuldig.ledger import merkle, tiles

HASHES = [merkle.leaf_hash(str(number).encode()) for number in range(70_000)]


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_example_in_the_standard():
    cut = tiles.tiles_of(HASHES)
    widths = {level: [len(t.hashes) for t in cut if t.level == level] for level in range(3)}
    assert widths[0] == [256] * 273 + [112]
    assert widths[1] == [256, 17]
    assert widths[2] == [1]


def test_a_tree_of_exactly_one_tile_has_one_hash_above_it():
    full, above = tiles.tiles_of(HASHES[:256])
    assert (len(full.hashes), above) == (256, tiles.Tile(1, 0, (merkle.root(HASHES[:256]),)))


def test_no_leaves_make_no_tiles():
    assert tiles.tiles_of([]) == []
    assert tiles.RightEdge().root() == merkle.EMPTY_ROOT


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        (0, 273, 112, "tile/0/273.p/112"),
        (2, 0, 1, "tile/2/000.p/1"),
        (1, 1000, 256, "tile/1/x001/000"),
    ],
)
def test_a_tile_is_served_where_the_standard_says(level, index, width, path):
    assert tiles.tile_path(tiles.Tile(level, index, (b"",) * width)) == path


def test_the_edge_fills_a_tile_of_the_second_level_at_its_last_leaf():
    edge = tiles.RightEdge()
    filled = [edge.append(hashed) for hashed in HASHES]
    assert [node.level for node in filled[65_535]] == [1, 2]
    assert filled[65_535][1] == tiles.Node(2, 0, merkle.root(HASHES[:65_536]))
    assert edge.root() == merkle.root(HASHES)
