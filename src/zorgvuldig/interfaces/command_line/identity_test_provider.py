"""`zorgvuldig identity test-provider`: plays a login scheme for made-up persons, on this machine only."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from zorgvuldig.interfaces.identity.testing.demo import ORIGIN_WORD, client_of, read_persons
from zorgvuldig.interfaces.identity.testing.provider import TestProvider
from zorgvuldig.interfaces.identity.testing.server import Server

if TYPE_CHECKING:
    import argparse

SUMMARY = "play a national login scheme for made-up persons, for a demo on this machine"
NEEDS_DATABASE = False


class RealInstallationError(RuntimeError):
    """A test provider has no place where real people log in."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whom one can be, the port, and the file that tells the pages of this provider."""
    parser.add_argument("persons", type=Path, metavar="FILE", help="whom one can be; `serve` writes it")
    parser.add_argument("--port", type=int, default=8001, help="port on this machine (default 8001)")
    parser.add_argument(
        "--configuration", type=Path, required=True, metavar="FILE", help="what `serve` wrote"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped; refuse beside an installation that real people reach."""
    origin = os.environ.get(ORIGIN_WORD, "http://localhost:8000")
    if urlsplit(origin).scheme == "https":
        raise RealInstallationError(f"{ORIGIN_WORD} is {origin}: the test provider runs in a demo only")
    words = json.loads(arguments.configuration.read_text(encoding="utf-8"))
    server = Server(arguments.port)
    issuer = f"http://localhost:{server.server_port}"
    server.provider = TestProvider(issuer, client_of(words, origin), read_persons(arguments.persons))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"test provider at {issuer}: made-up persons only", flush=True)
    try:
        server.serve_forever()
    finally:
        server.server_close()
    return 0
