"""B7: the database restarts amid thousands of requests: the right answer or a 503, and soon back.

Employees, insured persons, providers and partners ask their pages; what each page answers them was asked
before. Meanwhile the server is stopped, sessions and all, and started again, many times. An answer counts
as wrong that is neither what it was nor a 503, whose page says that nothing was done. The control lets the
pages take an outage for a fault of their own: those answers must be seen.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

from django.db import close_old_connections

from proofs.ground import ground
from proofs.results import Result
from proofs.routes import matrix
from proofs.routes.logins import open_limits
from proofs.routes.world import build
from proofs.work import Progress
from zorgvuldig.interfaces.web import errors
from zorgvuldig.interfaces.web.routes import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proofs.routes.logins import Browser
    from proofs.routes.world import World

NAME = "b07-restart"
SUMMARY = "the database restarts amid requests: the right answer or a 503, and back within ten seconds"
QUICK, FULL, RESTART_EVERY = 600, 10_000, 200
#: How many questions are asked again and again, and how many the control asks.
QUESTIONS, CONTROLS = 80, 20
UNAVAILABLE, BACK_WITHIN, DOWN_FOR = 503, 10.0, 1.0
_SHOWN = 10


class Question(NamedTuple):
    """Who asks which page, and what it answers while all is well."""

    browser: Browser
    address: str
    expected: int


@dataclass
class _Told:
    """What was answered: how often rightly, how often not now, and what was wrong."""

    right: int = 0
    not_now: int = 0
    wrong: list[str] = field(default_factory=list)
    began: float = 0.0
    """When pages stopped answering, while they do not."""
    away: float = 0.0
    """The longest time without an answer."""

    def take(self, question: Question, status: int) -> None:
        """Count one answer."""
        if status == UNAVAILABLE:
            self.not_now += 1
            self.began = self.began or time.monotonic()
        elif status != question.expected:
            told = f"{question.browser.name} got {status}, not {question.expected},"
            self.wrong.append(f"{told} at {question.address}")
        else:
            self.right += 1
            if self.began:
                self.away, self.began = max(self.away, time.monotonic() - self.began), 0.0


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Ask, restart in the middle, ask on."""
    logging.disable(logging.CRITICAL)
    try:
        with ground() as place, open_limits():
            return _run(build(place), count=FULL if full else QUICK)
    finally:
        logging.disable(logging.NOTSET)


def _run(world: World, *, count: int) -> Result:
    told, questions = _Told(), _questions(world)
    progress, restarts = Progress(NAME, count, "requests"), 0
    restarting = threading.Thread(target=_restart, args=(world,))
    for number in progress.each(iter(range(count))):
        if number % RESTART_EVERY == RESTART_EVERY // 2:
            restarting = threading.Thread(target=_restart, args=(world,))
            restarting.start()
            restarts += 1
        if number % RESTART_EVERY == RESTART_EVERY - 1:
            restarting.join()
        # While the server is away a request takes no time at all: let it come back before all were asked.
        if told.began:
            time.sleep(0.02)
        question = questions[number % len(questions)]
        told.take(question, _ask(question))
    away = float("inf") if told.began else told.away
    seen = _control(world, questions[:CONTROLS])
    failures = [f"wrong: {each}" for each in told.wrong[:_SHOWN]]
    if not told.not_now:
        failures.append("nobody noticed that the server was away")
    if away > BACK_WITHIN:
        failures.append(f"it took {away:.1f} s before a page answered again")
    if not seen:
        failures.append("control: nobody noticed that the pages took the outage for a fault of their own")
    figures = {
        "requests": f"{count:,}",
        "restarts": restarts,
        "right": told.right,
        "not now (503)": told.not_now,
        "wrong": len(told.wrong),
        "longest without an answer, in seconds": f"{away:.1f}",
    }
    return Result(
        NAME,
        figures,
        failures,
        bar="0 wrong answers, only 503 or what is right; back within 10 s",
        control=f"pages that call an outage a fault: {seen} of {CONTROLS} answers seen as wrong",
    )


def _questions(world: World) -> list[Question]:
    """Draw who asks what, and ask each once while all is well."""
    chance = random.Random(7)  # noqa: S311 — a draw, no secret
    pages = [row for row in rows().values() if row.persons and "GET" in row.verbs]
    found: list[Question] = []
    while len(found) < QUESTIONS:
        row, whose = chance.choice(pages), chance.choice(world.insured[:-2])
        let_in = [
            each
            for each in world.browsers
            if each.state == "full"
            and each.desk in row.desks
            and (row.roles is None or each.role in row.roles)
        ]
        if let_in:
            asked = Question(chance.choice(let_in), matrix.address(row, whose), 0)
            found.append(asked._replace(expected=_ask(asked)))
    return found


def _ask(question: Question) -> int:
    # As the server does before each request; the test's client leaves a connection that broke as it is.
    close_old_connections()
    return question.browser.ask("GET", question.address).status_code


def _restart(world: World) -> None:
    cluster = world.place.server.cluster
    cluster.stop()
    time.sleep(DOWN_FOR)
    cluster.start()


def _control(world: World, questions: list[Question]) -> int:
    """Take the server away from pages that do not know an outage when they see one."""
    told = _Told()
    with _away(world), patch.object(errors, "is_outage", return_value=False):
        for question in questions:
            told.take(question, _ask(question))
    return len(told.wrong)


@contextmanager
def _away(world: World) -> Iterator[None]:
    cluster = world.place.server.cluster
    cluster.stop()
    try:
        yield
    finally:
        cluster.start()
