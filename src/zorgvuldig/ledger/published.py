"""The published keys of the ledger and of its witness: one line in one file each, by which anyone checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger.cosignature import CosignerKey
from zorgvuldig.ledger.note import NoteError, VerifierKey

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "DEFAULT_LOG_NAME",
    "PUBLISHED",
    "WITNESS_PUBLISHED",
    "KeyMissingError",
    "publish",
    "published_name",
    "read_published",
    "read_published_witness",
]

DEFAULT_LOG_NAME = "zorgvuldig.example/logboek"
PUBLISHED = "ledger-key.txt"
WITNESS_PUBLISHED = "witness-key.txt"


class KeyMissingError(RuntimeError):
    """A key that is not where it should be, with what to do about it."""


def publish(key: VerifierKey | CosignerKey, path: Path) -> None:
    """Write a published key; one that is there and differs is never overwritten."""
    if path.exists():
        if _line(path) != str(key):
            raise KeyMissingError(
                f"{path} publishes another key than the one that signs now. Put the old signing key back, or "
                "start a new log: proofs that people hold are checked with the published key."
            )
        return
    path.write_text(f"{key}\n", encoding="utf-8")
    path.chmod(0o644)


def published_name(path: Path) -> str | None:
    """Give the name under which a key was published; none before that."""
    return _line(path).partition("+")[0] if path.exists() else None


def read_published(path: Path) -> VerifierKey:
    """Read the published key of a ledger from its file of one line."""
    try:
        return VerifierKey.parse(_line(path))
    except NoteError as error:
        raise KeyMissingError(f"{path} does not hold a published key: {error}.") from error


def read_published_witness(path: Path) -> CosignerKey:
    """Read the published key of a witness from its file of one line."""
    try:
        return CosignerKey.parse(_line(path))
    except NoteError as error:
        raise KeyMissingError(f"{path} does not hold the key of a witness: {error}.") from error


def _line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n")
    except OSError as error:
        raise KeyMissingError(
            f"The published key {path} cannot be read ({error.strerror}). `zorgvuldig database prepare` "
            "publishes it; the key of another log is given with --key FILE."
        ) from error
    except UnicodeDecodeError as error:
        raise KeyMissingError(f"{path} does not hold a published key: {error}.") from error
