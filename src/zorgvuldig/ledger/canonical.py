"""One way to write a JSON value, so that its hash is the hash of its meaning.

Keys sorted by code point, no spaces, UTF-8, no floating-point numbers (amounts are integers of cents): the
subset of RFC 8785 in which no two writers can differ.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

__all__ = ["CanonicalError", "Json", "canonical", "parse_canonical"]

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"


_PLAIN = frozenset({str, int, bool, type(None)})


class CanonicalError(ValueError):
    """A value that has no canonical form, or bytes that are not in it."""


def canonical(value: Json) -> bytes:
    """Write a value in its one canonical form."""
    _demand_plain(value, "$")
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError as error:
        raise CanonicalError(
            f"a text holds half a character (surrogate) at position {error.start}"
        ) from error


def parse_canonical(data: bytes) -> Json:
    """Read a value, and refuse bytes that `canonical` would have written otherwise."""
    try:
        value = cast("Json", json.loads(data))
    except ValueError as error:
        raise CanonicalError(f"this is not JSON: {error}") from error
    if canonical(value) != data:
        raise CanonicalError(
            "this JSON is not in canonical form: sort the keys, leave out spaces and doubles"
        )
    return value


def _demand_plain(value: object, place: str) -> None:
    # Almost every value is one of these, and to ask a type is far cheaper than to ask what it can stand for.
    if type(value) in _PLAIN:
        return
    if isinstance(value, Mapping):
        for key, member in value.items():
            if not isinstance(key, str):
                raise CanonicalError(f"a key of {place} is {type(key).__name__}: only text can be a key")
            # Before its place is written out, which is needed only where something is wrong.
            if type(member) not in _PLAIN:
                _demand_plain(member, f"{place}.{key}")
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for number, member in enumerate(value):
            _demand_plain(member, f"{place}[{number}]")
    elif not isinstance(value, int | str):
        raise CanonicalError(f"{place} is {type(value).__name__}: write it as text or as a whole number")


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else list(cast("Sequence[object]", value))


#: Made once: `json.dumps` makes one for each value.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
