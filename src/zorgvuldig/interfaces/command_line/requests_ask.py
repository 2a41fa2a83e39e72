"""`zorgvuldig requests ask`: ask by right in the name of a login, as its own page does.

Whoever asks proves with the own second factor to be the one in whose name it stands.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from zorgvuldig.decisions import explained
from zorgvuldig.interfaces.command_line.privileged_run import REFUSED, asked_code, proved
from zorgvuldig.ledger.actors import UnknownActorError, actor_of
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.intake import CONCERNS, KINDS, RequestError

if TYPE_CHECKING:
    import argparse
    from uuid import UUID

SUMMARY = "ask by right in the name of an insured person's login; its code is asked"
NEEDS_DATABASE = True
BAD_INPUT = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the right, the words and who asks."""
    parser.add_argument("kind", choices=KINDS, help="which right")
    parser.add_argument("words", help="what is asked, in the person's own words")
    parser.add_argument("--about", nargs="*", default=[], choices=CONCERNS, help="which data (all of them)")
    parser.add_argument("--user", required=True, help="the login of whoever asks")


def run(arguments: argparse.Namespace) -> int:
    """Ask; 2 when the words cannot be taken in, 3 when the code is wrong or nobody of ours asks."""
    if not proved(arguments.user, asked_code()):
        print("zorgvuldig: the one-time code is not right; nothing was asked", file=sys.stderr)
        return REFUSED
    try:
        request_id = _ask(arguments)
    except RequestError as error:
        print(f"zorgvuldig: {error}", file=sys.stderr)
        return BAD_INPUT
    except (rights.NotAPersonError, UnknownActorError) as error:
        print(f"zorgvuldig: {error}", file=sys.stderr)
        return REFUSED
    except rights.Refused as error:
        print(f"zorgvuldig: refused: {explained(error.decision)}", file=sys.stderr)
        return REFUSED
    print(f"request {request_id} is in; its clock runs")
    return 0


@transaction.atomic
def _ask(arguments: argparse.Namespace) -> UUID:
    at = timezone.now()
    actor = actor_of(arguments.user, timezone.localdate(at))
    return rights.ask(
        actor=actor, kind=arguments.kind, words=arguments.words, concerns=arguments.about, at=at
    )
