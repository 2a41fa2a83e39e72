"""Requests that somebody made for another: under which mandate, and read back by it (namens een ander)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.records import requests
from zorgvuldig.records.models import RightsRequest

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from zorgvuldig.records.stored_requests import StoredRequest


def note_mandate(request_id: UUID, *, mandate_id: UUID, concerns: Collection[str]) -> None:
    """Note by which mandate a request was made, and to which data that mandate reaches."""
    RightsRequest.objects.filter(id=request_id).update(mandate_id=mandate_id, concerns=sorted(concerns))


def made_under(subject_id: UUID, mandates: Collection[UUID]) -> tuple[StoredRequest, ...]:
    """Give the requests for a person that were made under these mandates, newest first, and no other."""
    rows = RightsRequest.objects.filter(subject_id=subject_id, mandate_id__in=mandates)
    ours = set(rows.values_list("id", flat=True))
    return tuple(each for each in requests.requests_of(subject_id) if each.id in ours) if ours else ()
