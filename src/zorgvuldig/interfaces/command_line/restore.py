"""Bring a backup back: to the end of the log, to a moment, or to a named point."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from zorgvuldig.interfaces.database import prepare
from zorgvuldig.interfaces.database.backups import BackupError, check_files
from zorgvuldig.interfaces.database.closing import close, decide_to_open, reopen
from zorgvuldig.interfaces.database.keeping import own_server
from zorgvuldig.interfaces.database.restoring import (
    RestoreError,
    State,
    Target,
    check_ledger,
    choose_backup,
    read_state,
    recover,
    run_command,
    scratch,
    swap,
)
from zorgvuldig.interfaces.database.server_folder import ClusterError
from zorgvuldig.interfaces.database.servers import EmbeddedServer
from zorgvuldig.interfaces.places import KEYS, VAR
from zorgvuldig.interfaces.serving import NOTE
from zorgvuldig.interfaces.supervision import living

SUMMARY = "bring a backup back, checked beside the database that is there before it takes its place"
NEEDS_DATABASE = False
DONE, NOT_DONE = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder and the target, or a person's decision to open."""
    parser.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help="what `backup make --to` was given"
    )
    target = parser.add_mutually_exclusive_group()
    target.add_argument(
        "--until", type=datetime.fromisoformat, metavar="TIME", help="such as 2026-11-22T14:05+01:00"
    )
    target.add_argument("--to-point", metavar="NAME", help="a moment that `backup point` named")
    parser.add_argument(
        "--backup", metavar="ID", help="begin at this copy (default: the newest that reaches)"
    )
    parser.add_argument(
        "--timeline",
        default="latest",
        metavar="N",
        help="undo an earlier restore: follow the log of before it",
    )
    parser.add_argument("--replace", action="store_true", help="also when something is lost by it")
    parser.add_argument("--open", action="store_true", help="open a service that a restore left closed")
    parser.add_argument("--by", metavar="NAME", help="with --open: who decides")
    parser.add_argument("--because", metavar="TEXT", help="with --open: why")


def run(arguments: argparse.Namespace) -> int:
    """Restore, or open; end with 1 when nothing was done because something would be lost."""
    if arguments.open:
        return _open(arguments)
    if arguments.folder is None:
        raise BackupError("Which folder? `zorgvuldig restore DIR`.")
    target = Target(_aware(arguments.until), arguments.to_point, arguments.timeline)
    _need_quiet()
    server, root = own_server(VAR), arguments.folder.resolve()
    backup = choose_backup(root, target, identifier=arguments.backup)
    if faults := list(check_files(root, backup)):
        raise RestoreError(f"The backup {backup.identifier} is damaged: {faults[0]}")
    with scratch(VAR, "restoring") as folder:
        restored = recover(root, backup, target, var=folder, here=server.cluster)
        _bring_up_to_date(folder)
        found = read_state(restored)
        faults = check_ledger(folder, note=backup.ledger_note) if backup.ledger_size else []
        if faults:
            raise RestoreError(f"What was restored is not sound, and was put away: {faults[0]}")
        lost = _lost(server, found)
        if lost and not arguments.replace:
            _say_lost(lost)
            return NOT_DONE
        kept = swap(restored.cluster, server.cluster, at=datetime.now(UTC))
    prepare.start(server, var=VAR)
    _bring_up_to_date(VAR)
    return _tell(backup.identifier, found, kept)


def _open(arguments: argparse.Namespace) -> int:
    if not arguments.by or not arguments.because:
        raise BackupError("Opening is a person's decision: give --by NAME and --because TEXT.")
    was = decide_to_open(VAR, who=arguments.by, because=arguments.because, at=datetime.now(UTC))
    print(f"opened; it was closed because {was}")
    return DONE


def _aware(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise BackupError(f"{moment.isoformat()} has no time zone: add +01:00, +02:00 or Z.")
    return moment


def _need_quiet() -> None:
    if living(NOTE):
        raise RestoreError("Pages, jobs or sequencer run: `zorgvuldig stop` first, then restore.")
    if not (KEYS / "kek").exists():
        raise RestoreError(
            f"{KEYS} holds no keys: put them back first. Without them nothing that is sealed can be opened.",
        )


def _bring_up_to_date(var: Path) -> None:
    """Lay roles and wall anew, migrate to the tables of this program, erase anew what was erased since."""
    for words in (("database", "prepare"), ("migrate", "--quiet", "--no-backup")):
        done = run_command(*words, var=var)
        if done.returncode:
            raise RestoreError(f"What was restored could not be brought up to date: {done.stderr.strip()}")


def _lost(server: EmbeddedServer, found: State) -> list[str]:
    if not server.cluster.data.exists():
        return []
    try:
        prepare.start(server, var=VAR)
        return read_state(server).beyond(found)
    except ClusterError as error:
        return [f"a database that does not start, so nobody can tell what is in it ({error})"]


def _say_lost(lost: list[str]) -> None:
    print(
        "Nothing was done. The database that is there holds what the restored one does not:", file=sys.stderr
    )
    for line in lost:
        print(f"  {line}", file=sys.stderr)
    print("With --replace it is put aside, as a folder beside the new one.", file=sys.stderr)


def _tell(identifier: str, found: State, kept: Path | None) -> int:
    """Say what stands now; close the service when the log is shorter than what was signed."""
    print(f"restored from {identifier}: {sum(found.rows.values())} rows, a ledger of {found.leaves}")
    if kept:
        print(f"the database that was there is kept in {kept}; remove it when you are sure")
    print("archiving goes on; make a new backup now, and remember that the keys are backed up apart")
    if faults := check_ledger(VAR, note=_signed()):
        close(VAR, why=f"after the restore of {identifier}, {faults[0]}", at=datetime.now(UTC))
        print(f"CLOSED: {faults[0]}. The service stays closed until a person decides.", file=sys.stderr)
        return NOT_DONE
    if was := reopen(VAR):
        print(f"open again: the log is as long as what was signed ({was})")
    return DONE


def _signed() -> str | None:
    kept = VAR / "ledger" / "checkpoint"
    return kept.read_text(encoding="utf-8") if kept.exists() else None
