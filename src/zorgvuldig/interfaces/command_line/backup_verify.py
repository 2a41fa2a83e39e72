"""Verify backups: every checksum, the log without gaps, and a trial restore with the ledger verified."""

import argparse
import json
import sys
from pathlib import Path

from zorgvuldig.interfaces.database.backups import Backup, BackupError, check_files, check_log, list_backups
from zorgvuldig.interfaces.database.keeping import own_server
from zorgvuldig.interfaces.database.restoring import (
    RestoreError,
    State,
    Target,
    check_ledger,
    read_state,
    recover,
    scratch,
)
from zorgvuldig.interfaces.database.server_folder import ClusterError
from zorgvuldig.interfaces.places import VAR

SUMMARY = (
    "verify a backup: checksums, no gap in the log, a trial restore, and its ledger to the last checkpoint"
)
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder and how far to go."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of `backup make`")
    parser.add_argument("--backup", metavar="ID", help="which one (default: the newest)")
    parser.add_argument("--files-only", action="store_true", help="no trial restore")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Verify, and end with 1 on any fault."""
    root = arguments.folder.resolve()
    backup = _chosen(root, arguments.backup)
    own_server(VAR)
    faults = [*check_files(root, backup), *check_log(root, backup)]
    state = None
    if not faults and not arguments.files_only:
        state, faults = _try(root, backup)
    _say(backup, state, faults, as_json=arguments.json)
    return 1 if faults else 0


def _chosen(root: Path, identifier: str | None) -> Backup:
    backups = [backup for backup in list_backups(root) if identifier in (None, backup.identifier)]
    if not backups:
        raise BackupError(f"{root} holds no backup {identifier or 'at all'}.")
    return backups[-1]


def _try(root: Path, backup: Backup) -> tuple[State | None, list[str]]:
    """Restore it in a place of its own, to the end of the log, and verify its ledger there."""
    with scratch(VAR, "trial") as folder:
        try:
            restored = recover(root, backup, Target(), var=folder)
        except (RestoreError, ClusterError) as error:
            return None, [str(error)]
        state = read_state(restored)
        faults = check_ledger(folder, note=backup.ledger_note) if backup.ledger_size else []
        return state, faults


def _say(backup: Backup, state: State | None, faults: list[str], *, as_json: bool) -> None:
    if as_json:
        told = {
            "backup": backup.identifier,
            "files": backup.files,
            "restored": state is not None,
            "ledger": state.leaves if state else None,
            "rows": sum(state.rows.values()) if state else None,
            "faults": faults,
        }
        print(json.dumps(told))
        return
    for fault in faults:
        print(f"{backup.identifier}: {fault}", file=sys.stderr)
    if not faults:
        rest = (
            f"restored on trial, {sum(state.rows.values())} rows, ledger of {state.leaves}"
            if state
            else "files only"
        )
        print(f"{backup.identifier}: good: {backup.files} files, {rest}")
