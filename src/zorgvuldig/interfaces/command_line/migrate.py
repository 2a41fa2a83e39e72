"""Bring the tables up to date and lay the wall's rights."""

import argparse
import os
import sys

from zorgvuldig.interfaces.database import prepare
from zorgvuldig.interfaces.database.archive import read_archive
from zorgvuldig.interfaces.database.backups import make_backup
from zorgvuldig.interfaces.database.facts import read_facts
from zorgvuldig.interfaces.database.migration import migrate, migrations_to_come
from zorgvuldig.interfaces.database.servers import EmbeddedServer, Server, ServerError, find_server
from zorgvuldig.interfaces.key_care.indexing import ask_again
from zorgvuldig.interfaces.places import DATABASE_FACTS, KEYS, VAR
from zorgvuldig.interfaces.serving import NOTE
from zorgvuldig.interfaces.supervision import living
from zorgvuldig.ledger.keys import publish_key

SUMMARY = "bring the tables up to date, as the migrator, and lay the rights of the wall"
NEEDS_DATABASE = True
ADMINISTERS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --quiet, and what to go without."""
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")
    parser.add_argument(
        "--while-running", action="store_true", help="also while pages run, which may meet tables in between"
    )
    parser.add_argument("--no-backup", action="store_true", help="make no backup before the tables change")


def run(arguments: argparse.Namespace) -> int:
    """Migrate the database that was prepared."""
    url = os.environ.get("DATABASE_URL")
    facts = read_facts(DATABASE_FACTS)
    if facts and facts.kind == "external" and not url:
        raise ServerError(
            "This installation uses an external server: set DATABASE_URL to the role that may make roles.",
        )
    server = find_server(var=VAR, url=url)
    prepare.start(server, var=VAR)
    if to_come := migrations_to_come():
        _need_quiet(told=arguments.while_running)
        if not arguments.no_backup:
            _back_up(server)
    if to_come and isinstance(server, EmbeddedServer):
        # A newer program may know roles and keys that the older one did not; the keeper of an external server
        # runs `database prepare`, for it gives the logins new passwords.
        prepare.prepare(server, var=VAR)
    migrate(server, verbosity=0 if arguments.quiet else 1)
    # Here, because the account that runs the sequencer may not write in this folder.
    publish_key()
    if ask_again(KEYS):
        print(
            "note: rows stand under an earlier key of bsn-index, as in a backup of before its change; they "
            "are sought under that key again. Run `zorgvuldig keys rotate bsn-index`, then `keys retire`.",
            file=sys.stderr,
        )
    return 0


def _need_quiet(*, told: bool) -> None:
    if not told and living(NOTE):
        raise ServerError(
            "Pages, jobs or sequencer run, and the tables would change under them: `zorgvuldig stop` first, "
            "or say --while-running.",
        )


def _back_up(server: Server) -> None:
    """Make a backup where backups go already; else say that nothing was made."""
    folder = read_archive(server.cluster.home) if isinstance(server, EmbeddedServer) else None
    if folder is None or not isinstance(server, EmbeddedServer):
        print(
            "note: no backup was made first: `zorgvuldig backup make --to DIR` was never run for this "
            "database, or it is its keeper's to back up.",
            file=sys.stderr,
        )
        return
    made = make_backup(server, to=folder.parent)
    print(f"backup {made.identifier} made in {folder.parent} before the tables change", file=sys.stderr)
