"""Run an administration command inside the box of an approved ticket (MZ-pam), and write down how it ended.

Whoever runs it proves to be the one whose ticket it is with the own second factor. The command ends with the
box. What starts and how it ends are entries of the ledger; what a command prints is not kept. Of a long
command its first signs stand with the ticket, and beside them the SHA-256 of the whole.
"""

from __future__ import annotations

import getpass
import hashlib
import shlex
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from zorgvuldig.decisions import explained
from zorgvuldig.interfaces.web.accounts import factors, names, seals
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.processes.access_control import usecases as access_control

if TYPE_CHECKING:
    import argparse

    from zorgvuldig.decisions import Actor
    from zorgvuldig.processes.access_control.usecases import Session

SUMMARY = "run a command with far-reaching powers, inside an approved ticket"
NEEDS_DATABASE = True
REFUSED, ENDED_BY_THE_BOX, NOT_FOUND = 3, 124, 127
#: How long a command gets to end by itself once the box is over.
GRACE_SECONDS = 10
#: What is kept of a command has 400 signs: these, and the 72 of its SHA-256.
LONGEST_TOLD = 328


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the ticket, who runs it, and the command after two dashes."""
    parser.add_argument("ticket", help="the number of the approved ticket, such as CHG-2026-117")
    parser.add_argument("--user", help="the login that asked for it; default: the account on this machine")
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="the command, after --")


def run(arguments: argparse.Namespace) -> int:
    """Run the command and give its exit status; 3 when it was refused, 124 when the box ended it."""
    username = arguments.user or getpass.getuser()
    if not proved(username, asked_code()):
        print("zorgvuldig: the one-time code is not right; nothing was started", file=sys.stderr)
        return REFUSED
    try:
        with transaction.atomic():
            actor = actor_of(username, timezone.localdate())
            session = access_control.begin_command(
                actor=actor,
                ticket=arguments.ticket,
                command=told_of(arguments.command),
                at=timezone.now(),
            )
    except Exception as error:
        decision = getattr(error, "decision", None)
        if decision is None:
            raise
        print(f"zorgvuldig: refused: {explained(decision)}", file=sys.stderr)
        return REFUSED
    status = NOT_FOUND
    try:
        status = run_until(arguments.command, (session.ends_at - timezone.now()).total_seconds())
    finally:
        _write_end(actor, session, status)
    return status


def told_of(command: list[str]) -> str:
    """Tell a command as it is kept: quoted for a shell, its first signs and the SHA-256 of the whole."""
    whole = shlex.join(command)
    digest = hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{whole[:LONGEST_TOLD]} sha256:{digest}"


def run_until(command: list[str], seconds: float) -> int:
    """Run a command for at most so many seconds, then have it end, and end it."""
    try:
        process = subprocess.Popen(command)
    except OSError as error:
        print(f"zorgvuldig: {command[0]} cannot be started: {error.strerror}", file=sys.stderr)
        return NOT_FOUND
    try:
        return process.wait(timeout=max(seconds, 0))
    except subprocess.TimeoutExpired:
        print("zorgvuldig: the time of the ticket is over; the command is ended", file=sys.stderr)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return ENDED_BY_THE_BOX
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        return process.wait()


def asked_code() -> str:
    """Ask for the one-time code: not as an argument, which other accounts can read."""
    if sys.stdin.isatty():
        return getpass.getpass("one-time code: ")
    return sys.stdin.readline().strip()


@transaction.atomic
def proved(username: str, code: str) -> bool:
    """Tell whether a code is the second factor of this moment of an account that is open."""
    known = names.bearer(username)
    account = known.under(username) if known is not None else None
    if account is None or not account.is_active:
        return False
    # Of the sealed row, held; and good once, for whoever comes by it next, here or on the pages.
    try:
        return factors.use_app_code(account, code) is not None
    except seals.SealBrokenError:
        return False


def _write_end(actor: Actor, session: Session, status: int) -> None:
    with transaction.atomic():
        access_control.end_command(actor=actor, session=session, status=status, at=timezone.now())
