"""How values are written on the pages: amounts, moments, Dutch words for the names of norms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.translation import ngettext

from zorgvuldig.interfaces.web import wording
from zorgvuldig.interfaces.web.river import river_drawing
from zorgvuldig.processes.claims_handling.explain import euros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from zorgvuldig.interfaces.web.river import RiverDrawing
    from zorgvuldig.processes.claims_handling.explain import StageView

register = template.Library()


@register.filter
def amount(cents: int) -> SafeString:
    """Write cents as euros, kept on one line."""
    return format_html('<span class="amount">{}</span>', euros(cents).replace(" ", "\u00a0"))


@register.filter
def outcome_word(outcome: str) -> str:
    """Name an outcome in Dutch."""
    return wording.word(wording.OUTCOMES, outcome)


@register.filter
def outcome_sentence(outcome: str) -> str:
    """Tell what an outcome means."""
    return wording.word(wording.OUTCOME_SENTENCES, outcome)


@register.filter
def state_word(state: str) -> str:
    """Name the state of a claim, line or run."""
    return wording.word(wording.STATES, state)


@register.filter
def purpose_word(purpose: str) -> str:
    """Name a purpose (doel)."""
    return wording.word(wording.PURPOSES, purpose)


@register.filter
def action_word(action: str) -> str:
    """Name an action."""
    return wording.word(wording.ACTIONS, action)


@register.filter
def role_word(role: str) -> str:
    """Name a role."""
    return wording.word(wording.ROLES, role)


@register.filter
def data_word(category: str) -> str:
    """Name a category of data."""
    return wording.word(wording.DATA, category)


@register.filter
def thousands(number: int) -> str:
    """Write a count with Dutch points."""
    return f"{number:,}".replace(",", ".")


@register.filter
def lines_phrase(count: int) -> str:
    """Write how many lines."""
    return ngettext("%(count)s regel", "%(count)s regels", count) % {"count": thousands(count)}


@register.simple_tag
def river_of(stages: Sequence[StageView]) -> RiverDrawing:
    """Lay out the river for these stages."""
    return river_drawing(stages)
