"""What the pages share on which the data protection officer decides and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from zorgvuldig.interfaces.web.desks import DeskRequest

OFFICER = "dpo"
LEAST_LETTERS = 10


def is_officer(request: DeskRequest) -> bool:
    """Tell whether the data protection officer (functionaris gegevensbescherming) looks."""
    return request.actor.role == OFFICER


def reason_given(request: DeskRequest) -> str:
    """Give the reason in the form; nothing, and a message on the page, when it is no sentence."""
    reason = request.POST.get("words", "").strip()
    if len(reason) < LEAST_LETTERS:
        messages.error(request, _("Schrijf in een hele zin waarom."))
        return ""
    return reason
