"""Reads FHIR JSON with bounds: nothing is built of a text that is too large, too deep or not plain JSON.

Of what JSON leaves open we take nothing: keys given twice, NaN, numbers beyond all use, halves of characters.
XML is recognized by its first sign and refused unread, so that no entity in it can do anything.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from zorgvuldig.interfaces.json_depth import depth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.interfaces.fhir.troubles import Troubles

LARGEST = 2_000_000
DEEPEST = 24
MOST_VALUES = 40_000
_LONGEST_NUMBER = 40
_MARK = b"\xef\xbb\xbf"
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Notation = Literal["json", "xml", "other"]


def notation_of(content: bytes) -> Notation:
    """Tell by its first sign in what notation a file is: JSON, XML, or another such as EI."""
    first = content[:4096].removeprefix(_MARK).lstrip()[:1]
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        # UTF-16 of either order: `<` or `{` is the first character behind the mark.
        first = content[2:4].strip(b"\x00")[:1]
    return "xml" if first == b"<" else "json" if first in {b"{", b"["} else "other"


@dataclass(frozen=True)
class _Odd:
    """What JSON let through and FHIR does not know, until its place is known."""

    kind: str
    text: str


def read_json(content: bytes, troubles: Troubles) -> dict[str, Any] | None:
    """Read one FHIR resource; None where it cannot be read, with the reasons among the troubles."""
    text = _text_of(content, troubles)
    if text is None:
        return None
    try:
        tree = json.loads(
            text, parse_float=_number, parse_int=_whole, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        place = f"regel {error.lineno}, teken {error.colno}"
        troubles.add("$", "structure", f"Dit is geen geldige JSON ({place}). Controleer het bestand daar.")
        return None
    except RecursionError:
        troubles.add("$", "too-costly", "Dit bestand is te diep genest.")
        return None
    if not isinstance(tree, dict) or not isinstance(tree.get("resourceType"), str):
        troubles.add(
            "$",
            "structure",
            "Dit is geen FHIR-bestand: resourceType ontbreekt. Stuur een Bundle of een Claim.",
        )
        return None
    return tree if _is_plain(tree, troubles) else None


def _text_of(content: bytes, troubles: Troubles) -> str | None:
    if notation_of(content) == "xml":
        text = "Wij lezen FHIR alleen als JSON. Dit is XML; wij hebben er niets van gelezen. Stuur JSON."
        troubles.add("$", "not-supported", text)
        return None
    if len(content) > LARGEST:
        limit = LARGEST // 1_000_000
        troubles.add("$", "too-long", f"Dit bestand is groter dan {limit} MB. Verdeel de declaraties.")
        return None
    try:
        text = content.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        troubles.add("$", "structure", f"Dit is geen UTF-8 (byte {error.start + 1}). Schrijf JSON in UTF-8.")
        return None
    if depth(text) > DEEPEST:
        troubles.add("$", "too-costly", f"Dit bestand is dieper genest dan {DEEPEST} lagen. Controleer het.")
        return None
    return text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for key, value in pairs:
        twice = _Odd("duplicate", "Dit element staat hier twee keer. Laat er één staan.")
        read[key] = twice if key in read else value
    return read


def _number(text: str) -> Decimal | _Odd:
    digits, _e, power = text.lower().partition("e")
    if len(digits) > _LONGEST_NUMBER or len(power) > 2:  # noqa: PLR2004 — 1e99 and no further
        return _Odd("value", "Dit getal is te lang. Schrijf het met hoogstens 40 tekens.")
    return Decimal(text)


def _whole(text: str) -> int | _Odd:
    if len(text) > _LONGEST_NUMBER:
        return _Odd("value", "Dit getal is te lang. Schrijf het met hoogstens 40 tekens.")
    return int(text)


def _constant(_text: str) -> _Odd:
    return _Odd("value", "NaN en Infinity zijn geen getallen in JSON. Schrijf een gewoon getal.")


def _is_plain(tree: dict[str, Any], troubles: Troubles) -> bool:
    """Say whether every value may stand in a FHIR resource, and name those that may not."""
    resource = str(tree["resourceType"])
    start = resource if resource.isascii() and resource.isalpha() else "$"
    before = len(troubles.found)
    for count, (place, value) in enumerate(_values(tree, start)):
        if count > MOST_VALUES:
            text = f"Dit bestand heeft meer dan {MOST_VALUES} gegevens. Verdeel de declaraties."
            troubles.add(start, "too-costly", text)
            break
        if isinstance(value, _Odd):
            troubles.add(place, value.kind, value.text)
        elif value is None:
            troubles.add(place, "structure", "Hier staat null. Laat een leeg element weg.")
        elif isinstance(value, str) and (_SURROGATE.search(value) or _CONTROL.search(value)):
            troubles.add(place, "value", "Hier staat een teken dat niet te lezen is. Haal het weg.")
    return len(troubles.found) == before


def _values(value: object, place: str) -> Iterator[tuple[str, object]]:
    """Give every value with its path; depth is bounded, so this may call itself."""
    yield place, value
    if isinstance(value, dict):
        for key, inner in value.items():
            named = key if key.isascii() and key.isidentifier() else "?"
            if named == "?":
                yield f"{place}.?", _Odd("structure", "Dit element heeft een naam die FHIR niet kent.")
            else:
                yield from _values(inner, f"{place}.{named}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _values(inner, f"{place}[{index}]")
