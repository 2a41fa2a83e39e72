"""Where each of our facts stands in a request: the table of `places.toml`, complete over the catalogue."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.authzen.errors import RequestError
from zorgvuldig.norms import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

SUBJECT, ACTION, RESOURCE, CONTEXT = "subject", "action", "resource", "context"
ENTITIES = (SUBJECT, ACTION, RESOURCE)
SUBJECT_TYPE, RESOURCE_TYPE = "role", "data"
#: The id of a resource without any data.
NO_DATA = "none"
#: How context may tell the moment, as the examples of the standard do; it gives the fact `now`.
TIME = "time"
NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Place:
    """One fact's place: the entity, and the path in a request."""

    entity: str
    path: str


@cache
def places() -> Mapping[str, Place]:
    """Give the place of every fact that the catalogue knows, by its name."""
    told = tomllib.loads(files(__package__).joinpath("places.toml").read_text(encoding="utf-8"))
    named = {
        name: Place(entity, f"{entity}.properties.{name}")
        for entity in ENTITIES
        for name in told[entity]["properties"]
    }
    heads = {
        told[SUBJECT]["id"]: Place(SUBJECT, "subject.id"),
        told[ACTION]["name"]: Place(ACTION, "action.name"),
        told[RESOURCE]["id"]: Place(RESOURCE, "resource.id, resource.properties.data"),
    }
    everywhere = {
        name: Place(NOWHERE, "—") if fact.type == "known" else Place(CONTEXT, f"context.{name}")
        for name, fact in catalogue().facts.items()
    }
    return everywhere | named | heads


def demand_place(name: str, entity: str) -> None:
    """Refuse a fact that stands elsewhere than its place, or that nobody knows; say the nearest name."""
    place = places().get(name)
    if place is None:
        near = difflib.get_close_matches(name, sorted(places()), n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]!r} ({places()[near[0]].path})?" if near else ""
        raise RequestError(f"{name[:60]!r} in {entity}: no such fact{hint}")
    if place.entity == NOWHERE:
        raise RequestError(f"{name!r} in {entity}: the norms know this themselves; leave it out")
    if place.entity != entity:
        raise RequestError(f"{name!r} in {entity}: it belongs in {place.path}")
