"""Hand the log out in the words of a standard, and check its personal parts: both are reading (uitvoer)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.ledger import exporting
from zorgvuldig.ledger.processing import processing
from zorgvuldig.processes.compliance import decide

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zorgvuldig.decisions import Actor
    from zorgvuldig.ledger.canonical import Json

__all__ = ["check_personal_parts", "export_log"]


def export_log(
    *,
    actor: Actor,
    form: str,
    at: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    personal: bool = False,
) -> Iterator[dict[str, Json]]:
    """Give every entry of the log in the form of a standard; with personal parts only if asked for.

    Raises:
        Refused: the decision was no permit.
    """
    request = decide.open_log() if personal else decide.count_log()
    with processing(request, actor=actor, at=at):
        yield from exporting.lines(form, since=since, until=until, personal=personal)


def check_personal_parts(*, actor: Actor, at: datetime) -> None:
    """Write down that personal parts are opened to be checked against the tree; nothing is shown of them.

    Raises:
        Refused: the decision was no permit.
    """
    with processing(decide.open_log(), actor=actor, at=at):
        pass
