"""A copy of the own data as a file, in the form that is asked for (kopie bij inzage, overdraagbaarheid)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils import timezone

from zorgvuldig.interfaces.exports.notation import as_json
from zorgvuldig.interfaces.exports.text import as_text
from zorgvuldig.interfaces.exports.workbook import as_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Protocol

    from zorgvuldig.decisions import Actor
    from zorgvuldig.interfaces.web.desks import DeskRequest
    from zorgvuldig.processes.rights.explain.views import MyData

    class Showing(Protocol):
        """A use case that shows whoever is logged in the own data."""

        def __call__(self, *, actor: Actor, at: datetime) -> MyData:
            """Show the own data."""


_OFFICE = "application/vnd.openxmlformats-officedocument"
#: Each form with its kind and what writes it.
FORMS: dict[str, tuple[str, Callable[..., bytes]]] = {
    "json": ("application/json", as_json),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", as_workbook),
    "docx": (f"{_OFFICE}.wordprocessingml.document", as_text),
}


def copy_file(request: DeskRequest, show: Showing) -> HttpResponse:
    """Answer with a copy of the own data as a download; a form that we do not write is not there."""
    form = request.GET.get("vorm", "json")
    if form not in FORMS:
        raise Http404
    kind, write = FORMS[form]
    content = write(show(actor=request.actor, at=timezone.now()), on=timezone.localdate())
    headers = {"Content-Disposition": f'attachment; filename="mijn-gegevens.{form}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
