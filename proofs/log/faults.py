"""What the gate leans on, broken one at a time: each block breaks something for real and mends it after."""

from __future__ import annotations

import importlib
import shutil
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import zorgvuldig.norms
from zorgvuldig.ledger.gate import PROOF_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    import psycopg

HOUR = 3600


def all_faults(
    superuser: psycopg.Connection[Any], keys: Path
) -> dict[str, Callable[[], AbstractContextManager[None]]]:
    """Name each fault after what is broken and how."""
    sql = partial(_statements, superuser)
    heard = "UPDATE ledger.cosignature SET received_at = clock_timestamp() {} "
    well = heard.format("")
    placed = "UPDATE gate.sequencing SET placed_until = clock_timestamp() {}"
    in_order = placed.format("")
    return {
        "log sink: the gate may write no entry": sql(
            "REVOKE INSERT ON ledger.intake FROM zv_gate", "GRANT INSERT ON ledger.intake TO zv_gate"
        ),
        "log sink: the table refuses rows": sql(
            "ALTER TABLE ledger.intake ADD CONSTRAINT broken CHECK (entry_id IS NULL) NOT VALID",
            "ALTER TABLE ledger.intake DROP CONSTRAINT broken",
        ),
        "log sink: the keys of personal parts cannot be kept": sql(
            "ALTER TABLE ledger.personal_key RENAME TO elsewhere",
            "ALTER TABLE ledger.elsewhere RENAME TO personal_key",
        ),
        "policy files: one is damaged": partial(_norms, damage=True),
        "policy files: all are gone": partial(_norms, damage=False),
        "clock: the application an hour behind the database": partial(_clock, -HOUR),
        "clock: the application an hour ahead of the database": partial(_clock, HOUR),
        "clock: the database before what the witness last said": sql(
            heard.format("+ interval '1 hour'"), well
        ),
        "key store: the proof key is gone": partial(_key, keys / PROOF_KEY, "gone"),
        "key store: the proof key is open to others": partial(_key, keys / PROOF_KEY, "open"),
        "key store: the proof key is another": partial(_key, keys / PROOF_KEY, "other"),
        "key store: the master key is gone": partial(_key, keys / "kek", "gone"),
        "key store: the key of the index is cut short": partial(_key, keys / "subject-index", "short"),
        "witness: silent for sixteen minutes": sql(heard.format("- interval '16 minutes'"), well),
        "witness: silent for a year": sql(heard.format("- interval '1 year'"), well),
        "sequencer: held up for sixteen minutes": sql(placed.format("- interval '16 minutes'"), in_order),
        "sequencer: held up for a year": sql(placed.format("- interval '1 year'"), in_order),
        "clock: the database before what the sequencer last said": sql(
            placed.format("+ interval '1 hour'"), in_order
        ),
    }


def _statements(
    superuser: psycopg.Connection[Any], broken: str, mended: str
) -> Callable[[], AbstractContextManager[None]]:
    @contextmanager
    def breaking() -> Iterator[None]:
        superuser.execute(broken.encode())
        try:
            yield
        finally:
            superuser.execute(mended.encode())

    return breaking


@contextmanager
def _norms(*, damage: bool) -> Iterator[None]:
    """Let the norms be read from a copy that is damaged or empty, as a process that starts now would."""
    real = Path(zorgvuldig.norms.__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "norms"
        if damage:
            shutil.copytree(real, copy)
            chapter = copy / "code_of_conduct" / "2011-12-13" / "3_principles.md"
            chapter.write_text(chapter.read_text("utf-8").replace("permit", "permitt", 3), encoding="utf-8")
        else:
            copy.mkdir()
        forget_norms()
        try:
            with mock.patch("zorgvuldig.norms.loader.files", return_value=copy):
                yield
        finally:
            forget_norms()


def forget_norms() -> None:
    """Forget every norm that was read, so that they are read anew."""
    for name in ("loader", "bundle", "access", "conflicts", "validation"):
        module = importlib.import_module(f"zorgvuldig.norms.{name}")
        for member in vars(module).values():
            if hasattr(member, "cache_clear"):
                member.cache_clear()
    for member in vars(importlib.import_module("zorgvuldig.decisions.slices")).values():
        if hasattr(member, "cache_clear"):
            member.cache_clear()


@contextmanager
def _clock(seconds: int) -> Iterator[None]:
    """Set the clock of the application apart from that of the database."""
    really = time.time
    with mock.patch("zorgvuldig.ledger.gate.time.time", side_effect=partial(_later, really, seconds)):
        yield


def _later(really: Callable[[], float], seconds: int) -> float:
    return really() + seconds


@contextmanager
def _key(path: Path, how: str) -> Iterator[None]:
    content = path.read_bytes()
    owner = path.stat()
    try:
        if how == "gone":
            path.rename(path.with_name(f"{path.name}.away"))
        elif how == "open":
            path.chmod(0o644)
        elif how == "short":
            path.write_bytes(content[:-5])
        else:
            path.write_bytes(bytes(byte ^ 1 for byte in content) if len(content) == 32 else b"")  # noqa: PLR2004 — a bare key
        yield
    finally:
        away = path.with_name(f"{path.name}.away")
        if away.exists():
            away.rename(path)
        path.write_bytes(content)
        path.chmod(owner.st_mode & 0o777)
