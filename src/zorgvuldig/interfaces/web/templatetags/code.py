"""How the pages of the Code write what stands in the norms: ids as links, rules in Cedar with colours."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from zorgvuldig.interfaces.web import wording
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.cedar_words import highlighted
from zorgvuldig.interfaces.web.cedar_words import linked as with_links
from zorgvuldig.interfaces.web.code_pages import BOOKS
from zorgvuldig.interfaces.web.norm_pages import period_words
from zorgvuldig.interfaces.web.norm_ties import setting_norms
from zorgvuldig.norms import bundle_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.template import RequestContext

    from zorgvuldig.norms import DutyRule

register = template.Library()


def norm_address(desk: str | None, norm: str) -> str:
    """Give the address of a norm's page: at the oversight desk that with how often it decided."""
    route = "oversight_norm" if desk == Desk.OVERSIGHT else "norm"
    return f"{reverse(route)}?norm={quote(norm)}"


@register.simple_tag(takes_context=True)
def norm_url(context: RequestContext, norm: str) -> str:
    """Give the address of a norm's page at this desk."""
    return norm_address(context.get("desk"), norm)


@register.simple_tag(takes_context=True)
def linked(context: RequestContext, text: str, here: str = "") -> str:
    """Write a text with a link for each norm that it names."""
    return with_links(text, partial(norm_address, context.get("desk")), here=here)


@register.simple_tag(takes_context=True)
def cedar(context: RequestContext, text: str) -> str:
    """Write a rule in Cedar, coloured, with links to what sets its terms and parameters."""
    on = timezone.localdate()
    return highlighted(text, setting_norms(on), partial(norm_address, context.get("desk")))


@register.simple_tag(takes_context=True)
def duty_when(context: RequestContext, written: Mapping[str, str], duty: str) -> str:
    """Write when a duty applies, as the rules say it."""
    return cedar(context, written.get(duty, ""))


@register.filter
def due_words(duty: DutyRule) -> str:
    """Say by when a duty must be done: a moment, or a period after a day that is known."""
    if not duty.period or not duty.starts:
        return gettext("voordat er iets opengaat")
    period, start = period_words(_value(duty.period)), wording.word_of_norms("facts", duty.starts)
    return gettext("binnen %(period)s na: %(start)s") % {"period": period, "start": start}


def _value(period: str) -> object:
    """Give the period that a duty names: written out, or as a parameter by its name."""
    return bundle_at(timezone.localdate()).parameters.get(period, period)


@register.filter
def book_title(source: str) -> str:
    """Name a source of the Code."""
    return BOOKS[source]
