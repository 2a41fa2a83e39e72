"""What every cell of the matrix must answer, worked out apart from the program that reads the rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from proofs.routes import objects
from zorgvuldig.interfaces.web.routes import routed, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proofs.routes.logins import Browser
    from proofs.routes.people import Insured
    from proofs.routes.world import World
    from zorgvuldig.interfaces.web.routes import Row

VERBS = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "get",
    "GEKOZEN",
)
DESKS = frozenset({"staff", "medical", "insured", "provider", "partner", "oversight"})
#: Files that the program serves without a row: what they are is in the package, and they are about nobody.
FILES = ("/static/web/base.css", "/static/web/mark.svg", "/static/django_htmx/htmx-2.min.js")
OK, FOUND, BAD, UNKNOWN, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = 200, 302, 400, 401, 403, 404, 405
#: Roles of the persons that data are about (art. 1 sub 2, 24 and 25): no work of an employee.
PERSONS = frozenset(
    {"insured", "applicant", "policyholder", "co-insured", "minor", "legal-representative", "data-subject"}
)
LOGIN = "/inloggen/"
NOWHERE = "/deze-pagina-is-er-nooit-geweest/"
#: It ends the login that the other cells need, so it comes after them.
LAST = frozenset({"account_logout"})
#: Without a whole login, or with one that ended, every desk leads to the login.
OUTSIDE = frozenset({"none", "half", "ended", "expired"})
_CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@dataclass(frozen=True)
class Cell:
    """One browser, one address, one verb."""

    browser: Browser
    name: str
    path: str
    verb: str

    def told(self) -> str:
        """Give the cell in words."""
        return f"{self.verb} {self.name} by {self.browser.name}"


def address(row: Row, one: Insured) -> str:
    """Give the address of a row with somebody's objects in it."""
    found = {name: objects.KINDS[kind](one) for name, kind in row.objects.items()}
    return reverse(row.name, kwargs={name: (mine or [one.id])[0] for name, mine in found.items()})


def cells(world: World) -> Iterator[Cell]:
    """Go through the whole matrix; what ends a login comes last."""
    table = sorted(rows().values(), key=lambda row: row.name in LAST)
    for row in table:
        for browser in world.browsers:
            path = address(row, world.owner_of(browser) or world.insured[0])
            for verb in VERBS:
                yield Cell(browser, row.name, path, verb)
    for path in FILES:
        for verb in VERBS:
            yield Cell(world.browsers[0], path, path, verb)


def expected(cell: Cell) -> frozenset[int]:
    """Give the statuses that a cell may have."""
    if cell.name.startswith("/"):
        # Files that are the same for everybody are given before any row, whatever the case of the verb.
        return frozenset({OK} if cell.verb.upper() in {"GET", "HEAD"} else {NOT_ALLOWED})
    row, browser = rows()[cell.name], cell.browser
    if cell.verb not in row.allowed:
        return frozenset({NOT_ALLOWED})
    if row.desk in DESKS:
        return _at_desk(row, browser, cell.verb)
    if row.desk in {"systems", "login"}:
        return _apart_from_desks(row, browser)
    if row.desk == "anyone" and browser.state != "expired":
        return row.answers
    # Steps of the login: shown or led on, by where one is in it. An expired login is led to the login first.
    return row.answers | {OK, FOUND}


def _apart_from_desks(row: Row, browser: Browser) -> frozenset[int]:
    if row.desk == "systems":
        # No login is a token; one that expired is led to the login before anybody asks for a token.
        return frozenset({UNKNOWN, FOUND} if browser.state == "expired" else {UNKNOWN})
    # One's own account: whoever is logged in, whatever the desk; some steps ask for the code again.
    return row.answers | {FOUND} if browser.state in {"full", "left"} else frozenset({FOUND})


def _at_desk(row: Row, browser: Browser, verb: str) -> frozenset[int]:
    if browser.state in OUTSIDE:
        return frozenset({FOUND})
    if browser.desk not in row.desks:
        return frozenset({NOT_FOUND})
    # A role of persons is nobody's work: an employee who was given one may do nothing.
    misplaced = browser.desk == "staff" and browser.role in PERSONS
    if browser.state == "left" or misplaced or (row.roles is not None and browser.role not in row.roles):
        # A form about something that one may not see says that it is not there.
        return frozenset({FORBIDDEN} if verb != "POST" else {FORBIDDEN, NOT_FOUND})
    return row.answers


def without_row() -> list[str]:
    """List the addresses of the router that no row speaks of, and the rows that speak of no address."""
    names = {name for name, _pattern in routed()}
    return sorted(names ^ set(rows()))


def bare(page: bytes) -> bytes:
    """Give a page without the token that differs in each."""
    return _CHANGING.sub(b"", page)
