"""Make the logins of a made-up insurer: one for everyone in its cast who has a desk here."""

import argparse
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from zorgvuldig.interfaces.web.accounts.creation import create_account, new_totp_secret
from zorgvuldig.interfaces.web.accounts.models import Account, Desk

SUMMARY = "make the logins of a synthetic insurer's cast and list them in a file"
NEEDS_DATABASE = True
CAST = "demo_cast.json"
PASSWORD_BYTES = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the insurer's directory and the file to write."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="what `zorgvuldig synth` wrote")
    parser.add_argument("--logins", type=Path, required=True, metavar="FILE", help="where to list them")


def run(arguments: argparse.Namespace) -> int:
    """Make every login; one that the file lists already keeps its password and second factor."""
    cast = json.loads((arguments.directory / CAST).read_text(encoding="utf-8"))["cast"]
    known = _read(arguments.logins)
    logins = [_login(known.get(person["username"], {}), person) for person in cast if person["desk"] in Desk]
    there = set(Account.objects.values_list("username", flat=True)) & known.keys()
    for login in logins:
        # A password is made slow to try on purpose; one that is set already need not be set again.
        if login["user"] not in there:
            create_account(login["user"], login["password"], login["totp_secret"], login["desk"])
    _write(arguments.logins, logins)
    print(f"{len(logins)} logins in {arguments.logins}")
    return 0


def _login(known: Mapping[str, str], person: Mapping[str, str]) -> dict[str, str]:
    return {
        "user": person["username"],
        "password": known.get("password") or secrets.token_urlsafe(PASSWORD_BYTES),
        "totp_secret": known.get("totp_secret") or new_totp_secret(),
        "desk": person["desk"],
    }


def _read(path: Path) -> dict[str, dict[str, str]]:
    if not path.exists():
        return {}
    return {login["user"]: login for login in json.loads(path.read_text(encoding="utf-8"))}


def _write(path: Path, logins: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(logins, file, indent=2)
