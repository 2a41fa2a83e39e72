"""B9: numbers of objects replaced by those of others: nothing of theirs comes back, all is written down."""

from __future__ import annotations

import logging
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.db import connections
from django.http import HttpResponse
from django.urls import clear_url_caches, path

from proofs.ground import ground
from proofs.results import Result
from proofs.routes import people, swapping
from proofs.routes.logins import open_limits
from proofs.routes.world import build
from proofs.work import Progress
from zorgvuldig.interfaces.web import urls
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.routes import read_rows, rows
from zorgvuldig.interfaces.web.security_log import LOGGER
from zorgvuldig.records.models import LineReason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    import psycopg

    from proofs.routes.swapping import Attempt
    from proofs.routes.world import World
    from zorgvuldig.interfaces.web.desks import DeskRequest

NAME = "b09-swap"
SUMMARY = "numbers of objects replaced by those of others, by everybody, at every address that takes one"
FULL = 1_000_000
#: A tenth of the full set would take half an hour: these are whole requests, from the first header to the
#: last template, with a decision and two commits behind most of them. This many fit in the time of a change.
QUICK = 2_000
SHOWN = 20
PERMITTED, ERROR = 200, 500
CONTROL_TRIES = 60
CONTROL_ROW = """
[control_without_owner]
desk = "insured"
verbs = ["GET"]
objects = {claim_id = "claim"}
own = "subject"
persons = true
"""


class _Rows(logging.Handler):
    """Counts what the security log takes in, and keeps it from the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count."""
        del record
        self.count += 1


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Try, and count what came back and what was written down."""
    # The lines of every request; rows of the security log are warnings, and stay.
    logging.disable(logging.INFO)
    try:
        with ground() as place, open_limits():
            world = build(place)
            with _counting() as rows_written:
                return _run(world, rows_written, count=FULL if full else QUICK)
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _counting() -> Iterator[_Rows]:
    """Count the rows of the security log for the block, and keep all else from the screen."""
    log, quiet, counting = logging.getLogger(LOGGER), logging.getLogger("django"), _Rows()
    handlers, log.handlers, log.propagate = log.handlers, [counting], False
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    try:
        yield counting
    finally:
        log.handlers, log.propagate = handlers, True
        quiet.setLevel(level)


def _run(world: World, log: _Rows, *, count: int) -> Result:
    before, kept = _entries(world), _means()
    began, tally, failures = time.monotonic(), Counter[str](), []
    progress = Progress(NAME, count, "attempts")
    with world.place.superuser() as superuser:
        for attempt in progress.each(swapping.attempts(world, count=count)):
            before_it = _acts(superuser) if attempt.outside else None
            failures += _try(attempt, world, log, tally)
            if before_it is not None:
                tally["acts"] += 1
                changed = _acts(superuser) != before_it
                failures += [f"{attempt.told()}: changed somebody's access or an emergency"] * changed
            world.tend()
    seconds = time.monotonic() - began
    written = _entries(world) - before
    if written < tally["permitted"]:
        failures.append(f"{tally['permitted']} pages were shown and the ledger holds {written} entries of it")
    if _means() != kept:
        failures.append("somebody's means of login changed by another's form")
    found = _control(world, log)
    failures += [] if found else ["control: the view without its check of the owner was not found"]
    return Result(
        NAME,
        {
            "attempts": progress.told_of(),
            "addresses": len(swapping.targets()),
            "people": len({b.username for b in world.browsers}),
            "permitted": tally["permitted"],
            "acts of a duty by others": tally["acts"],
            "answers with data of others": tally["foreign"],
            "not written down": tally["unwritten"],
            "errors": tally["errors"],
            "ledger entries": written,
            "security rows": log.count,
            "per second": round(tally["attempts"] / seconds),
        },
        failures[:SHOWN],
        bar="0 bytes of others, every try in the ledger or the security log",
        control=f"a view without its check of the owner: {'found' if found else 'MISSED'}",
    )


def _try(attempt: Attempt, world: World, log: _Rows, tally: Counter[str]) -> list[str]:
    """Make one attempt, count it, and tell what was wrong with the answer."""
    rows_before = log.count
    answer = attempt.browser.ask(attempt.verb, attempt.path, attempt.body)
    tally["attempts"] += 1
    wrong = [f"{attempt.told()}: shows {who}" for who in swapping.foreign(attempt, answer, world)]
    tally["foreign"] += len(wrong)
    if answer.status_code >= ERROR:
        tally["errors"] += 1
        wrong.append(f"{attempt.told()}: {answer.status_code}")
    if attempt.row.persons and answer.status_code == PERMITTED:
        tally["permitted"] += 1
    elif attempt.row.persons and log.count == rows_before:
        tally["unwritten"] += 1
        wrong.append(f"{attempt.told()}: {answer.status_code}, and nothing was written down")
    return wrong


def _entries(world: World) -> int:
    with world.place.superuser() as superuser:
        row = superuser.execute("SELECT count(*) FROM ledger.intake WHERE outcome = 'permit'").fetchone()
    return int(row[0]) if row else 0


def _acts(superuser: psycopg.Connection[Any]) -> Any:  # noqa: ANN401 — a row of the database
    """Give a digest of every access and every emergency: nobody from outside may change one by a form."""
    return superuser.execute(
        "SELECT (SELECT md5(string_agg(g::text, '' ORDER BY id)) FROM records.access_grant g), "
        "(SELECT md5(string_agg(e::text, '' ORDER BY id)) FROM records.break_glass e)"
    ).fetchone()


def _means() -> set[Any]:
    """Give every second factor that there is: no form of another may take one away."""
    return set(Authenticator.objects.values_list("pk", "user_id"))


def _control(world: World, log: _Rows) -> bool:
    """Add a view that shows whatever number it is given, past both walls; the same comparison must see it."""
    pattern = path("controle/<uuid:claim_id>/", _open_view, name="control_without_owner")
    row = read_rows(CONTROL_ROW)
    with _more(pattern, row):
        tally, found = Counter[str](), []
        for attempt in swapping.attempts(world, count=CONTROL_TRIES, rows_of=list(row.values())):
            found += _try(attempt, world, log, tally)
    return tally["foreign"] > 0


@at_desk(Desk.INSURED)
def _open_view(request: DeskRequest, claim_id: UUID) -> HttpResponse:
    """Show a claim without asking whose it is."""
    del request
    reason = LineReason.objects.using(people.PLANTER).filter(claim_id=claim_id).first()
    return HttpResponse(reason.sentence if reason else "")


@contextmanager
def _more(pattern: object, more: dict[str, Any]) -> Iterator[None]:
    """Add an address to the router for the block, and open the superuser's connection to it."""
    table = rows()
    urls.urlpatterns.append(pattern)
    table.update(more)  # type: ignore[attr-defined] # the one table of the program
    clear_url_caches()
    try:
        with people.planting():
            yield
    finally:
        connections.close_all()
        urls.urlpatterns.remove(pattern)
        for name in more:
            del table[name]  # type: ignore[attr-defined] # as above
        clear_url_caches()
