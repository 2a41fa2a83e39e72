"""`zorgvuldig identity bind`: let an identity at the employer's provider open an account."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.identity.configured import scheme_of
from zorgvuldig.interfaces.identity.schemes import STAFF
from zorgvuldig.interfaces.web.accounts import linking
from zorgvuldig.interfaces.web.accounts.lifecycle import LifecycleError

if TYPE_CHECKING:
    import argparse

SUMMARY = "let an identity at the employer's provider open an account"
NEEDS_DATABASE = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whose account, and which identity; --release takes it off again."""
    parser.add_argument("user", help="the account's username")
    parser.add_argument(
        "subject", nargs="?", help="the subject (`sub`) at the provider; never an e-mail address"
    )
    parser.add_argument("--release", action="store_true", help="take the identity off the account")


def run(arguments: argparse.Namespace) -> int:
    """Bind or release, and say what was done."""
    scheme = scheme_of(STAFF)
    if scheme is None:
        raise LifecycleError("no provider `staff` is configured: see docs/login.md")
    issuer = scheme.provider.issuer
    if arguments.release:
        print(f"{linking.release(arguments.user, issuer=issuer)} released")
        return 0
    if not arguments.subject or "@" in arguments.subject:
        raise LifecycleError("give the subject (`sub`) of the identity; an e-mail address can change hands")
    linking.bind(arguments.user, issuer=issuer, subject=arguments.subject, by=getpass.getuser())
    print(f"{arguments.user} can log in through {issuer}")
    return 0
