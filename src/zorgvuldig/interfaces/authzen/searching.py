"""Which roles, actions or data would be permitted (section 8): every word of the catalogue is decided on.

A result is what an evaluation with the same other words permits, for that very decision was asked. Pages are
cut from a list in the order of the alphabet; a token names where the next one begins, and for which request.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zorgvuldig.interfaces.authzen.entities import KEYS, demand_keys, read_facts
from zorgvuldig.interfaces.authzen.errors import RequestError
from zorgvuldig.interfaces.authzen.evaluating import decided
from zorgvuldig.interfaces.authzen.places import (
    ENTITIES,
    RESOURCE,
    RESOURCE_TYPE,
    SUBJECT,
    SUBJECT_TYPE,
)
from zorgvuldig.interfaces.authzen.reading import an_object
from zorgvuldig.norms import access_grants, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

PAGE = "page"
#: Results on a page, unless fewer are asked.
MOST_RESULTS = 50
#: How many evaluations a search counts for, in the limit on how much a client may ask.
WEIGHT = 64
_PAGE_KEYS = ("token", "limit", "properties")
_DIGEST_LENGTH = 32
_LONGEST_TOKEN = 300


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the results is asked."""

    start: int
    limit: int
    digest: str


def search(sought: str, request: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Answer a search for subjects, actions or resources, a page at a time (sections 8.2 to 8.6).

    Raises:
        RequestError: it cannot be read, or its token belongs to another search.
    """
    demand_keys(request, (*KEYS, PAGE), "A search")
    facts = read_facts(request, sought=sought)
    page = _page(sought, request)
    found = [
        result for result, more in candidates(sought, facts) if decided({**facts, **more}, today).permitted
    ]
    results = found[page.start : page.start + page.limit]
    end = page.start + len(results)
    return {
        PAGE: {
            "next_token": _token(end, page) if end < len(found) else "",
            "count": len(results),
            "total": len(found),
        },
        "results": results,
    }


def candidates(
    sought: str, facts: Mapping[str, object]
) -> Iterator[tuple[dict[str, Any], dict[str, object]]]:
    """Go through what could be found: the entity as it would be told, and its facts."""
    if sought == SUBJECT:
        for role in sorted(catalogue().words["actors"]):
            yield {"type": SUBJECT_TYPE, "id": role}, {"role": role}
    elif sought == RESOURCE:
        for category in sorted(catalogue().words["data_categories"]):
            yield {"type": RESOURCE_TYPE, "id": category}, {"data": [category]}
    else:
        yield from _actions(facts)


def _actions(facts: Mapping[str, object]) -> Iterator[tuple[dict[str, Any], dict[str, object]]]:
    """An action is known by its name and its purpose; a search for actions has no other place for a purpose.

    Without a purpose those of the authorisation matrix are tried: outside of it only an emergency permits
    anything (art. 4.0.1), and nobody needs to find that beforehand.
    """
    purpose = facts.get("purpose")
    if isinstance(purpose, str):
        tried = {(action, purpose) for action in catalogue().facts["action"].values}
    else:
        rows = [row for row in access_grants() if row.role == facts.get("role")]
        tried = {(action, row.purpose) for row in rows for action in row.actions}
    for action, aim in sorted(tried):
        yield {"name": action, "properties": {"purpose": aim}}, {"action": action, "purpose": aim}


def _page(sought: str, request: Mapping[str, Any]) -> Page:
    told = an_object(request.get(PAGE, {}), PAGE)
    demand_keys(told, _PAGE_KEYS, PAGE)
    if an_object(told.get("properties", {}), "page.properties"):
        raise RequestError("page.properties: no properties are known here")
    digest = _digest(sought, request)
    token = told.get("token", "")
    if not isinstance(token, str):
        raise RequestError("page.token is not a text")
    limit = _limit(told)
    if not token:
        return Page(0, MOST_RESULTS if limit is None else limit, digest)
    return _next(token, limit, digest)


def _limit(told: Mapping[str, Any]) -> int | None:
    limit = told.get("limit")
    if limit is None and "limit" not in told:
        return None
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
        raise RequestError("page.limit is not a whole number of 0 or more")
    return min(limit, MOST_RESULTS)


def _digest(sought: str, request: Mapping[str, Any]) -> str:
    entities = {name: request[name] for name in (*ENTITIES, "context") if name in request}
    text = json.dumps([sought, entities], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def _token(start: int, page: Page) -> str:
    text = json.dumps([start, page.limit, page.digest])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _next(token: str, limit: int | None, digest: str) -> Page:
    """Read a token. It is not secret: one that was made up shows another page of the same answer."""
    try:
        start, size, of = json.loads(base64.b64decode(token[:_LONGEST_TOKEN], altchars=b"-_", validate=True))
        page = Page(int(start), min(int(size), MOST_RESULTS), str(of))
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        raise RequestError("page.token is none that was given here") from None
    if page.start < 0 or page.limit < 0:
        raise RequestError("page.token is none that was given here")
    if page.digest != digest or (limit is not None and limit != page.limit):
        raise RequestError("page.token belongs to another search: only the token may change between pages")
    return page
