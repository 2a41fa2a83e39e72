"""Write the whole embedded database to a file that another server can take in."""

import argparse
import os
import subprocess
from pathlib import Path

from zorgvuldig.interfaces.database import prepare
from zorgvuldig.interfaces.database.identities import BOOTSTRAP
from zorgvuldig.interfaces.database.servers import EmbeddedServer, ServerError, find_server
from zorgvuldig.interfaces.places import VAR
from zorgvuldig.interfaces.serving import NOTE
from zorgvuldig.interfaces.supervision import living

SUMMARY = "write the whole embedded database to a file that another server can take in (pg_restore)"
NEEDS_DATABASE = False
ADMINISTERS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file."""
    parser.add_argument("file", type=Path, metavar="FILE", help="must not exist yet; never holds a key")


def run(arguments: argparse.Namespace) -> int:
    """Dump it, while nothing of ours writes."""
    server = find_server(var=VAR, url=None)
    if not isinstance(server, EmbeddedServer):
        raise ServerError("only the embedded database is dumped here; of another, ask its keeper")
    if living(NOTE):
        raise ServerError("pages, jobs or sequencer run and would go on writing: `zorgvuldig stop` first")
    if arguments.file.exists():
        raise ServerError(f"{arguments.file} exists: choose another name")
    os.umask(0o077)
    prepare.start(server, var=VAR)
    words = [str(server.cluster.binaries / "pg_dump"), "--format=custom", f"--file={arguments.file}"]
    words += [f"--host={server.cluster.socket}", f"--username={BOOTSTRAP}", server.database]
    with server.cluster.maintenance():
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServerError(f"pg_dump: {done.stderr.strip()}")
    print(f"{arguments.file}: everything but keys. It shows names and claims: remove it after use.")
    return 0
