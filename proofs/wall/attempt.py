"""One attempt: run what an attacker would run in the application's own session, and count what it gets."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connections, transaction

from proofs.wall.world import MOMENT, World
from zorgvuldig.decisions import Actor, ProcessingRequest, Scope, Sourced
from zorgvuldig.ledger.processing import processing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from zorgvuldig.ledger.processing import Grant

FACTS = {
    "basis": Sourced("c", "statute"),
    "legal_obligation": Sourced(value=True, source="statute"),
    "sub_purpose": Sourced("reimbursement", "process"),
    "necessary": Sourced(value=True, source="process"),
    "proportionate": Sourced(value=True, source="process"),
    "obtained_lawfully": Sourced(value=True, source="process"),
    "interpretation": Sourced(value=False, source="process"),
}
#: What a claims handler is granted in the drill: one person, these categories.
GRANTED = frozenset({"claim", "identification", "birthdate", "policy"})


@dataclass
class Session:
    """The application's session as smuggled SQL meets it; every statement may fail without ending it."""

    alias: str = "default"
    refusals: list[str] = field(default_factory=list)

    def take(self, statement: str, *words: object) -> list[tuple[Any, ...]]:
        """Run a statement; give what it returned, or nothing when the database refused."""
        connection = connections[self.alias].connection
        try:
            with connection.transaction(), psycopg.Cursor(connection) as cursor:
                cursor.execute(statement, words or None)
                return cursor.fetchall() if cursor.description else [("done",)]
        except psycopg.Error as error:
            self.refusals.append(f"{error.sqlstate} {str(error).splitlines()[0]}")
            return []

    def count(self, statement: str, *words: object) -> int:
        """Count what a statement got."""
        return len(self.take(statement, *words))


@dataclass(frozen=True)
class Attack:
    """Something that must get nothing."""

    name: str
    run: Callable[[World], int]
    """Gives what was got: rows, changed rows, statements that should have been refused. Zero is held."""


def bare(attempt: Callable[[Session, World], int]) -> Callable[[World], int]:
    """Run an attempt in a transaction of the application that holds no grant."""

    def run(world: World) -> int:
        with transaction.atomic():
            return attempt(_session(), world)

    return run


def inside(attempt: Callable[[Session, World, Grant], int]) -> Callable[[World], int]:
    """Run an attempt inside a lawful grant about Anna of a claims handler, as injected SQL would run."""

    def run(world: World) -> int:
        with transaction.atomic(), about_anna(world) as grant:
            return attempt(_session(), world, grant)

    return run


@contextmanager
def about_anna(world: World, data: frozenset[str] = GRANTED) -> Iterator[Grant]:
    """Open what a claims handler may see of Anna."""
    request = ProcessingRequest("claims", "consult", data, Scope.subject(world.anna.id), FACTS)
    with processing(request, actor=handler(), at=MOMENT) as grant:
        yield grant


@contextmanager
def recording(world: World, data: frozenset[str]) -> Iterator[Grant]:
    """Open the recording of a run in which Anna stands."""
    scope = Scope.run(world.anna.run_id, [bytes(world.anna.number)])
    request = ProcessingRequest("claims", "record", data, scope, FACTS)
    with processing(request, actor=SERVICE, at=MOMENT) as grant:
        yield grant


def handler() -> Actor:
    """Give a claims handler who declared secrecy."""
    facts = {"confidentiality_bound": Sourced(value=True, source="records.staff_member")}
    return Actor("staff", "00000000-0000-4000-8000-000000000001", "claims-handler", None, facts)


SERVICE = Actor(
    "system",
    "claims-intake",
    "system",
    None,
    {"confidentiality_bound": Sourced(value=True, source="processor agreement")},
)


def _session() -> Session:
    # Begins the transaction. Else each try would be one of its own, and a role taken on in it gone with it.
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT")
    return Session()
