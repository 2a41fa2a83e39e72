"""A log as a static folder in the layout of C2SP tlog-tiles: checkpoint and tiles of hashes, nothing else.

Anyone may serve or copy it: a hash tells nothing of a leaf, whose commitments hold random salts. The entries
themselves are not in it (the standard's `tile/entries`): they say which unit did what at which moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger import merkle, tiles
from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.consistency import demand_consistent
from zorgvuldig.ledger.cosignature import cosigned_at
from zorgvuldig.ledger.kept import ForkError
from zorgvuldig.ledger.note import NoteError, open_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from zorgvuldig.ledger.cosignature import CosignerKey
    from zorgvuldig.ledger.note import VerifierKey
    from zorgvuldig.ledger.tiles import ReadTile, Tile

__all__ = ["TileFolderError", "tile_sizes", "verify_folder", "write_folder"]


class TileFolderError(ValueError):
    """A folder of tiles that does not hold."""


def tile_sizes(size: int) -> Iterator[tuple[int, int, int]]:
    """List the tiles of a log of this size: level, index, width; partial ones as the standard says."""
    level, count = 0, size
    while count:
        full, rest = divmod(count, tiles.WIDTH)
        yield from ((level, index, tiles.WIDTH) for index in range(full))
        if rest:
            yield level, full, rest
        level, count = level + 1, full


def write_folder(folder: Path, *, note: str, size: int, read: ReadTile) -> int:
    """Write checkpoint and tiles; give how many tiles are new. A full tile that is there stays as it is."""
    written = 0
    for level, index, width in tile_sizes(size):
        tile = tiles.Tile(level, index, tuple(read(level, index)[:width]))
        path = folder / tiles.tile_path(tile)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(tile.hashes))
            written += 1
    (folder / "checkpoint").write_text(note, encoding="utf-8")
    return written


def verify_folder(
    folder: Path, *, log: VerifierKey, cosigner: CosignerKey | None, kept: Mapping[str, str]
) -> int:
    """Verify signatures, every hash up to the root, and that it goes on from what was kept; give its size.

    Raises:
        TileFolderError: what does not hold.
    """
    try:
        note = (folder / "checkpoint").read_text(encoding="utf-8")
        checkpoint = _opened(note, log)
        if cosigner:
            cosigned_at(note, cosigner)
        read = _reader(folder, checkpoint.size)
        _hashes_lead_to_the_root(checkpoint, read)
        for who, earlier in kept.items():
            _goes_on_from(_opened(earlier, log), checkpoint, read, who)
    except (OSError, NoteError, UnicodeDecodeError) as error:
        raise TileFolderError(str(error)) from error
    return checkpoint.size


def _opened(note: str, log: VerifierKey) -> Checkpoint:
    checkpoint = Checkpoint.parse(open_note(note, [log]))
    if checkpoint.origin != log.name:
        raise NoteError(f"this checkpoint is of another log: {checkpoint.origin}")
    return checkpoint


def _hashes_lead_to_the_root(checkpoint: Checkpoint, read: ReadTile) -> None:
    for level, index, width in tile_sizes(checkpoint.size):
        if level:
            below = [merkle.root(read(level - 1, index * tiles.WIDTH + place)) for place in range(width)]
            if list(read(level, index)) != below:
                raise TileFolderError(f"tile {level}/{index} is not what the tiles below it give")
    if tiles.RightEdge.load(checkpoint.size, read).root() != checkpoint.root:
        raise TileFolderError("the tiles do not lead to the root that was signed")


def _goes_on_from(earlier: Checkpoint, now: Checkpoint, read: ReadTile, who: str) -> None:
    try:
        demand_consistent(earlier, now, read=read)
    except ForkError as error:
        raise TileFolderError(f"against what {who} kept: {error}") from error


def _reader(folder: Path, size: int) -> ReadTile:
    widths = {(level, index): width for level, index, width in tile_sizes(size)}

    def read(level: int, index: int) -> Sequence[bytes]:
        width = widths[level, index]
        blank: Tile = tiles.Tile(level, index, (b"",) * width)
        content = (folder / tiles.tile_path(blank)).read_bytes()
        if len(content) != width * merkle.HASH_BYTES:
            raise TileFolderError(f"tile {level}/{index} should hold {width} hashes")
        return [content[at : at + merkle.HASH_BYTES] for at in range(0, len(content), merkle.HASH_BYTES)]

    return read
