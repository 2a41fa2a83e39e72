"""A file of raised tariffs of the synthetic insurer, so that a demo has something to look at again."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = "uzovi;prestatiecodelijst;prestatiecode;tarief;tot_en_met"
#: How many tariffs are raised, and by how much of a hundred.
MOST, PERCENT = 12, 3


def raised_tariffs(directory: Path, *, on: date) -> str:
    """Write the tariffs of the first label that hold on a day, raised, as a file to propose (tarieven)."""
    labels = {row["id"]: row["uzovi"] for row in _rows(directory, "labels")}
    first = min(labels.values())
    held = [
        row
        for row in _rows(directory, "tariffs")
        if labels[row["label"]] == first and row["valid_from"] <= on.isoformat() < (row["valid_until"] or "9")
    ]
    return "\r\n".join([HEAD, *(_line(first, row) for row in held[:MOST])]) + "\r\n"


def _line(uzovi: str, row: dict[str, str]) -> str:
    cents = int(row["amount_cents"]) * (100 + PERCENT) // 100
    until = row["valid_until"]
    last = date.fromisoformat(until) - timedelta(days=1) if until else ""
    amount = f"{cents // 100},{cents % 100:02d}"
    return f"{uzovi};{row['code_list']};{row['service_code']};{amount};{last}"


def _rows(directory: Path, name: str) -> Iterator[dict[str, str]]:
    with (directory / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
