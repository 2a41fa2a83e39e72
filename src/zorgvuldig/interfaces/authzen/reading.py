"""Read a body as JSON, strictly: what two programs could read in two ways is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from zorgvuldig.interfaces.authzen.errors import RequestError
from zorgvuldig.interfaces.json_depth import depth

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A request is six deep: request, evaluations, evaluation, entity, properties, list.
DEEPEST = 8
LONGEST_NUMBER = 16


def read(body: bytes) -> dict[str, Any]:
    """Give the object that a body holds.

    Raises:
        RequestError: not UTF-8, not JSON, no object, too deep, a name given twice, or a number that is none.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError("The body is not UTF-8") from None
    if depth(text) > DEEPEST:
        raise RequestError(f"The body is nested deeper than {DEEPEST}")
    try:
        found = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_whole, parse_float=_no_number
        )
    except json.JSONDecodeError as error:
        raise RequestError(
            f"The body is not JSON: {error.msg}, line {error.lineno} column {error.colno}"
        ) from None
    return an_object(found, "The body")


def an_object(value: object, what: str) -> dict[str, Any]:
    """Give a value that must be a JSON object."""
    if not isinstance(value, dict):
        raise RequestError(f"{what} is not a JSON object")
    return value


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise RequestError(f"{name[:60]!r} is given twice")
        found[name] = value
    return found


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER + 1:
        raise RequestError("A number is too large")
    return int(digits)


def _no_number(told: str) -> NoReturn:
    raise RequestError(f"{told[:20]} is not a whole number, and no fact is anything else")
