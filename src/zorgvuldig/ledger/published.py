"""The published key of the ledger: one line in one file, by which anyone checks what the log says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger.note import NoteError, VerifierKey

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LOG_NAME", "PUBLISHED", "KeyMissingError", "publish", "read_published"]

LOG_NAME = "zorgvuldig.example/logboek"
PUBLISHED = "ledger-key.txt"


class KeyMissingError(RuntimeError):
    """A key that is not where it should be, with what to do about it."""


def publish(key: VerifierKey, path: Path) -> None:
    """Write the published key; one that is there and differs is never overwritten."""
    if path.exists():
        if read_published(path) != key:
            raise KeyMissingError(
                f"{path} publishes another key than the one that signs now. Put the old signing key back, or "
                "start a new log: proofs that people hold are checked with the published key."
            )
        return
    path.write_text(f"{key}\n", encoding="utf-8")
    path.chmod(0o644)


def read_published(path: Path) -> VerifierKey:
    """Read a published key from its file of one line."""
    try:
        return VerifierKey.parse(path.read_text(encoding="utf-8").removesuffix("\n"))
    except OSError as error:
        raise KeyMissingError(
            f"The published key {path} cannot be read ({error.strerror}). `zorgvuldig ledger sequence` "
            "publishes it; the key of another log is given with --key FILE."
        ) from error
    except (NoteError, UnicodeDecodeError) as error:
        raise KeyMissingError(f"{path} does not hold a published key: {error}.") from error
