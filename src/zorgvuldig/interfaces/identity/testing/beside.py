"""Put the test provider beside the pages of a demo; never beside pages that real people reach."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from zorgvuldig.interfaces.identity.testing.demo import write_configuration, write_persons

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from zorgvuldig.interfaces.database.accounts import Account

DEMO_WORD = "ZORGVULDIG_DEMO"
IDENTITY_WORD = "ZORGVULDIG_IDENTITY"
LOOPBACK = frozenset({"localhost", "127.0.0.1"})


@dataclass(frozen=True)
class Beside:
    """The words by which the provider starts, and the file in which the pages find it."""

    words: list[str]
    configuration: Path


def beside(environment: Mapping[str, str], *, origin: str, var: Path, account: Account) -> Beside | None:
    """Prepare the provider of a demo, or give None: no demo, not on this machine, or providers of its own."""
    parts, insurer = urlsplit(origin), environment.get(DEMO_WORD)
    if not insurer or parts.scheme == "https" or parts.hostname not in LOOPBACK:
        return None
    if environment.get(IDENTITY_WORD) or (var / "identity.json").exists():
        return None
    configuration, persons, port = var / "identity-test.json", var / "identity-persons.json", _free_port()
    try:
        write_persons(persons, insurer)
    except OSError:
        return None
    write_configuration(configuration, port=port)
    if account.words:
        for file in (configuration, persons):
            os.chown(file, account.uid, account.gid)
    words = [
        "identity",
        "test-provider",
        str(persons),
        "--port",
        str(port),
        "--configuration",
        str(configuration),
    ]
    return Beside(words, configuration)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
