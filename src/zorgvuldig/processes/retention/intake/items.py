"""The kinds of items that go by their own clock while whose they are stays (stukken): `items.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ItemKind", "item_kinds"]


@dataclass(frozen=True)
class ItemKind:
    """One kind: what people call it, and which data a decision to erase it names besides the row's own."""

    called: str
    data: frozenset[str]


@lru_cache(maxsize=1)
def item_kinds() -> Mapping[str, ItemKind]:
    """Give every kind by its name, in the order of erasing."""
    written = tomllib.loads(files(__package__).joinpath("items.toml").read_text(encoding="utf-8"))
    return {name: ItemKind(row["called"], frozenset(row["data"])) for name, row in written.items()}
