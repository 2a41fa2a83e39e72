"""Make a backup of the embedded database, and keep its log beside it from then on."""

import argparse
from pathlib import Path

from zorgvuldig.interfaces.database import prepare
from zorgvuldig.interfaces.database.backups import make_backup
from zorgvuldig.interfaces.database.keeping import own_server
from zorgvuldig.interfaces.places import VAR

SUMMARY = "copy the database into a folder, while it runs, and keep every later change there (never keys)"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    parser.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help="where backups and log are kept"
    )


def run(arguments: argparse.Namespace) -> int:
    """Make it, and say what it is."""
    server = own_server(VAR)
    prepare.start(server, var=VAR)
    backup = make_backup(server, to=arguments.to.resolve())
    print(
        f"{backup.identifier}: {backup.files} files, {backup.size / 1e6:.1f} MB, ledger of "
        f"{backup.ledger_size}; every change from now on is kept in {arguments.to.resolve() / 'wal'} within "
        "a minute. The keys are not in it: back them up apart.",
    )
    return 0
