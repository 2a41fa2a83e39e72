"""List the backups in a folder."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from zorgvuldig.interfaces.database.archive import archived
from zorgvuldig.interfaces.database.backups import list_backups, log_folder, read_points

SUMMARY = "list the backups and named points in a folder"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of `backup make`")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace) -> int:
    """List them, oldest first; end with 1 when there is none."""
    root = arguments.folder.resolve()
    backups, points = list_backups(root), read_points(root)
    if arguments.json:
        print(json.dumps({"backups": [asdict(backup) for backup in backups], "points": points}))
        return 0 if backups else 1
    for backup in backups:
        print(
            f"{backup.identifier}  PostgreSQL {backup.server_version}  {backup.size / 1e6:8.1f} MB  "
            f"ledger of {backup.ledger_size}",
        )
    for point in points:
        print(f"point {point['name']}  {point['at']}")
    kept = archived(log_folder(root)) if log_folder(root).is_dir() else []
    print(f"{len(backups)} backups, {len(kept)} pieces of log" + (f", up to {kept[-1]}" if kept else ""))
    return 0 if backups else 1
