"""Pages for what did not go well. They say what, where and what to do, and never more than that."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone
from psycopg.errors import TransactionTimeout

from zorgvuldig.decisions import way_out
from zorgvuldig.interfaces.web.context import doors
from zorgvuldig.interfaces.web.river import refused_river
from zorgvuldig.ledger.actors import UnknownActorError
from zorgvuldig.norms.citing import cite
from zorgvuldig.records.keys import KeyUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

RETRY_SECONDS = 30
TOO_OFTEN = 429
LOOKS = frozenset({"GET", "HEAD"})
#: When these end a request, nothing is broken that asking again later would not mend.
OUTAGES = (OperationalError, InterfaceError, KeyUnavailableError, TransactionTimeout)

#: Status, what happened, and what one can do. Such a page reads no session, no database and no address.
#: Desks of people who can change how the work is done, and are told what would help.
_AT_WORK = frozenset({"staff", "medical", "oversight"})
PLAIN = {
    400: (
        "Dat hebben wij niet begrepen",
        "Er klopt iets niet aan de vraag die uw browser stuurde. Ga terug en probeer het opnieuw.",
    ),
    405: ("Zo kan het niet", "Dit adres laat dat niet toe. Ga terug en gebruik de knoppen op de pagina."),
    413: ("Dat is te veel ineens", "Wat u stuurde, is te groot. Stuur minder, of stuur het in delen."),
    414: ("Dit adres is te lang", "Ga terug en gebruik de knoppen op de pagina."),
    415: (
        "Dat kunnen wij niet lezen",
        "Wat u stuurde, heeft een vorm die wij niet kennen. Gebruik het formulier.",
    ),
    429: (
        "Even wachten",
        "Er is te vaak achter elkaar iets gevraagd. Wacht een minuut en probeer het dan opnieuw.",
    ),
    431: (
        "Uw browser stuurt te veel mee",
        "Wis de cookies van deze site in uw browser, en probeer het opnieuw.",
    ),
    500: (
        "Er ging iets mis bij ons",
        "Er is niets half gedaan: wat u vroeg, is niet uitgevoerd. Probeer het straks opnieuw.",
    ),
    503: (
        "Wij zijn er even niet",
        "Wat u vroeg, is niet uitgevoerd, en er is niets geopend. Probeer het straks opnieuw.",
    ),
}


def plain(status: int) -> HttpResponse:
    """Answer with a page that reads nothing: no session, no database, no address, no trace."""
    title, lead = PLAIN[status]
    page = loader.get_template("plain.html").render({"status": status, "title": title, "lead": lead})
    return HttpResponse(page, status=status)


def not_allowed(verbs: Iterable[str]) -> HttpResponse:
    """Answer 405 with the verbs that the address does take (RFC 9110, 15.5.6)."""
    response = plain(405)
    response.headers["Allow"] = ", ".join(sorted(verbs))
    return response


def too_often(seconds: int) -> HttpResponse:
    """Answer 429 with the time to wait (RFC 6585)."""
    response = plain(429)
    response.headers["Retry-After"] = str(seconds)
    return response


def unavailable() -> HttpResponse:
    """Answer 503: something we need is not there, so nothing was read and nothing was done."""
    response = plain(503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


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
    # No entry: the ledger could not be written. An outage behind it: nothing was decided at all.
    if getattr(exception, "entry_id", None) is None or is_outage(exception.__cause__):
        return unavailable()
    context = {"decision": decision, "card": refused_card(exception), "river": refused_river()}
    if getattr(getattr(request, "user", None), "desk", "") in _AT_WORK:
        context["way_out"] = way_out(decision)
    return render(request, "web/refused.html", context, status=403)


def answer_to_look(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """Answer a look that ended in "not there" or "not allowed" without undoing what was written down of it.

    Only a look: a form that ends so must leave nothing behind (ASVS 2.3.3), and its error undoes all of it.
    """
    if request.method not in LOOKS:
        return None
    if isinstance(exception, Http404):
        return not_found(request, exception)
    return refusal_page(request, exception)


def is_outage(error: BaseException | None) -> bool:
    """Tell whether an error, or one it came from, says that the database or a key is not there."""
    while error is not None:
        if isinstance(error, OUTAGES):
            return True
        error = error.__cause__
    return False


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
    # Neither who asks nor which address it was shows in the menu: it would tell the two apart.
    desk = getattr(getattr(request, "user", None), "desk", "")
    return render(request, "404.html", {"route": None, "desk_doors": doors(desk, None)}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, whatever was wrong with it; but somebody whose session ended meanwhile may log in.

    So of two requests at once that both renew the key of a session the later did nothing, and its browser may
    hold the new key already: nothing of the session is sent along.
    """
    if isinstance(exception, SessionInterrupted):
        return redirect_to_login(request.path)
    return plain(400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 when the database or a key is not there; the page reads nothing."""
    del request  # whatever it carries may be what failed
    return unavailable() if is_outage(sys.exc_info()[1]) else plain(500)
