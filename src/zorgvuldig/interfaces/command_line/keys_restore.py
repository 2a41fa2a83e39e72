"""Bring back keys that were lost, from a sealed copy."""

import argparse
import getpass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from zorgvuldig.interfaces.command_line.keys_backup import read_passphrase
from zorgvuldig.interfaces.key_care import backup
from zorgvuldig.interfaces.key_care.sealed_copy import open_copy, read_head
from zorgvuldig.interfaces.places import VAR

SUMMARY = "bring back keys that are missing from a sealed copy; a key that is there is never replaced"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file and what opens it."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="instead of asking")
    parser.add_argument("--private-key", type=Path, metavar="FILE", help="X25519 private key, in hexadecimal")
    parser.add_argument("--although-ended", action="store_true", help="use a copy that should be gone")


def run(arguments: argparse.Namespace) -> int:
    """Restore what is missing."""
    sealed = arguments.file.read_bytes()
    head = read_head(sealed)
    if head.ends_at <= datetime.now(UTC) and not arguments.although_ended:
        raise backup.BackupError(
            f"this copy ended on {head.ends_at:%Y-%m-%d} and may hold keys that were destroyed since: "
            "destroy it, or say --although-ended when nothing else is left"
        )
    if head.opens_with == "x25519":
        content = open_copy(sealed, private=_private(arguments.private_key))
    else:
        content = open_copy(sealed, passphrase=read_passphrase(arguments.passphrase_file))
    names = backup.restore(content, VAR)
    print(f"brought back: {', '.join(names)}" if names else "every key of this copy is here already")
    return 0


def _private(file: Path | None) -> X25519PrivateKey:
    told = file.read_text(encoding="ascii") if file else getpass.getpass("Private key (hexadecimal): ")
    return X25519PrivateKey.from_private_bytes(bytes.fromhex(told.strip()))
