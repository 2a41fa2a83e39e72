"""B8: every role and state of login, at every address, with every verb: what the row says and no more."""

from __future__ import annotations

import logging
import random
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import clear_url_caches, path

from proofs.ground import ground
from proofs.results import Result
from proofs.routes import matrix
from proofs.routes.logins import open_limits
from proofs.routes.world import build
from proofs.work import Progress
from zorgvuldig.interfaces.web import urls
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.routes import read_rows, routed, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest

    from proofs.routes.matrix import Cell
    from proofs.routes.world import World

NAME = "b08-matrix"
SUMMARY = "role x state of login x address x verb, made from the router itself"
BAR_CELLS = 10_000
SHARE = 10
SHOWN = 20
CONTROL_ROWS = """
[control_unguarded]
desk = "oversight"
verbs = ["GET"]
[control_wrong_desk]
desk = "oversight"
verbs = ["GET"]
"""


def run(full: bool) -> Result:  # noqa: FBT001 — the drills' common face
    """Ask every cell, or a tenth of them with every GET of every kind of login among it."""
    # Thousands of refusals are the purpose here.
    logging.disable(logging.WARNING)
    try:
        with ground() as place, open_limits():
            return _run(build(place), full=full)
    finally:
        logging.disable(logging.NOTSET)


def _run(world: World, *, full: bool) -> Result:
    every = list(matrix.cells(world))
    asked = every if full else _tenth(every)
    hints = _Hints()
    progress, wrong = Progress(NAME, len(asked), "cells"), []
    for cell in asked:
        wrong += [told] if (told := _differs(cell, hints)) else []
        progress.step()
        world.tend()
    lacking = matrix.without_row()
    failures = [f"no row, or no address: {name}" for name in lacking] + wrong[:SHOWN]
    if len(every) < BAR_CELLS:
        failures.append(f"{len(every)} cells, the bar is {BAR_CELLS}")
    found = _control(world)
    failures += [f"control: {name} was not found" for name, seen in found.items() if not seen]
    return Result(
        NAME,
        {
            "addresses": sum(1 for _ in routed()),
            "without a row": len(lacking),
            "roles": len({b.role for b in world.browsers if b.state == "full"}),
            "states of login": len({b.state for b in world.browsers}),
            "verbs": len(matrix.VERBS),
            "cells": len(every),
            "asked": len(asked),
            "differences": len(wrong),
        },
        failures,
        bar=f"100 % of addresses have a row, 0 differences, at least {BAR_CELLS} cells",
        control=f"{', '.join(found)}: {sum(found.values())} of {len(found)} found",
    )


def _tenth(every: list[Cell]) -> list[Cell]:
    """Draw a tenth, always the same: each address with GET and POST for each kind of login, others by lot."""
    lot = random.Random(8)  # noqa: S311 — a draw, no secret
    kinds: dict[tuple[str, ...], int] = {}
    for place, cell in enumerate(every):
        if cell.verb in {"GET", "POST"}:
            kinds.setdefault((cell.name, cell.verb, cell.browser.state, cell.browser.desk), place)
    drawn = set(kinds.values())
    rest = [place for place in range(len(every)) if place not in drawn]
    drawn.update(lot.sample(rest, max(0, len(every) // SHARE - len(drawn))))
    return [every[place] for place in sorted(drawn)]


class _Hints:
    """What an address that is not there answers each browser: what is hidden may not look otherwise."""

    def __init__(self) -> None:
        self._pages: dict[int, bytes] = {}

    def nowhere(self, cell: Cell) -> bytes:
        """Ask once what is not there."""
        browser = cell.browser
        if id(browser) not in self._pages:
            self._pages[id(browser)] = matrix.bare(browser.ask("GET", matrix.NOWHERE).content)
        return self._pages[id(browser)]


def _differs(cell: Cell, hints: _Hints) -> str:
    """Ask one cell; tell how it differs from its row, or nothing."""
    may = matrix.expected(cell)
    # A page says once what became of a form that was sent before.
    if cell.browser.stirred:
        cell.browser.ask("GET", matrix.NOWHERE)
    answer = cell.browser.ask(cell.verb, cell.path)
    if answer.status_code not in may:
        return f"{cell.told()}: {answer.status_code}, not {sorted(may)}"
    hidden = answer.status_code == matrix.NOT_FOUND and cell.verb == "GET"
    if hidden and matrix.bare(answer.content) != hints.nowhere(cell):
        return f"{cell.told()}: its 404 is another page than of an address that is not there"
    if answer.status_code == matrix.NOT_ALLOWED and cell.verb != "HEAD" and "Allow" not in answer.headers:
        return f"{cell.told()}: 405 without Allow"
    led = answer.headers.get("Location", "")
    outside = cell.browser.state in matrix.OUTSIDE and _behind_login(cell)
    if outside and may == {matrix.FOUND} and not led.startswith(matrix.LOGIN):
        return f"{cell.told()}: led to {led}, not to the login"
    return ""


def _behind_login(cell: Cell) -> bool:
    """Tell whether a cell is of an address for which one must be logged in."""
    return cell.name in rows() and rows()[cell.name].desk not in {"anyone", "visitor", "half"}


def _control(world: World) -> dict[str, bool]:
    """Add faulty addresses, and see that the same comparison finds each."""
    bare = path("controle/open/", _page, name="control_unguarded")
    wrong = path("controle/balie/", at_desk(Desk.STAFF)(_page), name="control_wrong_desk")
    forgotten = path("controle/vergeten/", _page, name="control_forgotten")
    found = {}
    with _more([bare, wrong, forgotten]):
        found["an address without a row"] = matrix.without_row() == ["control_forgotten"]
        for name in ("control_unguarded", "control_wrong_desk"):
            asked = [cell for cell in matrix.cells(world) if cell.name == name and cell.verb == "GET"]
            found[name.removeprefix("control_").replace("_", " ")] = any(
                _differs(cell, _Hints()) for cell in asked
            )
    return found


def _page(request: HttpRequest) -> HttpResponse:
    del request
    return HttpResponse("open")


@contextmanager
def _more(patterns: Iterable[object]) -> Iterator[None]:
    """Add addresses to the router for the block."""
    table, kept = rows(), list(urls.urlpatterns)
    urls.urlpatterns += patterns
    table.update(read_rows(CONTROL_ROWS))  # type: ignore[attr-defined] # the one table of the program
    clear_url_caches()
    try:
        yield
    finally:
        urls.urlpatterns[:] = kept
        for name in read_rows(CONTROL_ROWS):
            del table[name]  # type: ignore[attr-defined] # as above
        clear_url_caches()
