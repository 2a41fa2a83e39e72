"""Pages for anyone: the front page, the privacy statement, how to check a proof."""

from __future__ import annotations

from datetime import date
from importlib import resources
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web.context import NAVIGATION, PRIVACY_STATEMENT_DATE
from zorgvuldig.interfaces.web.river import general_river

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Tell what this is and show the doors."""
    return render(request, "web/public/home.html", {"river": general_river()})


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Bring someone who logged in to the first page of the own desk."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return redirect(NAVIGATION[request.user.desk][0].route)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy statement (privacyverklaring) with its version."""
    context = {"statement_date": date.fromisoformat(PRIVACY_STATEMENT_DATE)}
    return render(request, "web/public/privacy.html", context)


@require_safe
def check_proof(request: HttpRequest) -> HttpResponse:
    """Explain how anyone checks a proof without us."""
    return render(request, "web/public/check_proof.html", {"public_key": None})


@require_safe
def verifier(request: HttpRequest) -> FileResponse:
    """Give the small verifier, as the text that we run ourselves."""
    del request
    source = resources.files("zorgvuldig.ledger") / "verifier.py"
    return FileResponse(
        source.open("rb"), as_attachment=True, filename="verifier.py", content_type="text/x-python"
    )


@require_safe
def public_key(request: HttpRequest) -> HttpResponse:
    """Give the public key of the ledger, as a verifier key (C2SP signed-note)."""
    raise Http404
