"""Attempts to get at somebody else's objects: which address, by whom, with what in the place of a number."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from uuid import UUID

from django.urls import reverse

from proofs.routes import objects
from proofs.routes.matrix import DESKS
from zorgvuldig.interfaces.web.routes import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from proofs.routes.logins import Answer, Browser
    from proofs.routes.people import Insured
    from proofs.routes.world import World
    from zorgvuldig.interfaces.web.routes import Row

PLACE = UUID("5ca1ab1e-0000-4000-8000-000000000000")
#: What a number can be spoiled into; {} is somebody's real number.
MALFORMED = (
    "{}'--",
    "{} OR 1=1",
    "{}%00",
    "{{{}}}",
    "urn:uuid:{}",
    "../{}",
    "{}/../{}",
    "*",
    "null",
    "0",
    "-1",
    "18446744073709551616",
    "\u0661\u0662\u0663",
    "{}\u202e",
    "a" * 300,
)


#: What a form says beside the number of a duty's object, so that it asks for something.
SAID = {
    "step": ("grant", "refuse", "advise", "advise-against"),
    "keep": ("1", "0"),
    "judgement": ("justified", "unjustified"),
    "reason": ("Dit is gecontroleerd bij de leidinggevende en klopt met het rooster van deze week.",),
}
#: What oversight itself must read of one person: the request on whose special ground the officer is heard.
HEARD = frozenset({"special-request"})
#: As long as a number is, written out.
_NUMBER = 36
OF_DUTIES = frozenset({"grant", "emergency"})


@dataclass(frozen=True)
class Attempt:
    """One request for an object."""

    browser: Browser
    row: Row
    verb: str
    path: str
    body: bytes
    asked: str
    """The word in the place of the object."""
    owner: Insured | None
    """Whose object it is; None when it is nobody's."""

    @property
    def outside(self) -> bool:
        """Tell whether it is a form about a duty's object by somebody whom the address does not let in."""
        row, browser = self.row, self.browser
        of_a_duty = self.verb == "POST" and bool(OF_DUTIES & set(row.field_objects.values()))
        return of_a_duty and not _lets_in(row, browser)

    def told(self) -> str:
        """Give the attempt in words."""
        whose = f"of {self.owner.username}" if self.owner else "of nobody"
        return f"{self.verb} {self.row.name} {whose} by {self.browser.name} {self.browser.username}"


def targets() -> list[Row]:
    """List the rows that take an object, in their path, their query or their form."""
    return [row for row in rows().values() if row.objects or row.field_objects]


def attempts(world: World, *, count: int, rows_of: Sequence[Row] | None = None) -> Iterator[Attempt]:
    """Draw attempts by lot, always the same: every address, every kind of person, every kind of number."""
    lot = random.Random(9)  # noqa: S311 — a draw, no secret
    found = targets() if rows_of is None else rows_of
    everything = {
        kind: objects.of_everybody(kind, world.insured)
        for row in found
        for kind in [*row.objects.values(), *row.field_objects.values()]
    }
    askers = {row.name: _askers(world, row) for row in found}
    made = 0
    while made < count:
        for row in found:
            let_in, others = askers[row.name]
            # Half of all attempts by those who may do something here: they are nearest to what is others'.
            asker = lot.choice(let_in if let_in and made % 2 else others)
            yield _attempt(row, asker, everything, lot)
            made += 1


def _askers(world: World, row: Row) -> tuple[list[Browser], list[Browser]]:
    """Give who will ask: those whom the row lets in, and everybody else."""
    let_in = [browser for browser in world.browsers if _lets_in(row, browser)]
    return let_in, [b for b in world.browsers if b not in let_in] or let_in


def _lets_in(row: Row, browser: Browser) -> bool:
    at_desk = row.desk not in DESKS or browser.desk in row.desks
    return browser.state == "full" and at_desk and (row.roles is None or browser.role in row.roles)


def _attempt(
    row: Row, browser: Browser, everything: Mapping[str, Sequence[tuple[str, Insured]]], lot: random.Random
) -> Attempt:
    asked, owner = "", None
    words, fields = {}, {}
    for name, kind in row.objects.items():
        words[name], found = _pick(kind, everything, lot)
        asked, owner = words[name], found or owner
    for name, kind in row.field_objects.items():
        fields[name], found = _pick(kind, everything, lot)
        asked, owner = fields[name], found or owner
    if OF_DUTIES & set(row.field_objects.values()):
        fields |= {name: lot.choice(said) for name, said in SAID.items() if name in row.fields}
    verb = "POST" if fields and "POST" in row.verbs else "GET"
    query = {name: str(lot.choice([0, 1, 2, 10**17])) for name, kind in row.query.items() if kind == "number"}
    path = reverse(row.name, kwargs=dict.fromkeys(row.objects, PLACE))
    for word in words.values():
        path = path.replace(str(PLACE), quote(word, safe="/"), 1)
    if verb == "GET" and (query or fields) and lot.random() < 0.5:  # noqa: PLR2004 — every other time
        path += "?" + urlencode({**query, **fields})
    body = urlencode(fields).encode() if verb == "POST" else b""
    return Attempt(browser, row, verb, path, body, asked, owner)


def _pick(
    kind: str, everything: Mapping[str, Sequence[tuple[str, Insured]]], lot: random.Random
) -> tuple[str, Insured | None]:
    """Take somebody's object, one of another kind, one of nobody, or something that is no number."""
    way = lot.random()
    real, owner = lot.choice(everything[kind])
    if way < 0.7:  # noqa: PLR2004 — most attempts name what is there
        return (real.upper() if way < 0.05 else real), owner  # noqa: PLR2004 — some in another spelling
    if way < 0.8:  # noqa: PLR2004 — then what is there as something else
        other = lot.choice([found for found in everything if found != kind] or [kind])
        real, owner = lot.choice(everything[other])
        return real, owner
    if way < 0.9:  # noqa: PLR2004 — then nobody's
        return str(UUID(int=lot.getrandbits(128), version=4)), None
    return lot.choice(MALFORMED).replace("{}", real), owner


def foreign(attempt: Attempt, answer: Answer, world: World) -> list[str]:
    """Tell of whom an answer shows anything that it may not show to whoever asked."""
    may = permitted(attempt, world)
    told = answer.content + repr(sorted(answer.headers.items())).encode()
    # What was asked for was known before, in each place of the address.
    shown = told
    for word in (attempt.asked, *(part for part in attempt.path.split("/") if len(part) >= _NUMBER)):
        shown = shown.replace(word.encode(), b"").replace(word.lower().encode(), b"")
    return [
        one.username
        for one in world.insured
        if one is not may and any(canary in shown for canary in one.canaries)
    ]


def permitted(attempt: Attempt, world: World) -> Insured | None:
    """Tell whose data an answer may hold: one's own, or of whom a role of the row asks."""
    row, browser = attempt.row, attempt.browser
    if browser.desk in {"insured", "provider", "partner"} and browser.state == "full":
        return world.owner_of(browser)
    at_work = row.desk in {"staff", "medical"} or bool(HEARD & set(row.objects.values()))
    works = browser.state == "full" and browser.desk in row.desks and at_work
    if works and not row.own and (row.roles is None or browser.role in row.roles):
        return attempt.owner
    return None
