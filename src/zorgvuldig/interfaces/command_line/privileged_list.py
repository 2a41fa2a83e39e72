"""List who asked for far-reaching powers, who approved them, and what ran (MZ-pam), for oversight.

Whoever looks proves with the own second factor to be the one in whose name it is logged, as who runs one.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.command_line.privileged_run import REFUSED, asked_code, proved
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.processes.access_control import usecases as access_control

if TYPE_CHECKING:
    import argparse

SUMMARY = "list tickets for far-reaching powers and the commands that ran under them"
NEEDS_DATABASE = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take in whose name is looked."""
    parser.add_argument("--user", required=True, help="the login of whoever looks; the look is logged")


def run(arguments: argparse.Namespace) -> int:
    """Print one JSON line for each ticket; 3 when the code is not right."""
    if not proved(arguments.user, asked_code()):
        print("zorgvuldig: the one-time code is not right; nothing was looked up", file=sys.stderr)
        return REFUSED
    with transaction.atomic():
        actor = actor_of(arguments.user, timezone.localdate())
        tickets = access_control.view_powers(actor=actor, at=timezone.now())
    for ticket in tickets:
        told = {
            "ticket": ticket.ticket,
            "state": ticket.state,
            "reason": ticket.reason,
            "from": ticket.starts_at.isoformat(),
            "until": ticket.ends_at.isoformat(),
            "ran": [
                {
                    "command": session.command,
                    "at": session.started_at.isoformat(),
                    "exit_status": session.exit_status,
                }
                for session in ticket.sessions
            ],
        }
        print(json.dumps(told, ensure_ascii=False))
    sys.stdout.flush()
    return 0
