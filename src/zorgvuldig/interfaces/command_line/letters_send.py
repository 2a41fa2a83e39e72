"""`zorgvuldig letters send`: set what was written, lay it in the spool, note it as sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from zorgvuldig.interfaces.letters.handing_over import NO_ADDRESS, REFUSED, send_waiting
from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.interfaces.letters.spool import OUTBOUND

if TYPE_CHECKING:
    import argparse

SUMMARY = "set the written letters, lay them in the spool, note them as sent"
NEEDS_DATABASE = True
PROCESSES_DATA = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Send; 1 when a letter could not leave and waits on."""
    del arguments
    found = send_waiting(actor=LETTERS, at=timezone.now())
    stuck = found[NO_ADDRESS] + found[REFUSED]
    routes = ", ".join(f"{count} by {route}" for route, count in sorted(found.items())) or "nothing waited"
    print(f"{sum(found.values()) - stuck} letters in {OUTBOUND}: {routes}.")
    return 1 if stuck else 0
