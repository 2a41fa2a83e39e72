"""Where the key server listens; the folder of its socket must be its own."""

import os
from pathlib import Path

from zorgvuldig.interfaces.database.accounts import Account, may

__all__ = ["KeyFolderError", "lay_down_might", "own_folder", "socket_in"]


class KeyFolderError(RuntimeError):
    """The folder of the socket is not the key server's own."""


def socket_in(var: Path) -> Path:
    """Name the socket of an installation's own key server."""
    return var / "key-server" / "socket"


def lay_down_might(folder: Path, keys: Path, account: Account) -> bool:
    """Become the account of the key server for good, as root; tell whether that could be done.

    It cannot where that account does not get at the keys, as in root's own home.
    """
    if not account.words or not may(account, "x", keys):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder, *folder.iterdir()):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)
    return True


def own_folder(folder: Path) -> None:
    """Make the folder of the socket, or refuse one that somebody else could put a socket in."""
    folder.mkdir(parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid != os.geteuid():
        raise KeyFolderError(f"{folder} belongs to user {found.st_uid}: give it to user {os.geteuid()}")
    # Others pass through to the socket by its name, and see and make nothing.
    folder.chmod(0o711)
