"""`zorgvuldig accounts invite USER`: a one-time code with which somebody sets up an own login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.interfaces.web.accounts import lifecycle
from zorgvuldig.interfaces.web.accounts.models import Desk

if TYPE_CHECKING:
    import argparse

SUMMARY = "give a one-time code with which somebody sets an own password and second factor"
NEEDS_DATABASE = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whom, and at which desk."""
    parser.add_argument("user", help="the username")
    parser.add_argument("desk", choices=Desk.values, help="the desk at which the account sits")


def run(arguments: argparse.Namespace) -> int:
    """Print the code; it is kept nowhere."""
    code = lifecycle.invite(arguments.user, arguments.desk)
    hours = int(lifecycle.VALID_FOR.total_seconds() // 3600)
    print(f"{code}  (once, within {hours} hours, at /inloggen/activeren/)")
    return 0
