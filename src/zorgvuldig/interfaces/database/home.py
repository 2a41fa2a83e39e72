"""Where the embedded server keeps its files: in the installation's folder, if its account gets there."""

import hashlib
from pathlib import Path

from zorgvuldig.interfaces.database.accounts import Account, may

__all__ = ["choose_home"]

OUTSIDE = Path("/var/lib/zorgvuldig")


def choose_home(var: Path, account: Account) -> Path:
    """Give the server's home, made where needed.

    A checkout in root's own home is closed to the server's account. Opening its parents would open that home
    to everybody, so the files then live under /var/lib, named after the folder that they belong to.
    """
    _make(var)
    inside = var / "postgres"
    if not account.words or may(account, "x", var):
        return _make(inside)
    _make(OUTSIDE)
    home = _make(OUTSIDE / hashlib.sha256(str(var).encode()).hexdigest()[:12])
    (home / "belongs-to").write_text(f"{var}\n", encoding="utf-8")
    return home


def _make(folder: Path) -> Path:
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    return folder
