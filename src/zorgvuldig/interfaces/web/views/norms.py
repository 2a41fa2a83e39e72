"""The norms: a list to search with how each is met, and a page for each. Open to anyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zorgvuldig.interfaces.web import wording
from zorgvuldig.interfaces.web.accounts.models import Desk
from zorgvuldig.interfaces.web.code_pages import books, chapter_key, chapter_page, chapter_title
from zorgvuldig.interfaces.web.desks import at_desk
from zorgvuldig.interfaces.web.norm_pages import norm_lines, norm_page
from zorgvuldig.interfaces.web.norm_ties import ties_of
from zorgvuldig.norms import bundle_at, catalogue, coverage
from zorgvuldig.processes.compliance import usecases as compliance

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from zorgvuldig.interfaces.web.desks import DeskRequest
    from zorgvuldig.interfaces.web.norm_pages import NormPage

PAGE = 40
FORMS = {
    "rule": _("Regel"),
    "duty": _("Plicht"),
    "process-step": _("Stap in een proces"),
    "definition": _("Begrip"),
    "register": _("Register"),
    "parameter": _("Termijn of getal"),
    "open-norm": _("Een mens beslist"),
    "planned": _("Volgt met zijn proces"),
    "missing": _("Ontbreekt nog"),
}


@require_safe
def norms(request: HttpRequest) -> HttpResponse:
    """List every norm, with search and coverage (normen)."""
    today = timezone.localdate()
    form, source = request.GET.get("vorm"), request.GET.get("bron")
    sought = request.GET.get("zoek", "").strip()
    found = norm_lines(
        today,
        sought=sought,
        form=form if form in FORMS else None,
        source=source if source in wording.SOURCES else None,
    )
    counts = coverage(bundle_at(today)).counts
    context = {
        "pages": Paginator(found, PAGE).get_page(request.GET.get("pagina")),
        "found": len(found),
        "all": len(catalogue().norms),
        "met": sum(count for name, count in counts.items() if name not in {"planned", "missing"}),
        "planned": counts["planned"],
        "missing": counts["missing"],
        "forms": [(name, label, counts[name]) for name, label in FORMS.items()],
        "form_words": FORMS,
        "sources": wording.SOURCES,
        "sought": sought,
        "form": form,
        "source": source,
        "bundle": bundle_at(today).id,
    }
    return render(request, "web/public/norms.html", context)


@require_safe
def norm(request: HttpRequest) -> HttpResponse:
    """Show one norm: its text, rules, duties, periods, and its scenarios tried now."""
    page = _asked(request)
    return render(request, "web/public/norm.html", _context(page))


@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """List the sources with their chapters and counts (de code als boek)."""
    return render(request, "web/public/code.html", {"books": books(timezone.localdate())})


@require_safe
def code_chapter(request: HttpRequest) -> HttpResponse:
    """Show one chapter: every article in our own words, with what stands under it (hoofdstuk)."""
    try:
        chapter, before, after = chapter_page(request.GET.get("hoofdstuk", ""), timezone.localdate())
    except KeyError as error:
        raise Http404 from error
    context = {"chapter": chapter, "before": before, "after": after, "form_words": FORMS}
    return render(request, "web/public/code_chapter.html", context)


@require_safe
@at_desk(Desk.OVERSIGHT)
def oversight_norm(request: DeskRequest) -> HttpResponse:
    """Show the same, with how often the norm decided lately (toepassing)."""
    page = _asked(request)
    applied = compliance.count_norm(actor=request.actor, at=timezone.now(), norm=page.line.id)
    context = {
        **_context(page),
        "applied": [(name, applied.get(name, 0)) for name in wording.OUTCOMES],
        "times": sum(applied.values()),
        "newest": compliance.NEWEST,
    }
    return render(request, "web/public/norm.html", context)


def _asked(request: HttpRequest) -> NormPage:
    try:
        return norm_page(request.GET.get("norm", ""), timezone.localdate())
    except KeyError as error:
        raise Http404 from error


def _context(page: NormPage) -> dict[str, object]:
    section, key = page.section, chapter_key(page.section.place.file) if page.section else ""
    return {
        "page": page,
        "form_word": FORMS[page.line.form],
        "ties": ties_of(section, page.on) if section else None,
        "chapter": key,
        "chapter_title": chapter_title(key, page.on) if key else "",
    }
