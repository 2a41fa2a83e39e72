"""A piece of a FHIR resource with its place: read by name, and never an error for what its sender wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from zorgvuldig.interfaces.fhir.troubles import Troubles

_DAY = 10


@dataclass(frozen=True)
class Node:
    """One object of a resource, where it stands, and where its troubles go."""

    body: Mapping[str, Any]
    place: str
    resource: str
    troubles: Troubles

    def at(self, key: str) -> str:
        """Give the place of one of its elements."""
        return f"{self.place}.{key}"

    def node(self, key: str) -> Node | None:
        """Give an object that it holds, if it does."""
        body = self.body.get(key)
        return Node(body, self.at(key), self.resource, self.troubles) if isinstance(body, dict) else None

    def nodes(self, key: str) -> Iterator[Node]:
        """Give the objects of a list that it holds."""
        held = self.body.get(key)
        for index, body in enumerate(held if isinstance(held, list) else ()):
            if isinstance(body, dict):
                yield Node(body, f"{self.at(key)}[{index}]", self.resource, self.troubles)

    def text(self, key: str) -> str:
        """Give a text that it holds; empty where there is none."""
        value = self.body.get(key)
        return value.strip() if isinstance(value, str) else ""

    def numbers(self, key: str) -> tuple[int, ...]:
        """Give the whole numbers of a list that it holds."""
        held = self.body.get(key)
        return tuple(each for each in (held if isinstance(held, list) else ()) if type(each) is int)

    def day(self, key: str, *, needed: bool = True) -> date | None:
        """Give a whole day: of a moment the day as written; a year or month alone is no day."""
        text = self.text(key)
        if not text:
            if needed:
                self.missing(key)
            return None
        try:
            found = date.fromisoformat(text[:_DAY]) if text[4:5] == "-" else None
        except ValueError:
            found = None
        if found is None:
            self.refuse(key, "value", "Dit is geen hele dag. Schrijf een datum als 2026-03-02.")
        elif not 1900 <= found.year <= 2999:  # noqa: PLR2004 — no care, and nobody, is older
            self.refuse(key, "value", "Deze datum ligt te ver weg. Controleer het jaar.")
            return None
        return found

    def missing(self, key: str, advice: str = "Vul het in.") -> None:
        """Name an element that must be there."""
        self.refuse(key, "required", f"Dit gegeven ontbreekt. {advice}")

    def refuse(self, key: str, kind: str, text: str) -> None:
        """Name what is wrong with an element; without a key, with all of it."""
        self.troubles.add(self.at(key) if key else self.place, kind, text, self.resource)
