"""Copy the keys, sealed, to a place of their own."""

import argparse
import getpass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from zorgvuldig.interfaces.key_care import backup
from zorgvuldig.interfaces.key_care.sealed_copy import seal_for, seal_with
from zorgvuldig.interfaces.places import VAR
from zorgvuldig.records.whole_files import put

SUMMARY = "copy the keys, sealed with a passphrase or for a recipient, to a place apart from all data"
NEEDS_DATABASE = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the file and who may open it."""
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="must not exist yet")
    parser.add_argument(
        "--recipient", metavar="HEX", help="X25519 public key; only its private key opens the copy"
    )
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="instead of asking; its mode must be 0600"
    )
    parser.add_argument("--days", type=int, default=backup.LONGEST.days, help="it ends after (at most 35)")


def run(arguments: argparse.Namespace) -> int:
    """Write the copy."""
    out = arguments.out.resolve()
    if not 0 < arguments.days <= backup.LONGEST.days:
        raise backup.BackupError(f"a copy of keys lives {backup.LONGEST.days} days at most")
    if out.exists():
        raise backup.BackupError(f"{out} exists: choose another name")
    backup.refuse_beside_data(out.parent)
    made_at = datetime.now(UTC).replace(microsecond=0)
    ends_at = made_at + timedelta(days=arguments.days)
    content = backup.contents(VAR)
    if arguments.recipient:
        recipient = X25519PublicKey.from_public_bytes(bytes.fromhex(arguments.recipient))
        sealed = seal_for(recipient, content, made_at=made_at, ends_at=ends_at)
    else:
        passphrase = read_passphrase(arguments.passphrase_file, twice=True)
        sealed = seal_with(passphrase, content, made_at=made_at, ends_at=ends_at)
    put(out, sealed)
    backup.note_copy(VAR, backup.KeptCopy(out, made_at, ends_at))
    print(f"{out}: destroy it before {ends_at:%Y-%m-%d}, or what is destroyed meanwhile can be read with it.")
    return 0


def read_passphrase(file: Path | None, *, twice: bool = False) -> str:
    """Ask for the passphrase, or read it from a file that nobody else can read."""
    if file is not None:
        if file.stat().st_mode & 0o077:
            raise backup.BackupError(f"{file} is open to others: make it 0600")
        return file.read_text(encoding="utf-8").rstrip("\n")
    told = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Once more: ") != told:
        raise backup.BackupError("the two are not the same")
    return told
