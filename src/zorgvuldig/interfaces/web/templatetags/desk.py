"""How values are written on the pages: amounts, moments, Dutch words for the names of norms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import ngettext

from zorgvuldig.interfaces.web import wording
from zorgvuldig.interfaces.web.clocks import clock
from zorgvuldig.interfaces.web.diagrams import diagram
from zorgvuldig.interfaces.web.machines import MACHINES
from zorgvuldig.interfaces.web.remedies import remedy_of
from zorgvuldig.interfaces.web.river import river_drawing
from zorgvuldig.norms import dutch_words
from zorgvuldig.processes.claims_handling.explain import euros

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.utils.safestring import SafeString

    from zorgvuldig.interfaces.web.clocks import Clock
    from zorgvuldig.interfaces.web.river import RiverDrawing
    from zorgvuldig.processes.claims_handling.explain import RunSummary, StageView

register = template.Library()


@register.filter
def amount(cents: int) -> SafeString:
    """Write cents as euros, kept on one line."""
    return format_html('<span class="amount">{}</span>', euros(cents).replace(" ", "\u00a0"))


@register.filter
def remedy(reason: str) -> str:
    """Tell a care provider what to do about a reason of refusal."""
    return remedy_of(reason)


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
def run_state(run: RunSummary) -> str:
    """Tell how a file ended: refused whole, or by how many of its claims were accepted."""
    if run.state != "processed":
        return "file-refused"
    if run.accepted == run.claims:
        return "accepted"
    return "partly" if run.accepted else "refused"


@register.filter
def purpose_word(purpose: str) -> str:
    """Name a purpose (doel)."""
    return wording.purpose_word(purpose)


@register.filter
def action_word(action: str) -> str:
    """Name an action."""
    return wording.word({**dutch_words()["actions"], **wording.ACTIONS}, action)


@register.filter
def role_word(role: str) -> str:
    """Name a role."""
    return capfirst(wording.word_of_norms("roles", role))


@register.filter
def regime_word(regime: str) -> str:
    """Name the kind of insurance (regime)."""
    return wording.word(wording.REGIMES, regime)


@register.filter
def unit_word(unit: str) -> str:
    """Name a unit of the insurer."""
    return wording.word(wording.UNITS, unit)


@register.filter
def data_word(category: str) -> str:
    """Name a category of data."""
    return wording.word_of_norms("data", category)


@register.filter
def fact_word(fact: str) -> str:
    """Say what a fact tells."""
    return wording.word_of_norms("facts", fact)


@register.filter
def source_word(norm: str) -> str:
    """Name the document that a norm stands in, by the prefix of its id."""
    return wording.word(wording.SOURCES, norm.partition("-")[0])


@register.filter
def first_sentence(text: str) -> str:
    """Keep the first sentence, where there is room for one."""
    head, stop, _rest = text.partition(". ")
    return head + stop.strip()


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


@register.simple_tag
def clock_of(title: str, due_on: date | None, today: date, norm: str = "") -> Clock:
    """Set a clock in a template, for a row of a work list."""
    return clock(title, due_on, today, norm=norm)


@register.inclusion_tag("web/components/life.html")
def life(machine: str, current: str = "") -> dict[str, object]:
    """Draw a declared state machine, folded; `current` is the state in which something is now."""
    return {"diagram": diagram(MACHINES[machine], current=current)}
