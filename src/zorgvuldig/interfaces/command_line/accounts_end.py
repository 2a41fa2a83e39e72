"""`zorgvuldig accounts end USER`: close an account at once, or only end its sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.interfaces.web.accounts import lifecycle

if TYPE_CHECKING:
    import argparse

SUMMARY = "close an account at once, or with --sessions only end where it is logged in"
NEEDS_DATABASE = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whom, and how far."""
    parser.add_argument("user", help="the username")
    parser.add_argument("--sessions", action="store_true", help="only end the sessions; the account stays")


def run(arguments: argparse.Namespace) -> int:
    """End it, and say how many sessions there were."""
    act = lifecycle.end_sessions if arguments.sessions else lifecycle.end_access
    print(f"{act(arguments.user)} sessions ended")
    return 0
