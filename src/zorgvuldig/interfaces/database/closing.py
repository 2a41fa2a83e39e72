"""Closing the service until a person decides: what a machine may not settle by itself, it must not pass over.

A restored log that is shorter than what was signed would contradict itself with its next entry. So the
service stays closed: `serve`, `jobs` and the sequencer do not start while `closed.json` lies in `var`.
"""

import json
import os
from datetime import datetime
from pathlib import Path

__all__ = ["ClosedError", "close", "decide_to_open", "need_open", "reopen", "why_closed"]

NOTE = "closed.json"
DECIDED = "opened.jsonl"


class ClosedError(RuntimeError):
    """The service is closed until a person decides."""


def close(var: Path, *, why: str, at: datetime) -> None:
    """Close the service, and say why."""
    draft = var / f"{NOTE}.draft"
    draft.write_text(json.dumps({"why": why, "since": at.isoformat()}), encoding="utf-8")
    draft.chmod(0o644)
    draft.replace(var / NOTE)


def why_closed(var: Path) -> str | None:
    """Tell why the service is closed; None when it is open."""
    try:
        told = json.loads((var / NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return f"{var / NOTE} cannot be read"
    return f"{told['why']} (since {told['since']})"


def need_open(var: Path) -> None:
    """Refuse to go on while the service is closed."""
    if (why := why_closed(var)) is not None:
        raise ClosedError(
            f"The service is closed until a person decides: {why} docs/operations.md, 'When the log is "
            "shorter', says what to choose from; `zorgvuldig restore --open --by NAME --because TEXT` opens.",
        )


def reopen(var: Path) -> str | None:
    """Open again when what was wrong is mended, and nothing is left to decide; give what it was."""
    why = why_closed(var)
    (var / NOTE).unlink(missing_ok=True)
    return why


def decide_to_open(var: Path, *, who: str, because: str, at: datetime) -> str:
    """Open the service on a person's word; the word, what was wrong and what was signed stay on file."""
    why = why_closed(var)
    if why is None:
        raise ClosedError("The service is not closed: there is nothing to decide.")
    decided = {"at": at.isoformat(), "by": who, "because": because, "was": why}
    kept = var / "ledger" / "checkpoint"
    if kept.exists():
        decided["signed_before"] = kept.read_text(encoding="utf-8")
        # The sequencer would refuse for ever; the officer's own witness still does, until she decides too.
        kept.rename(kept.with_name(f"abandoned-{at:%Y%m%dT%H%M%SZ}"))
    with os.fdopen(os.open(var / DECIDED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        file.write(json.dumps(decided) + "\n")
        file.flush()
        os.fsync(file.fileno())
    (var / NOTE).unlink()
    return why
