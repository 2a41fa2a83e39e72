"""Chance from the seed: each part draws from a stream of its own, so that parts do not disturb each other."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

Value = TypeVar("Value")


class Chance:
    """A stream of reproducible draws."""

    def __init__(self, seed: int, part: str) -> None:
        """Start the stream of one part, such as ``people``."""
        self._random = random.Random(f"zorgvuldig:{seed}:{part}")  # noqa: S311 — invented data, no secrets

    def pick(self, weights: Mapping[Value, float]) -> Value:
        """Draw one of the values by weight."""
        return self._random.choices(list(weights), weights=list(weights.values()))[0]

    def happens(self, probability: float) -> bool:
        """Tell whether something of this probability happens now."""
        return self._random.random() < probability

    def whole(self, least: int, most: int) -> int:
        """Draw a whole number, both ends included."""
        return self._random.randint(least, most)

    def day(self, first: date, last: date) -> date:
        """Draw a day, both ends included."""
        return first + timedelta(days=self.whole(0, (last - first).days))

    def identifier(self) -> UUID:
        """Draw a random identifier (UUID version 4)."""
        return UUID(int=self._random.getrandbits(128), version=4)
