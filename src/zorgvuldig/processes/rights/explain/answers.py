"""Gives the text with which an answer to a request begins, by right and outcome (article 5.1)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@lru_cache(maxsize=1)
def answers() -> Mapping[str, Mapping[str, str]]:
    """Read the texts of each right by outcome; what is to be filled in stands in square brackets."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def beginning(kind: str, outcome: str) -> str:
    """Give the text for a right and an outcome; nothing where there is no such outcome."""
    return answers().get(kind, {}).get(outcome, "")
