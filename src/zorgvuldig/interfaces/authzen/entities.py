"""From subject, action, resource and context to facts (sections 5 and 6.1): places and types judged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zorgvuldig.decisions import DUTCH_TIME, Sourced, authorised
from zorgvuldig.interfaces.authzen.errors import RequestError
from zorgvuldig.interfaces.authzen.places import (
    ACTION,
    CONTEXT,
    ENTITIES,
    NO_DATA,
    RESOURCE,
    RESOURCE_TYPE,
    SUBJECT,
    SUBJECT_TYPE,
    TIME,
    demand_place,
)
from zorgvuldig.interfaces.authzen.reading import an_object

Facts = Mapping[str, object]

KEYS = (*ENTITIES, CONTEXT)
_TYPES = {SUBJECT: SUBJECT_TYPE, RESOURCE: RESOURCE_TYPE}
_OF_ENTITY = {
    SUBJECT: ("type", "id", "properties"),
    ACTION: ("name", "properties"),
    RESOURCE: ("type", "id", "properties"),
}
#: The matrix speaks of all four; with one of them unknown it says nothing.
_MATRIX = ("role", "purpose", "action", "data")
_MATRIX_SOURCE = "authorisation matrix"


def demand_keys(told: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    """Refuse a key that is none of the standard's: a misspelt one would leave its facts unsaid."""
    for name in told:
        if name not in known:
            raise RequestError(f"{what} has no key {name[:60]!r}; it may have {', '.join(known)}")


def read_facts(request: Mapping[str, Any], *, sought: str = "") -> dict[str, object]:
    """Give the facts of one evaluation, or of a search for `sought`, of which the identifier is left out.

    Raises:
        RequestError: a required key lacks, or something is not of its type or place.
    """
    facts: dict[str, object] = {}
    for name in ENTITIES:
        if name in request:
            facts |= _entity(name, an_object(request[name], name), sought=name == sought)
        elif name != sought or name != ACTION:
            raise RequestError(f"{name} is required")
    facts |= _context(an_object(request.get(CONTEXT, {}), CONTEXT))
    return facts


def with_authorisation(facts: Mapping[str, object]) -> dict[str, object]:
    """Add what the authorisation matrix says (art. 4.0.1); a client may deny it, never claim it."""
    told = {name: value for name, value in facts.items() if name != "authorised"}
    if facts.get("authorised") is False:
        return {**told, "authorised": False}
    if "authorised" in facts and not isinstance(facts["authorised"], bool):
        raise RequestError("'authorised' in subject: it is true or false")
    role, purpose, action, data = (facts.get(name) for name in _MATRIX)
    words = isinstance(role, str) and isinstance(purpose, str) and isinstance(action, str)
    if not words or not isinstance(data, list) or not all(isinstance(each, str) for each in data):
        return told
    granted = authorised(str(role), str(purpose), str(action), data)
    return {**told, "authorised": Sourced(granted, _MATRIX_SOURCE)}


def _entity(name: str, told: Mapping[str, Any], *, sought: bool) -> dict[str, object]:
    demand_keys(told, _OF_ENTITY[name], name)
    if name in _TYPES and _text(told, "type", name) != _TYPES[name]:
        raise RequestError(f"{name}.type {told['type'][:60]!r} is not known here; it is {_TYPES[name]!r}")
    properties = an_object(told.get("properties", {}), f"{name}.properties")
    for fact in properties:
        demand_place(fact, name)
    head = "name" if name == ACTION else "id"
    if sought:
        # Omitted, and ignored when present (sections 8.4 to 8.6).
        if name == RESOURCE and "data" in properties:
            raise RequestError("resource.properties.data is what is searched for; leave it out")
        return dict(properties)
    identifier = _text(told, head, name)
    if name == SUBJECT:
        _demand_unsaid(properties, "role", name)
        return {**properties, "role": identifier}
    if name == ACTION:
        _demand_unsaid(properties, "action", name)
        return {**properties, "action": identifier}
    return {**properties, "data": _data(identifier, properties)}


def _demand_unsaid(properties: Mapping[str, Any], fact: str, name: str) -> None:
    if fact in properties:
        raise RequestError(f"{fact!r} stands in the head of {name}; leave it out of its properties")


def _data(identifier: str, properties: Mapping[str, Any]) -> list[Any]:
    """Give the categories: the one that the resource is named by, or the list that has that one in it."""
    if "data" not in properties:
        return [] if identifier == NO_DATA else [identifier]
    listed = properties["data"]
    if not isinstance(listed, list):
        raise RequestError("resource.properties.data is not a list of categories")
    if identifier not in (listed or [NO_DATA]):
        raise RequestError("resource.id is not one of resource.properties.data")
    return listed


def _context(told: Mapping[str, Any]) -> dict[str, object]:
    facts = {name: value for name, value in told.items() if name != TIME}
    for name in facts:
        demand_place(name, CONTEXT)
    if TIME not in told:
        return facts
    day = _day(told[TIME])
    if facts.setdefault("now", day) != day:
        raise RequestError(f"context.now differs from the day of context.time, {day}; give one of both")
    return facts


def _day(told: object) -> str:
    """Give the Dutch day of a moment (RFC 3339); without an offset nobody knows which moment it is."""
    try:
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
        day = moment.astimezone(DUTCH_TIME).date() if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        day = None
    if day is None:
        raise RequestError("context.time is not a moment like 2026-11-22T18:00:00+01:00")
    return day.isoformat()


def _text(told: Mapping[str, Any], key: str, what: str) -> str:
    value = told.get(key)
    if not isinstance(value, str) or not value:
        raise RequestError(f"{what}.{key} is required, and is a text")
    return value
