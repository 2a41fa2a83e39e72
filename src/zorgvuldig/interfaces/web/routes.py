"""The rows of ``routes.toml``: what each address lets in. Router and rows must name the same addresses."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver

from zorgvuldig.interfaces.web.configuration import BODY_BYTES
from zorgvuldig.interfaces.web.input_rules import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.urls import ResolverMatch

_FILE = "routes.toml"
DESKS = frozenset(
    {
        *("anyone", "visitor", "half", "login", "systems"),
        *("staff", "medical", "insured", "provider", "partner", "oversight"),
    }
)
VERBS = frozenset({"GET", "POST"})


class RouteError(LookupError):
    """An address without a row, or a row that says something that cannot be kept."""


@dataclass(frozen=True)
class Row:
    """What one address lets in."""

    name: str
    desk: str
    verbs: frozenset[str]
    also: frozenset[str] = frozenset()
    roles: frozenset[str] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    body: int = BODY_BYTES
    files: int = 0
    objects: Mapping[str, str] = field(default_factory=dict)
    field_objects: Mapping[str, str] = field(default_factory=dict)
    own: str = ""
    persons: bool = False
    answers: frozenset[int] = frozenset({200})
    rate: str = ""

    @property
    def desks(self) -> frozenset[str]:
        """Give every desk at which this address answers."""
        return self.also | {self.desk}

    @property
    def allowed(self) -> frozenset[str]:
        """Give the verbs with what comes with them: HEAD with GET (RFC 9110, 9.3.2)."""
        return self.verbs | ({"HEAD"} if "GET" in self.verbs else frozenset())


@cache
def rows() -> Mapping[str, Row]:
    """Read the rows that ship with the program."""
    return read_rows(files("zorgvuldig.interfaces.web").joinpath(_FILE).read_text(encoding="utf-8"))


def read_rows(text: str) -> dict[str, Row]:
    """Read rows; a word that means nothing here stops the program instead of opening an address."""
    return {name: _row(name, dict(words)) for name, words in tomllib.loads(text).items()}


def _row(name: str, words: dict[str, Any]) -> Row:
    listed: dict[str, Any] = {
        key: frozenset(words[key]) for key in ("verbs", "roles", "also") if key in words
    }
    try:
        answers = frozenset(map(int, str(words.get("answers", "200")).split(",")))
        given: dict[str, Any] = {**words, **listed, "answers": answers}
        row = Row(name, **given)
    except (TypeError, ValueError) as error:
        raise RouteError(f"{_FILE}, row {name}: {error}") from None
    kinds = {kind.removesuffix("[]") for kind in [*row.query.values(), *row.fields.values()]}
    faults = {
        "desk": row.desks - DESKS,
        "verbs": row.verbs - VERBS,
        "query or fields": kinds - KINDS.keys(),
    }
    for what, unknown in faults.items():
        if unknown:
            raise RouteError(f"{_FILE}, row {name}: {what} has no {', '.join(sorted(unknown))}")
    return row


def row_of(match: ResolverMatch) -> Row:
    """Give the row of an address that was found; an address without one answers nothing."""
    try:
        return rows()[match.view_name]
    except KeyError:
        raise RouteError(
            f"the address {match.view_name!r} has no row in interfaces/web/{_FILE}: "
            "say there who may, with which verbs and which input"
        ) from None


def routed() -> Iterator[tuple[str, URLPattern]]:
    """Go through every address of the router, with its full name."""
    yield from _routed(get_resolver(), "")


def _routed(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _routed(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}" if entry.name else repr(entry.pattern), entry
