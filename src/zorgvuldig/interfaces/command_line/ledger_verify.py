"""Verify the whole ledger: recompute it from its leaves, and name the first thing that does not hold."""

from __future__ import annotations

import importlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.places import VAR
from zorgvuldig.ledger.kept import KeptNote
from zorgvuldig.ledger.published import (
    PUBLISHED,
    WITNESS_PUBLISHED,
    read_published,
    read_published_witness,
)
from zorgvuldig.ledger.tile_folder import TileFolderError, verify_folder

if TYPE_CHECKING:
    import argparse

SUMMARY = "verify the whole ledger from its leaves: exit 0 sound, 1 with the first fault"
NEEDS_DATABASE = False
PROCESS = "sequencer"
SOUND, FAULTY = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take keys and kept notes, for those who keep their own, and the folder of tiles of a stranger's log."""
    parser.add_argument("--key", type=Path, help="published key (default: our own)")
    parser.add_argument(
        "--witness",
        type=Path,
        action="append",
        default=[],
        help="a checkpoint kept elsewhere; may be repeated",
    )
    parser.add_argument("--witness-key", type=Path, help="with --tiles: the witness's key, demanded too")
    parser.add_argument(
        "--tiles", type=Path, metavar="DIR", help="verify a folder of tiles, without a database"
    )
    parser.add_argument(
        "--personal", action="store_true", help="open the personal parts too; that is written down in the log"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Verify, print the figures, and end with 1 on any fault."""
    if arguments.tiles:
        return _tiles(arguments)
    # Only now: what verifies tiles needs neither Django nor a database.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zorgvuldig.interfaces.settings")
    importlib.import_module("django").setup()
    return int(importlib.import_module("zorgvuldig.interfaces.command_line.ledger_verifying").run(arguments))


def _tiles(arguments: argparse.Namespace) -> int:
    """Verify what anyone can fetch: signatures, hashes, and that it goes on from what was kept."""
    key = read_published(arguments.key or VAR / PUBLISHED)
    witness = read_published_witness(arguments.witness_key) if arguments.witness_key else None
    own = VAR / WITNESS_PUBLISHED
    if witness is None and arguments.key is None and own.exists():
        witness = read_published_witness(own)
    kept = {str(path): KeptNote(path).note() or "" for path in arguments.witness}
    try:
        size = verify_folder(arguments.tiles, log=key, cosigner=witness, kept=kept)
    except TileFolderError as error:
        print(f"FAULT: {error}." if not arguments.json else json.dumps({"valid": False, "fault": str(error)}))
        return FAULTY
    seen = "signed and cosigned" if witness else "signed"
    told = {"valid": True, "leaves": size, "cosigned": witness is not None, "kept": len(kept)}
    print(json.dumps(told) if arguments.json else f"{size} leaves, {seen}, and every hash leads to the root.")
    return SOUND
