"""Norms as people read them: an id becomes its citation and our own words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zorgvuldig.norms.bundle import bundle_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A norm as people read it: its article and what it says in our own words (bronverwijzing)."""

    norm: str
    article: str
    text: str


def cite(norms: Iterable[str], at: date) -> tuple[Citation, ...]:
    """Look norms up as they stood on a day; one that is unknown there is shown by its id alone."""
    sections = bundle_at(at).sections
    return tuple(
        Citation(norm=norm, article=sections[norm].citation, text=sections[norm].text)
        if norm in sections
        else Citation(norm=norm, article=norm, text="")
        for norm in norms
    )
