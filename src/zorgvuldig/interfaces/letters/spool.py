"""The spool (klaargezette post): a folder per route, and a manifest of what was handed over.

A manifest holds number, file and hash of each letter: no name, no address, no kind of care. Whoever prints
needs nothing else, and reconciliation holds it against the register.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING
from uuid import UUID

from zorgvuldig.interfaces.places import VAR
from zorgvuldig.records import whole_files

if TYPE_CHECKING:
    from pathlib import Path

OUTBOUND = VAR / "outbound"
MANIFEST = "manifest.jsonl"


def put(pdf: bytes, *, document_id: UUID, route: str, digest: str, at: str) -> Path:
    """Lay one letter in the folder of its route, and add it to the manifest (klaarzetten)."""
    folder = OUTBOUND / route
    for each in (OUTBOUND, folder):
        each.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{document_id}.pdf"
    owner = _owner()
    whole_files.put(path, pdf, owner=owner)
    line = {"id": str(document_id), "file": f"{route}/{path.name}", "sha256": digest, "at": at}
    with (OUTBOUND / MANIFEST).open("a", encoding="utf-8") as manifest:
        manifest.write(json.dumps(line) + "\n")
    if owner is not None:
        for each in (folder, OUTBOUND / MANIFEST):
            os.chown(each, *owner)
    return path


def _owner() -> tuple[int, int] | None:
    """Tell whose the spool is, where root lays letters in it for the application to go on with."""
    if os.geteuid():
        return None
    whose = OUTBOUND.stat()
    return whose.st_uid, whose.st_gid


def handed() -> dict[UUID, str]:
    """Read the manifest: each number with the hash of what was handed over last (overgedragen)."""
    path = OUTBOUND / MANIFEST
    if not path.exists():
        return {}
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {UUID(line["id"]): str(line["sha256"]) for line in lines}
