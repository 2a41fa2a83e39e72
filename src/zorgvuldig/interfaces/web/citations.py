"""Articles as people read them: a norm's id becomes its citation and our own words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.norms import bundle_at
from zorgvuldig.processes.claims_handling.explain import Citation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def cite(norms: Iterable[str], at: date) -> tuple[Citation, ...]:
    """Look norms up as they stood on a day; one that is unknown there is shown by its id alone."""
    sections = bundle_at(at).sections
    return tuple(
        Citation(norm=norm, article=sections[norm].citation, text=sections[norm].text)
        if norm in sections
        else Citation(norm=norm, article=norm, text="")
        for norm in norms
    )
