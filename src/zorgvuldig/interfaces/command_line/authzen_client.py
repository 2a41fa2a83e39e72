"""`zorgvuldig authzen client add|list|end`: which systems may ask for decisions, or the insurance check."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone

from zorgvuldig.interfaces.authzen import clients

if TYPE_CHECKING:
    import argparse

SUMMARY = "let a system ask for decisions over AuthZEN (add), end it, or list all"
NEEDS_DATABASE = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do, and with which client."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="add|list|end")
    add = acts.add_parser("add", help="make a client; its token is printed once and cannot be read again")
    add.add_argument("name", metavar="NAME", help="such as billing-portal; never used before")
    add.add_argument("--no-search", action="store_true", help="only evaluations: searches are refused (403)")
    add.add_argument(
        "--insurance-check", metavar="AGB", default="", help="a care provider's client: asks that check alone"
    )
    add.add_argument(
        "--to", type=Path, metavar="FILE", help="write name and token there (0600), print nothing"
    )
    end = acts.add_parser("end", help="end a client: its token opens nothing any more")
    end.add_argument("name", metavar="NAME")
    acts.add_parser("list", help="list all clients, those that ended too")


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    if arguments.act == "add":
        _add(arguments)
    elif arguments.act == "end":
        clients.end(arguments.name, timezone.now())
        print(f"{arguments.name} may ask nothing any more")
    else:
        for client in clients.listed():
            state = f"ended {client.ended_at:%Y-%m-%d}" if client.ended_at else "at work"
            what = "evaluations and searches" if client.may_search else "evaluations"
            if client.provider_agb:
                what = f"the insurance check for AGB {client.provider_agb}"
            print(f"{client.name}: {state}, {what}, since {client.added_at:%Y-%m-%d}")
    return 0


def _add(arguments: argparse.Namespace) -> None:
    told = {"may_search": not arguments.no_search, "provider_agb": arguments.insurance_check}
    if arguments.to is None:
        print(clients.add(arguments.name, timezone.now(), **told))
        return
    # The file first: a token that cannot be written down would be lost, and its name with it.
    opened = os.open(arguments.to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        token = clients.add(arguments.name, timezone.now(), **told)
        json.dump({"client": arguments.name, "token": token}, file, indent=2)
    print(f"the token of {arguments.name} stands in {arguments.to}")
