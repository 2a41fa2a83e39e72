"""Chance by the million: whole arrays of draws that are the same on every machine.

Only the raw stream of the generator is used, which never changes between versions of numpy, and only whole
numbers, so that no rounding of a processor shows.
"""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
_HALF = np.uint64(32)


class Draws:
    """A stream of reproducible draws in bulk."""

    def __init__(self, seed: int, part: str) -> None:
        """Start the stream of one part, such as ``pharmacy``."""
        named = hashlib.sha256(f"zorgvuldig:{seed}:{part}".encode()).digest()
        self._bits = np.random.PCG64(int.from_bytes(named[:16], "big"))

    def below(self, count: int, limit: Any) -> Whole:  # noqa: ANN401 — one number, or an array of them
        """Draw so many whole numbers from zero up to a limit below 2**32, which may differ for each."""
        high = self._bits.random_raw(count) >> _HALF
        scaled = (high * np.asarray(limit, dtype=np.uint64)) >> _HALF
        return scaled.astype(np.int64)

    def weighted(self, count: int, weights: Whole) -> Whole:
        """Draw so many places of a list of weights."""
        bounds = np.cumsum(weights)
        # Two draws make one of 2**62: the days of many people together do not fit in 2**32.
        total = int(bounds[-1])
        wide = (self._bits.random_raw(count) >> np.uint64(2)).astype(np.int64) % total
        return np.searchsorted(bounds, wide, side="right").astype(np.int64)
