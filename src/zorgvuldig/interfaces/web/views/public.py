"""Pages for anyone: the front page, the privacy statement, how to check a proof."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web.context import NAVIGATION, doors
from zorgvuldig.interfaces.web.river import general_river
from zorgvuldig.interfaces.web.statements import IN_FORCE, STATEMENTS
from zorgvuldig.ledger.actors import UnknownActorError, actor_of
from zorgvuldig.ledger.parameters import LOG_RETENTION, in_force
from zorgvuldig.ledger.published import (
    PUBLISHED,
    WITNESS_PUBLISHED,
    KeyMissingError,
    read_published,
    read_published_witness,
)

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
    mine = doors(request.user.desk, _role(request.user.get_username())) or NAVIGATION[request.user.desk]
    return redirect(mine[0].route)


def _role(username: str) -> str | None:
    """Give the role in which somebody acts today; who has none is told so behind the door."""
    try:
        return actor_of(username, timezone.localdate()).role
    except UnknownActorError:
        return None


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy statement (privacyverklaring): the one in force, or an earlier version."""
    version = request.GET.get("versie", IN_FORCE)
    if version not in STATEMENTS:
        raise Http404
    until = {one.replaces: one.valid_from for one in STATEMENTS.values()}
    context = {
        "statement": STATEMENTS[version],
        "statements": reversed(STATEMENTS.values()),
        "until": until.get(version),
        "in_force": version == IN_FORCE,
    }
    return render(request, "web/public/privacy.html", context)


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Show the control plans that were published (controleplannen, Protocol art. 3.2)."""
    return render(request, "web/public/plans.html", {"plans": ()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Tell how accessible the pages are, and what to do when something does not work."""
    return render(request, "web/public/accessibility.html", _contact())


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Tell who helps with what (hulp en contact)."""
    return render(request, "web/public/contact.html", _contact())


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Tell how to report a vulnerability and what we promise (RD-kanaal, RD-termijn-5d)."""
    return render(request, "web/public/report.html", _contact())


@require_safe
def report_english(request: HttpRequest) -> HttpResponse:
    """Tell the same in English, for whoever finds something from abroad."""
    return render(request, "web/public/report_english.html", _contact())


def _contact() -> dict[str, str]:
    contact = settings.SECURITY_CONTACT
    return {"contact": contact, "contact_words": contact.removeprefix("mailto:")}


@require_safe
def check_proof(request: HttpRequest) -> HttpResponse:
    """Explain how anyone checks a proof without us."""
    retention = in_force(LOG_RETENTION, timezone.localdate())
    context = {
        "public_key": published_key(),
        "witness_key": published_witness_key(),
        "years": retention.value.split()[0],
    }
    return render(request, "web/public/check_proof.html", context)


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """Give the small verifier, as the text that we run ourselves."""
    del request
    source = resources.files("zorgvuldig.ledger") / "verifier.py"
    return _download(source.read_bytes(), "verifier.py")


@require_safe
def public_key(request: HttpRequest) -> HttpResponse:
    """Give the published key of the ledger, by which anyone checks a proof (C2SP signed-note)."""
    del request
    key = published_key()
    if key is None:
        raise Http404
    return _download(f"{key}\n".encode(), "sleutel.txt")


def published_key() -> str | None:
    """Read the published key; none while no sequencer has signed anything yet."""
    try:
        return str(read_published(settings.VAR_FOLDER / PUBLISHED))
    except KeyMissingError:
        return None


@require_safe
def witness_key(request: HttpRequest) -> HttpResponse:
    """Give the published key of the witness, which signs beside the ledger (C2SP tlog-cosignature)."""
    del request
    key = published_witness_key()
    if key is None:
        raise Http404
    return _download(f"{key}\n".encode(), "getuige.txt")


def published_witness_key() -> str | None:
    """Read the published key of the witness; none where none was prepared."""
    try:
        return str(read_published_witness(settings.VAR_FOLDER / WITNESS_PUBLISHED))
    except KeyMissingError:
        return None


def _download(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers=headers)
