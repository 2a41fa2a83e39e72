"""Set letters in type (opmaken): one child process for a batch, started anew and never forked.

Typst keeps threads of its own and hangs in a forked child, and it must not load with the pages. So it lives
in a process that knows neither Django nor the database: plain data in by its standard input, a PDF out.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from zorgvuldig.interfaces.letters.letterhead import letterhead

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from types import TracebackType
    from uuid import UUID

_MODULE = "zorgvuldig.interfaces.letters.typesetter"


class SettingError(RuntimeError):
    """A letter that could not be set; its data stand in no message."""


@dataclass(frozen=True, kw_only=True)
class Manuscript:
    """What one letter is set from; equal manuscripts give equal bytes."""

    id: UUID
    kind: str
    route: str
    content: Mapping[str, Any]
    address: Sequence[str]
    made_at: datetime

    def as_json(self) -> dict[str, Any]:
        """Write it for the child process."""
        return {
            "kind": self.kind,
            "at": int(self.made_at.timestamp()),
            "data": {
                **self.content,
                "reference": reference(self.id),
                "route": self.route,
                "address": list(self.address),
                "letterhead": self.content.get("letterhead") or letterhead(),
            },
        }


def reference(document_id: UUID) -> str:
    """Give the number that stands on a letter: the first twelve signs of its own, in groups (kenmerk)."""
    bare = document_id.hex[:12].upper()
    return f"{bare[:4]} {bare[4:8]} {bare[8:]}"


class Typesetter:
    """One child process that sets letters one after another; use it in a `with`."""

    def __enter__(self) -> Self:
        """Start the child, without our environment: it needs no key and no address of a database."""
        self._child = subprocess.Popen(
            [sys.executable, "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the child."""
        self._child.__exit__(kind, error, trace)

    def set(self, manuscript: Manuscript, *, form: str = "pdf") -> bytes:
        """Set one letter as PDF/A-2a and PDF/UA-1, or as a picture of its first page (`form="png"`).

        Raises:
            SettingError: the template could not be set, or the child ended.
        """
        assert self._child.stdin  # noqa: S101 — told to the type checker
        assert self._child.stdout  # noqa: S101 — told to the type checker
        self._child.stdin.write(json.dumps({**manuscript.as_json(), "form": form}) + "\n")
        self._child.stdin.flush()
        answer = json.loads(self._child.stdout.readline() or '{"error": "the typesetter ended"}')
        if "error" in answer:
            raise SettingError(f"a letter of kind {manuscript.kind} could not be set: {answer['error']}")
        return base64.b64decode(answer["done"])


def set_one(manuscript: Manuscript) -> bytes:
    """Set a single letter (opmaken)."""
    with Typesetter() as typesetter:
        return typesetter.set(manuscript)
