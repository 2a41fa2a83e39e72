"""Pages for what did not go well. They say what, where and what to do, and never more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone

from zorgvuldig.interfaces.web.river import refused_river
from zorgvuldig.ledger.actors import UnknownActorError
from zorgvuldig.norms.citing import cite

if TYPE_CHECKING:
    from django.http import HttpRequest


def refusal_page(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """Show what was refused, by which article, and what one can do; None for any other error.

    A login that belongs to nobody who may act today gets the same answer, without a decision to show.

    Only `processing` raises an error that carries a decision. It is known here by that decision, not by
    its class, because nobody but the use cases may import that room.
    """
    if isinstance(exception, UnknownActorError):
        return render(request, "403.html", status=403)
    decision = getattr(exception, "decision", None)
    if decision is None:
        return None
    context = {"decision": decision, "card": refused_card(exception), "river": refused_river()}
    return render(request, "web/refused.html", context, status=403)


def refused_card(exception: Exception) -> dict[str, object]:
    """Lay a refusal out as a decision card."""
    decision = exception.decision  # type: ignore[attr-defined] # the caller saw that it has one
    facts = decision.facts
    return {
        "entry_id": getattr(exception, "entry_id", None),
        "at": timezone.now(),
        "purpose": facts.get("purpose", ""),
        "action": facts.get("action", ""),
        "data": sorted(facts.get("data", ())),
        "role": facts.get("role", ""),
        "unit": facts.get("unit"),
        "outcome": decision.outcome.value,
        "reason": decision.reason,
        "citations": cite(decision.norms, decision.at),
        "missing": decision.missing,
        "duties": (),
        "leaf_index": None,
    }


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 without telling what there would have been."""
    return refusal_page(request, exception) or render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 — Django passes it; visitors need not read it
    """Answer 403 when a form came from elsewhere or was too old."""
    return render(request, "web/form_expired.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 — Django calls it so
    """Answer 404 the same for what is not there and for what is not yours."""
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 — Django calls it so
    """Answer 400."""
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a page that reads nothing: no session, no database, no trace."""
    del request  # whatever it carries may be what failed
    return HttpResponse(loader.get_template("500.html").render(), status=500)
