"""Spoils correct Bundles of FHIR: elements changed, left out, put in, swapped; and some written as XML."""

from __future__ import annotations

import copy
import json
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from proofs.claims.fhir_bundles import Care, Sent, as_bytes, bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

#: So much goes in as XML, with entities that must not act.
_AS_XML = 0.05
_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**20, "", "x", "\u00e9" * 40, "\u0000", "\ud800", "0001-01-01",
    "9999-12-31", "2026-13-01", [], {}, [[]], [None], {"a": {}}, [1, 2], {"value": 1}, "#Patient", "Bundle",
    "urn:uuid:1", "https://elders.example/Patient/1", {"reference": "#x"}, {"coding": [{"code": "1"}]},
    "9" * 60,
)  # fmt: skip
_NAMES = ("extension", "modifierExtension", "contained", "item", "_family", "_given", "resourceType", "onzin")
_XML = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
    '<Bundle xmlns="http://hl7.org/fhir"><id value="{told}"/>&c;&d;</Bundle>'
)
_Path = tuple[str | int, ...]


@cache
def _trees() -> tuple[dict[str, Any], ...]:
    """Make a correct Bundle of each kind of care that we take by FHIR."""
    two_days = (Care(), Care(on=date(2026, 3, 3), quantity=2))
    doctor, short = Care(list="008", code="12000"), Care(list="063", code="180001", cents=51_234)
    return (
        bundle(Sent(services=two_days), Sent(number="D2", bsn="999990044", takes_back="D0")),
        bundle(Sent(services=(doctor,), practitioner="01009991")),
        bundle(Sent(services=(short,), practitioner="94019992", profession="9932", referral="04")),
    )


@cache
def correct_bundles() -> tuple[bytes, ...]:
    """Give correct Bundles as files."""
    return tuple(as_bytes(tree) for tree in _trees())


def spoiled_bundle(chance: Random) -> bytes:
    """Spoil a Bundle in one to four places, or write it as XML."""
    if chance.random() < _AS_XML:
        return _XML.format(told=chance.randrange(10**9)).encode(chance.choice(("utf-8", "utf-16")))
    tree = copy.deepcopy(chance.choice(_trees()))
    for _turn in range(chance.randint(1, 4)):
        _spoil(tree, chance)
    return json.dumps(tree).encode()


def _spoil(tree: dict[str, Any], chance: Random) -> None:
    paths = [path for path in _paths(tree) if path]
    path = chance.choice(paths)
    held, last = _at(tree, path[:-1]), path[-1]
    way = chance.randrange(5)
    if way == 0:
        del held[last]
    elif way == 1 and isinstance(held, dict):
        held[chance.choice(_NAMES)] = copy.deepcopy(chance.choice(_ODD))
    elif way == 2:  # noqa: PLR2004 — the third of five ways
        held[last] = copy.deepcopy(_at(tree, chance.choice(paths)))
    else:
        held[last] = copy.deepcopy(chance.choice(_ODD))


def _paths(value: object, path: _Path = ()) -> Iterator[_Path]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inner:
        yield from _paths(each, (*path, step))


def _at(tree: Any, path: _Path) -> Any:  # noqa: ANN401 — a piece of JSON, whatever it is
    for step in path:
        tree = tree[step]
    return tree
