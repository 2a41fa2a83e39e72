"""Tells a person all that we hold, part by part, with where it came from and how long it stays (inzage)."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zorgvuldig.decisions import DUTCH_TIME
from zorgvuldig.norms import dutch_words
from zorgvuldig.norms.citing import cite
from zorgvuldig.processes.rights.explain.views import MyData, MyRow, MySection, MyTable
from zorgvuldig.records.stored_overview import DESTROYED
from zorgvuldig.records.writing import day, euros

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zorgvuldig.ledger.views import Use
    from zorgvuldig.records.stored_overview import HeldTable

_PURPOSE_FIELDS = ("purpose", "obtained_for", "from_process", "to_process")
_WORDS = frozenset({"self", "another-person", DESTROYED})


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """Read the Dutch words of the overview."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def my_data(tables: Sequence[HeldTable], uses: Sequence[Use] = (), *, on: date) -> MyData:
    """Tell what is held of a person, part by part, and for what it was used; an empty part says so."""
    return _parts(tables, words()["sections"], uses, on=on)


def party_data(tables: Sequence[HeldTable], *, on: date) -> MyData:
    """Tell what is registered about a care provider or business partner, in the part that it is."""
    there = {table.section for table in tables}
    said = {key: heading for key, heading in words()["party_sections"].items() if key in there}
    return _parts(tables, said, (), on=on)


def _parts(tables: Sequence[HeldTable], said: Mapping[str, str], uses: Sequence[Use], *, on: date) -> MyData:
    held: dict[str, list[MyTable]] = {name: [] for name in said}
    for table in tables:
        if table.rows:
            held[table.section].append(_table(table, uses, on=on))
    return MyData(
        sections=tuple(
            MySection(key=key, heading=heading, tables=tuple(held[key])) for key, heading in said.items()
        )
    )


def _table(table: HeldTable, uses: Sequence[Use], *, on: date) -> MyTable:
    told = words()["tables"][table.name]
    rows = [tuple(map(written, table.fields, row)) for row in table.rows]
    # A column in which nothing stands for anybody is no column to read.
    filled = [place for place in range(len(table.fields)) if any(row[place] for row in rows)]
    return MyTable(
        key=table.name,
        title=told["title"],
        headers=tuple(told["fields"][table.fields[place]] for place in filled),
        rows=tuple(_row(table, told, row, filled) for row in rows),
        categories=table.categories,
        source=words()["sources"][table.source],
        purpose=_purpose(table.purpose),
        kept=words()["kept"][table.retention.name],
        kept_by=cite((table.retention.norm,), on),
        uses=_used(frozenset(table.categories), uses),
    )


def _used(categories: frozenset[str], uses: Sequence[Use]) -> tuple[str, ...]:
    """Tell for what data of these kinds were used: most often first, and apart what left us."""
    times: Counter[tuple[str, bool]] = Counter()
    last: dict[tuple[str, bool], datetime] = {}
    for use in uses:
        if use.data & categories:
            key = (use.purpose, use.outward)
            times[key] += use.times
            last[key] = max(use.last, last.get(key, use.last))
    return tuple(
        words()["uses"]["sent" if key[1] else "used"].format(
            purpose=dutch_words()["purposes"][key[0]],
            times=words()["uses"]["once" if count == 1 else "times"].format(count=count),
            last=day(last[key].astimezone(DUTCH_TIME).date()),
        )
        for key, count in sorted(times.items(), key=lambda each: (-each[1], each[0]))
    )


def _row(table: HeldTable, told: Mapping[str, Any], row: Sequence[str], filled: Sequence[int]) -> MyRow:
    """Tell one row; what it is recognised by, the words of its table say."""
    by = [row[table.fields.index(name)] for name in told.get("known_by", ())]
    return MyRow(
        title=", ".join(value for value in by if value) or told["title"],
        pairs=tuple((told["fields"][table.fields[place]], row[place]) for place in filled),
    )


def _purpose(purpose: str) -> str:
    told = words()["purposes"].get(purpose)
    return str(told) if told else f"voor {dutch_words()['purposes'][purpose]}"


def written(field: str, value: object) -> str:
    """Write one value as a person reads it, by what the field holds."""
    match value:
        case None | "":
            told = ""
        case bool():
            told = words()["values"]["yes" if value else "no"]
        case int():
            told = euros(value) if field.endswith("_cents") else str(value)
        case datetime():
            here = value.astimezone(DUTCH_TIME)
            told = f"{day(here.date())}, {here:%H:%M}"
        case date():
            told = day(value)
        case list():
            told = ", ".join(map(str, value))
        case (date() | None as first, date() | None as last):
            told = _period(first, last)
        case _:
            told = _text(field, str(value))
    return str(told)


def _text(field: str, value: str) -> str:
    if value in _WORDS:
        return str(words()["values"][value])
    known = _named_values().get(field)
    return known.get(value, value) if known else value


@lru_cache(maxsize=1)
def _named_values() -> Mapping[str, Mapping[str, str]]:
    """Give the fields of which each value has a word, with these words."""
    purposes = dict.fromkeys(_PURPOSE_FIELDS, dutch_words()["purposes"])
    return {
        **purposes,
        "data_category": dutch_words()["data"],
        "data_origin": words()["from"],
        "level": words()["levels"],
    }


def _period(first: date | None, last: date | None) -> str:
    said = words()["values"]
    if first is None:
        return str(said["until"]).format(last=day(last)) if last else ""
    if last is None:
        return str(said["since"]).format(first=day(first))
    return str(said["between"]).format(first=day(first), last=day(last))
