"""`zorgvuldig code USER`: the one-time code of a demo login at this moment, without a telephone."""

from __future__ import annotations

import base64
import json
import sys
import time
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from zorgvuldig.interfaces.places import CHECKOUT

if TYPE_CHECKING:
    import argparse

SUMMARY = "give the one-time code of a demo login"
NEEDS_DATABASE = False
LOGINS = CHECKOUT / "demo" / "logins.json"
DIGITS, SECONDS = 6, 30
UNKNOWN = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add whose code."""
    parser.add_argument("user", help="a user of demo/logins.json, such as behandelaar")


def run(arguments: argparse.Namespace) -> int:
    """Print the six digits and how long they hold; 2 for a login that the demo does not have."""
    if not LOGINS.exists():
        print(f"{LOGINS} is not there: run `make demo` first.", file=sys.stderr)
        return UNKNOWN
    logins = json.loads(LOGINS.read_text(encoding="utf-8"))
    secrets = {login["user"]: login["totp_secret"] for login in logins}
    if arguments.user not in secrets:
        known = ", ".join(sorted(secrets))
        print(f"{arguments.user!r} is no demo login; there are: {known}.", file=sys.stderr)
        return UNKNOWN
    now = time.time()
    print(f"{one_time_code(secrets[arguments.user], now)} (nog {SECONDS - int(now) % SECONDS} seconden)")
    return 0


def one_time_code(secret: str, moment: float) -> str:
    """Give the code (RFC 6238, six digits, SHA-1, thirty seconds) of a secret in base 32 at a moment."""
    # SHA-1 is what authenticator applications use; as an HMAC it is sound.
    totp = TOTP(base64.b32decode(secret), DIGITS, SHA1(), SECONDS, enforce_key_length=False)  # noqa: S303 — see above
    return totp.generate(int(moment)).decode()
