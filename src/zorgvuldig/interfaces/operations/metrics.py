"""Figures of the running program in OpenMetrics text: counts and durations, never of whom.

A label has a name from a closed list and values from a closed list or of a closed form. What does not fit is
counted under "other", so that no label can carry what somebody typed, and no sender can make labels without
end. Every process keeps its own figures in memory and lays them down in a file; the process that answers
(`zorgvuldig metrics`) adds them up.
"""

from __future__ import annotations

import json
import os
import re
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["CONTENT_TYPE", "FAMILIES", "Registry", "gather", "render"]

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"
OTHER = "other"
PREFIX = "zorgvuldig_"
#: Up to which duration, in seconds.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,59}").fullmatch


@dataclass(frozen=True)
class Family:
    """One figure: its kind, its labels, and what it tells."""

    kind: str
    help: str
    labels: tuple[str, ...] = ()


#: Every figure that there is.
FAMILIES: Mapping[str, Family] = {
    "requests": Family(
        "counter", "Requests by route, verb and class of status.", ("route", "verb", "status")
    ),
    "request_seconds": Family("histogram", "How long requests took, by route.", ("route",)),
    "refused": Family("counter", "Requests refused by a rule of their address.", ("route",)),
    "logins_failed": Family("counter", "Attempts to log in that failed."),
    "decisions": Family("gauge", "Decisions in the ledger by purpose and outcome.", ("purpose", "outcome")),
    "duties_open": Family("gauge", "Duties that are open."),
    "duties_overdue": Family("gauge", "Duties that are open and past their day."),
    "ledger_waiting": Family("gauge", "Entries that have no place in the tree yet."),
    "ledger_checkpoint_age_seconds": Family("gauge", "How long ago the ledger was signed."),
    "ledger_witness_age_seconds": Family("gauge", "How long ago the witness was heard."),
    "jobs": Family("gauge", "Jobs by state.", ("state",)),
    "disk_free_bytes": Family("gauge", "Room left on the disk of the installation."),
    "archive_failures": Family("gauge", "Pieces of the log that could not be kept at the first try."),
    "archive_age_seconds": Family("gauge", "How long ago a piece of the log was kept."),
    "up": Family("gauge", "Whether a part answers.", ("part",)),
}
#: Of what form the values of a label are; a route, a purpose or a state is named in the program itself.
_CLOSED: Mapping[str, frozenset[str] | None] = {
    "route": None,
    "purpose": None,
    "state": None,
    "part": None,
    "verb": frozenset({"GET", "HEAD", "POST", OTHER}),
    "status": frozenset({"2xx", "3xx", "4xx", "5xx", OTHER}),
    "outcome": frozenset({"permit", "forbid", "no-permit", "gap", OTHER}),
}
Samples = dict[str, dict[str, float]]


@dataclass
class Registry:
    """The figures of one process."""

    samples: Samples = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, name: str, amount: float = 1.0, **labels: str) -> None:
        """Count something."""
        with self.lock:
            held = self.samples.setdefault(name, {})
            key = _key(FAMILIES[name], labels)
            held[key] = held.get(key, 0.0) + amount

    def put(self, name: str, value: float, **labels: str) -> None:
        """Say how much there is now."""
        with self.lock:
            self.samples.setdefault(name, {})[_key(FAMILIES[name], labels)] = value

    def observe(self, name: str, seconds: float, **labels: str) -> None:
        """Take a duration into account."""
        key = _key(FAMILIES[name], labels)
        with self.lock:
            held = self.samples.setdefault(name, {})
            marks = [f"le={bound}" for bound in BUCKETS if seconds <= bound]
            for mark in (*marks, "le=+Inf", "count"):
                held[f"{key};{mark}"] = held.get(f"{key};{mark}", 0.0) + 1
            held[f"{key};sum"] = held.get(f"{key};sum", 0.0) + seconds

    def lay_down(self, folder: Path, name: str) -> None:
        """Write all of it into a file of this process."""
        with self.lock:
            text = json.dumps(self.samples)
        draft = folder / f".{name}-{os.getpid()}"
        draft.write_text(text, encoding="utf-8")
        draft.replace(folder / f"{name}-{os.getpid()}.json")


def gather(folder: Path) -> Samples:
    """Add up what the processes laid down; figures of one that ended still count."""
    total: Samples = {}
    for path in sorted(folder.glob("*-*.json")):
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        for name, samples in told.items():
            if name in FAMILIES:
                held = total.setdefault(name, {})
                for key, value in samples.items():
                    held[key] = held.get(key, 0.0) + float(value)
    return total


def render(samples: Samples) -> str:
    """Write figures as OpenMetrics text."""
    lines: list[str] = []
    for name, family in FAMILIES.items():
        if name not in samples:
            continue
        full = PREFIX + name
        lines += [f"# TYPE {full} {family.kind}", f"# HELP {full} {family.help}"]
        lines += _lines(full, family, samples[name])
    return "\n".join([*lines, "# EOF"]) + "\n"


def _lines(full: str, family: Family, samples: Mapping[str, float]) -> Iterable[str]:
    for key, value in sorted(samples.items(), key=_order):
        words, _, mark = key.partition(";")
        pairs = [(name, word) for name, word in zip(family.labels, words.split("|"), strict=False) if word]
        suffix = "_total" if family.kind == "counter" else ""
        if mark.startswith("le="):
            suffix, pairs = "_bucket", [*pairs, ("le", mark[3:])]
        elif mark:
            suffix = f"_{mark}"
        listed = ",".join(f'{name}="{word}"' for name, word in pairs)
        yield f"{full}{suffix}{'{' + listed + '}' if listed else ''} {value!r}"


def _order(sample: tuple[str, float]) -> tuple[str, float]:
    """Put the buckets of a histogram in the order of their bounds, then sum and count."""
    words, _, mark = sample[0].partition(";")
    if mark.startswith("le="):
        return words, float(mark[3:])
    return words, float("inf") if mark else 0.0


def _key(family: Family, labels: Mapping[str, str]) -> str:
    if set(labels) != set(family.labels):
        raise ValueError(f"labels {sorted(labels)} given, {sorted(family.labels)} are known for this figure")
    return "|".join(_value(name, labels[name]) for name in family.labels)


def _value(name: str, word: str) -> str:
    closed = _CLOSED[name]
    fits = word in closed if closed is not None else bool(_WORD(word))
    return word if fits else OTHER
