"""The letterhead (briefhoofd): who sends, and where a letter comes back to."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def letterhead() -> dict[str, str]:
    """Read the letterhead as it stands in the package (briefhoofd)."""
    text = files("zorgvuldig.interfaces.letters").joinpath("letterhead.toml").read_text(encoding="utf-8")
    return {name: str(value) for name, value in tomllib.loads(text).items()}
