"""Which items to inspect: a draw that anybody can repeat (aselecte steekproef; tickets after R. Rivest).

Every item gets a ticket that follows from the seed and its own name; the smallest tickets are drawn. So the
order of the frame does not matter, a larger sample holds the smaller one, and an item that is taken out
leaves the order of the others as it was. Freeze and publish the frame before the seed is known.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True, order=True)
class Drawn:
    """An item that was drawn, with the ticket that put it there."""

    ticket: str
    identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A drawn sample (steekproef): what leaves the room besides an aggregate."""

    seed: str
    population: int
    frame: str
    """SHA-256 over the sorted names of the frame: shows that it is the one that was frozen."""
    skip: int
    items: tuple[Drawn, ...]


def ticket(seed: str, identifier: str) -> str:
    """Give the ticket of an item: the decimal digits of its hash, last digit first, as a fraction of one."""
    inner = hashlib.sha256(seed.encode()).hexdigest()
    digest = hashlib.sha256((inner + identifier).encode()).hexdigest()
    return str(int(digest, 16))[::-1]


def draw(identifiers: Collection[str], seed: str, size: int, *, skip: int = 0) -> Sample:
    """Draw a sample of items without replacement, each equally likely; `skip` passes over an earlier draw."""
    names = sorted(set(identifiers))
    if len(names) != len(identifiers):
        raise ValueError("`identifiers` must differ; an item stands in the frame once")
    if not seed:
        raise ValueError("`seed` is empty; a draw follows from a seed that was fixed after the frame")
    if skip < 0 or size < 1 or skip + size > len(names):
        raise ValueError(f"`size` {size} with `skip` {skip} does not fit in a frame of {len(names)}")
    ordered = sorted(Drawn(ticket(seed, name), name) for name in names)
    frame = hashlib.sha256("\n".join(names).encode()).hexdigest()
    return Sample(
        seed=seed, population=len(names), frame=frame, skip=skip, items=tuple(ordered[skip : skip + size])
    )
