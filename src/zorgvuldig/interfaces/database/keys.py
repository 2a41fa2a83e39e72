"""Secret keys of one installation: 32 random bytes each, a file each, read by the account that uses it."""

import os
import secrets
from pathlib import Path

from zorgvuldig.interfaces.database import accounts
from zorgvuldig.interfaces.database.accounts import (
    Account,
    application_account,
    sequencer_account,
    witness_account,
)
from zorgvuldig.records.key_rings import Ring
from zorgvuldig.records.keys import PRINTS, write_prints

__all__ = ["APPLICATION_KEYS", "SEQUENCER_KEYS", "WITNESS_KEYS", "WORKING_KEYS"]
__all__ += ["key_account", "keys_are_served", "make_keys"]

#: What a key server does the work with, where there is one; else the application reads them itself.
WORKING_KEYS = ("kek", "gate-proof", "bsn-index", "subject-index", "pseudonym", "login-secrets")
APPLICATION_KEYS = ("django-secret", *WORKING_KEYS)
SEQUENCER_KEYS = ("ledger-signing",)
WITNESS_KEYS = ("ledger-witness",)
KEY_BYTES = 32
KEY_NAMES = ("news", "uucp", "man", "lp", "games", "daemon", "nobody")


def keys_are_served() -> bool:
    """Tell whether this installation has a key server (ZORGVULDIG_KEYS=unix:…)."""
    return os.environ.get("ZORGVULDIG_KEYS", "file").startswith("unix:")


def key_account() -> Account:
    """Give the account of the key server: our own, or as root one that runs nothing else of ours."""
    if os.geteuid():
        return accounts.own_account()
    others = (accounts.server_account(), application_account(), sequencer_account(), witness_account())
    return accounts._first_of(KEY_NAMES, apart_from=others)  # noqa: SLF001 — one way of choosing accounts


def make_keys(folder: Path) -> None:
    """Make the keys that are missing; a key that exists is never replaced, for data are sealed under it."""
    folder.mkdir(parents=True, exist_ok=True)
    # Others may pass through to the one file that is theirs, and see no list of names.
    folder.chmod(0o711 if application_account().words else 0o700)
    # Beside the keys: the journal of what was destroyed, which the application writes (docs/keys.md).
    _make_folder(folder.parent / "tombstones", application_account())
    # And where entries wait that the log did not take (ledger/apart.py).
    _make_folder(folder.parent / "unwritten", application_account())
    # And the post that was laid ready (letters/spool.py): the demo lays the first, the application goes on.
    _make_folder(folder.parent / "outbound", application_account())
    # And the answers to claim files that came in through the pages (web/views/hand_in.py).
    _make_folder(folder.parent / "returns", application_account())
    for name in APPLICATION_KEYS:
        _make(folder / name, application_account())
    for name in SEQUENCER_KEYS:
        _make(folder / name, sequencer_account())
    for name in WITNESS_KEYS:
        _make(folder / name, witness_account())
    for name in WORKING_KEYS:
        _give(folder / name, key_account() if keys_are_served() else application_account())
    _note(folder)


def _make(path: Path, account: Account) -> None:
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    if account.words:
        os.chown(draft, account.uid, account.gid)
    draft.rename(path)


def _give(path: Path, account: Account) -> None:
    """Hand a key to who works with it now: an installation may begin to use a key server, or stop."""
    if account.words and path.stat().st_uid != account.uid:
        os.chown(path, account.uid, account.gid)


def _note(folder: Path) -> None:
    """Note which key each name stands for, once: under a mistaken key nothing is opened or written later."""
    path = folder / PRINTS
    if not path.exists():
        rings = {name: Ring.parse((folder / name).read_bytes()).keys for name in WORKING_KEYS}
        path.write_bytes(write_prints({name: [key.name for key in keys] for name, keys in rings.items()}))
        path.chmod(0o644)


def _make_folder(path: Path, account: Account) -> None:
    if not path.exists():
        path.mkdir(mode=0o700)
        if account.words:
            os.chown(path, account.uid, account.gid)
