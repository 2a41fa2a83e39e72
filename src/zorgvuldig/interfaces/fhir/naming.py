"""Which systems of numbers and codes we know (naming.toml): found in a resource, or told what to send."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from zorgvuldig.interfaces.fhir.troubles import quoted

if TYPE_CHECKING:
    from zorgvuldig.interfaces.fhir.nodes import Node

#: How long a number of each kind is.
_LENGTHS = {"bsn": 9, "agb": 8, "uzovi": 4}
_MOST_NAMED = 5


@cache
def naming() -> dict[str, Any]:
    """Give the table of systems (naamgevingen)."""
    return tomllib.loads((files(__package__) / "naming.toml").read_text(encoding="utf-8"))


def system_of(kind: str) -> str:
    """Give the system under which we send a number ourselves: the first of its list."""
    return str(naming()["identifiers"][kind]["systems"][0])


def identifier(node: Node, kind: str, key: str = "identifier") -> tuple[str, str] | None:
    """Find the number of one kind among identifiers, with its place; else say which number to send."""
    told = naming()["identifiers"][kind]
    body = node.body.get(key)
    found = list(node.nodes(key)) if isinstance(body, list) else [each] if (each := node.node(key)) else []
    mine = [each for each in found if each.text("system") in told["systems"]]
    numbers = {each.text("value") for each in mine}
    if len(numbers) == 1:
        value = numbers.pop()
        if len(value) == _LENGTHS[kind] and value.isascii() and value.isdigit():
            return value, mine[0].at("value")
        mine[0].refuse("value", "value", f"Dit is niet {told['what']}: dat heeft {_LENGTHS[kind]} cijfers.")
        return None
    if numbers:
        node.refuse(key, "duplicate", f"Hier staat {told['what']} meer dan één keer. Stuur er één.")
        return None
    others = _named([each.text("system") for each in found])
    text = f"Hier ontbreekt {told['what']}. Stuur het met system {told['systems'][0]}."
    node.refuse(key, "code-invalid" if found else "required", f"{others}{text}")
    return None


def code(concept: Node | None, kind: str, above: Node, key: str) -> tuple[str, str, str] | None:
    """Find the code of one kind in a concept: number of its list, code, place; else say what to send."""
    told = naming()["codes"][kind]
    codings = list(concept.nodes("coding")) if concept else []
    prefix, systems = told.get("prefix"), told.get("systems", ())
    mine = [
        each
        for each in codings
        if each.text("system") in systems or (prefix and each.text("system").startswith(prefix))
    ]
    if len(mine) == 1 and mine[0].text("code"):
        number = mine[0].text("system").removeprefix(prefix) if prefix else ""
        return number, mine[0].text("code"), mine[0].at("code")
    if len(mine) > 1:
        above.refuse(key, "duplicate", f"Hier staat {told['what']} meer dan één keer. Stuur er één.")
        return None
    wanted = f"{prefix}NNN" if prefix else systems[0]
    others = _named([each.text("system") for each in codings])
    kind_of = "code-invalid" if codings else "required"
    above.refuse(key, kind_of, f"{others}Stuur {told['what']}, met system {wanted}.")
    return None


def holds(concept: Node | None, kind: str) -> bool:
    """Say whether a concept has a code of one of the systems of this kind."""
    systems = naming()["codes"][kind]["systems"]
    return any(each.text("system") in systems for each in concept.nodes("coding")) if concept else False


def _named(systems: list[str]) -> str:
    """Name the systems that were sent instead, each by the name that people know."""
    if not systems:
        return ""
    known = naming()["foreign"]
    told = [
        f"{quoted(each)} ({known[each]})" if each in known else quoted(each) if each else "geen system"
        for each in dict.fromkeys(systems)
    ]
    more = f" en {len(told) - _MOST_NAMED} andere" if len(told) > _MOST_NAMED else ""
    return f"Met {', '.join(told[:_MOST_NAMED])}{more} kunnen wij niet werken. "
