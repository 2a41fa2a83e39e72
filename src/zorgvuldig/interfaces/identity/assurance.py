"""Levels of assurance (betrouwbaarheidsniveaus) and which is the least for what, dated (eIDAS art. 8)."""

from __future__ import annotations

import tomllib
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_FILE = "assurance.toml"


class Level(IntEnum):
    """The levels of eIDAS, with the two below them that DigiD has."""

    NONE = 0
    BASIC = 1
    LOW = 2
    SUBSTANTIAL = 3
    HIGH = 4


class AssuranceError(LookupError):
    """No least level is known for a date."""


@cache
def _table() -> Mapping[str, list[dict[str, object]]]:
    text = files("zorgvuldig.interfaces.identity").joinpath(_FILE).read_text(encoding="utf-8")
    return tomllib.loads(text)


def least_level(matter: str, at: date) -> Level:
    """Give the least level for a matter on a date (minimaal betrouwbaarheidsniveau)."""
    rows = [row for row in _table()["least"] if row["matter"] == matter and _from(row) <= at]
    if not rows:
        raise AssuranceError(f"{_FILE} knows no least level for {matter!r} on {at}: add a [[least]] row")
    return Level[str(max(rows, key=_from)["level"]).upper()]


def level_of(reference: str, extra: Mapping[str, str] | None = None) -> Level:
    """Give the level that an `acr` stands for; one that is not known proves nothing."""
    known = {**_table()["references"][0], **(extra or {})}
    return Level[str(known.get(reference, "none")).upper()]


def _from(row: dict[str, object]) -> date:
    moment: date = row["from"]  # type: ignore[assignment] # TOML gives dates as dates
    return moment
