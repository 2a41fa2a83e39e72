"""System accounts: who runs the database server and who runs the application. None is ever created.

PostgreSQL refuses to run as root, and a program that serves pages should not. So root's server runs as
`postgres` and root's pages as another account without rights; an ordinary user does both alone.
"""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

__all__ = ["Account", "AccountError", "application_account", "may", "own_account", "sequencer_account"]
__all__ += ["server_account", "witness_account"]

SERVER_NAMES = ("postgres", "nobody")
APPLICATION_NAMES = ("www-data", "nobody", "daemon", "games")
SEQUENCER_NAMES = ("daemon", "games", "nobody", "www-data")
WITNESS_NAMES = ("games", "news", "nobody", "daemon", "www-data")
PLAIN_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/"}


class AccountError(RuntimeError):
    """No system account fits."""


class ProcessWords(TypedDict, total=False):
    """The words by which `subprocess` runs a child under another account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """One entry of the system's password file."""

    name: str
    uid: int
    gid: int

    @property
    def words(self) -> ProcessWords:
        """Give subprocess the words to become this account; none when it is our own."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def own_account() -> Account:
    """Give the account under which this process runs."""
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError:
        raise AccountError(
            f"User id {os.geteuid()} has no name on this system; PostgreSQL's peer login needs one. "
            "Run as a user that stands in /etc/passwd.",
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def server_account() -> Account:
    """Give the account that runs PostgreSQL: our own, or as root `postgres`, else `nobody`."""
    return own_account() if os.geteuid() else _first_of(SERVER_NAMES, apart_from=())


def application_account() -> Account:
    """Give the account that runs pages and jobs: our own, or as root one that does not run PostgreSQL."""
    if os.geteuid():
        return own_account()
    return _first_of(APPLICATION_NAMES, apart_from=(server_account(),))


def sequencer_account() -> Account:
    """Give the account that runs the sequencer, which alone reads the key that signs the ledger."""
    if os.geteuid():
        return own_account()
    return _first_of(SEQUENCER_NAMES, apart_from=(server_account(), application_account()))


def witness_account() -> Account:
    """Give the account of the data protection officer's witness: none of those that it watches."""
    if os.geteuid():
        return own_account()
    watched = (server_account(), application_account(), sequencer_account())
    return _first_of(WITNESS_NAMES, apart_from=watched)


def may(account: Account, right: str, path: Path) -> bool:
    """Try whether an account may read (`r`), write (`w`) or enter (`x`) a path, as that account itself."""
    trial = subprocess.run(
        ["/bin/sh", "-c", f'test -{right} "$1"', "sh", str(path)],
        check=False,
        cwd="/",
        env=PLAIN_ENVIRONMENT,
        **account.words,
    )
    return trial.returncode == 0


def _first_of(names: Sequence[str], *, apart_from: Sequence[Account]) -> Account:
    taken = {account.uid for account in apart_from} | {0}
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid not in taken:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise AccountError(
        f"As root this needs an existing account without rights, one of {', '.join(names)}, and found none. "
        "Run as an ordinary user instead.",
    )
