"""A letter as the PDF that its reader fetches, set anew from what was kept (brief)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from zorgvuldig.interfaces.letters.setting import Manuscript, set_one

if TYPE_CHECKING:
    from zorgvuldig.records.stored_letters import KeptLetter


def letter_file(manuscript: Manuscript) -> HttpResponse:
    """Set a letter and give it to be saved, under its own number."""
    headers = {"Content-Disposition": f'attachment; filename="brief-{manuscript.id}.pdf"'}
    return HttpResponse(set_one(manuscript), content_type="application/pdf", headers=headers)


def kept_letter_file(letter: KeptLetter) -> HttpResponse:
    """Set a letter that was kept, as it left."""
    return letter_file(
        Manuscript(
            id=letter.id,
            kind=letter.kind,
            route=letter.route,
            content=letter.content,
            address=letter.address,
            made_at=letter.made_at,
        )
    )
