"""`zorgvuldig reference propose`: lay a file of changes before a second pair of eyes, as the page does.

Whoever proposes proves with the own second factor to be the one in whose name it stands. Nothing changes
until another approves it at the staff desk.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from zorgvuldig.decisions import explained
from zorgvuldig.interfaces.command_line.privileged_run import REFUSED, asked_code, proved
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.processes.reference_data import usecases
from zorgvuldig.processes.reference_data.intake.kinds import KINDS
from zorgvuldig.processes.reference_data.intake.proposing import Wanted

if TYPE_CHECKING:
    import argparse
    from uuid import UUID

SUMMARY = "propose changes of tariffs, providers and the like from a file; another approves them"
NEEDS_DATABASE = True
BAD_INPUT = 2
_BY_SLUG = {kind.slug: kind for kind in KINDS.values()}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the kind, the file, who proposes, from when and why."""
    parser.add_argument("kind", choices=sorted(_BY_SLUG), help="which reference data")
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a file as the page of the kind gives it (CSV)"
    )
    parser.add_argument("--user", required=True, help="the login of whoever proposes; its code is asked")
    parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, required=True, metavar="DAY")
    parser.add_argument("--why", required=True, help="why this is needed, in a sentence")


def run(arguments: argparse.Namespace) -> int:
    """Propose; 2 when the file cannot be used, 3 when the code is wrong or the proposal is refused."""
    if not proved(arguments.user, asked_code()):
        print("zorgvuldig: the one-time code is not right; nothing was proposed", file=sys.stderr)
        return REFUSED
    try:
        proposal_id = _propose(arguments)
    except (usecases.FileError, usecases.InputError) as error:
        problems = getattr(error, "problems", ())
        for problem in problems.values() if isinstance(problems, dict) else problems:
            print(f"zorgvuldig: {problem}", file=sys.stderr)
        return BAD_INPUT
    except usecases.NothingToDoError:
        print("zorgvuldig: nothing would change; nothing was proposed", file=sys.stderr)
        return BAD_INPUT
    except usecases.Refused as error:
        print(f"zorgvuldig: refused: {explained(error.decision)}", file=sys.stderr)
        return REFUSED
    print(f"proposal {proposal_id} waits for another to approve it")
    return 0


@transaction.atomic
def _propose(arguments: argparse.Namespace) -> UUID:
    at = timezone.now()
    actor = actor_of(arguments.user, timezone.localdate(at))
    wanted = Wanted(
        kind=_BY_SLUG[arguments.kind],
        valid_from=arguments.valid_from,
        reason=arguments.why,
        file_name=arguments.file.name,
        content=arguments.file.read_bytes(),
    )
    proposal_id = usecases.draft(actor=actor, wanted=wanted, at=at)
    usecases.propose(actor=actor, proposal_id=proposal_id, at=at)
    return proposal_id
